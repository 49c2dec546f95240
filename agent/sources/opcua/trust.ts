import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';

/**
 * The certificates of one source: its own key and certificate under `own`, what it trusts under `trusted`
 * and `issuers`, what it refused under `rejected`. Nothing unknown is ever accepted by itself.
 */
export function openCertificates(folder: string): OPCUACertificateManager {
  return new OPCUACertificateManager({
    rootFolder: folder,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: true,
  });
}

/** SHA-256 of a certificate's DER in hex. */
export function thumbprint(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex');
}

/**
 * Accepts the server's certificate because it is pinned or trusted; otherwise puts it into the `rejected`
 * folder and throws `opcua.certificate-changed` (pinned to another) or `opcua.certificate-untrusted`.
 * `certificates` must be initialised.
 */
export async function requireTrust(
  certificate: Buffer,
  pinned: string | undefined,
  certificates: OPCUACertificateManager,
  subject: string,
): Promise<void> {
  const sha256 = thumbprint(certificate);
  const sha1 = createHash('sha1').update(certificate).digest('hex');
  if (pinned !== undefined) {
    if (pinned === sha256 || pinned === sha1) return;
    await certificates.rejectCertificate(certificate);
    const file = await rejectedFile(certificates, sha1);
    throw new WitnessError(
      'opcua.certificate-changed',
      subject,
      `shown SHA-1 ${sha1}, SHA-256 ${sha256}; pinned ${pinned}; kept in ${file}`,
    );
  }
  const status = await certificates.checkCertificate(certificate);
  if (status.isGood()) return;
  const file = await rejectedFile(certificates, sha1);
  throw new WitnessError(
    'opcua.certificate-untrusted',
    subject,
    `${status.name}; SHA-1 ${sha1}, SHA-256 ${sha256}; kept in ${file}, trusted ones stand in ${certificates.trustedFolder}`,
  );
}

async function rejectedFile(certificates: OPCUACertificateManager, sha1: string): Promise<string> {
  const folder = certificates.rejectedFolder;
  const files = await readdir(folder);
  const file = files.find(name => name.toLowerCase().includes(sha1));
  return file === undefined ? folder : path.join(folder, file);
}
