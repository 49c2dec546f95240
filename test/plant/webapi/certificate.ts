import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface CpuCertificate {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate, hex: what an agent pins. */
  readonly thumbprint: string;
}

const dayMs = 86_400_000;

/** A certificate as a CPU makes it for itself: signed by nobody else. `address` stands in it. */
export async function cpuCertificate(address = '127.0.0.1'): Promise<CpuCertificate> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=PLC_1/Webserver',
    keys,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 3650 * dayMs),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }]),
      new x509.BasicConstraintsExtension(true),
    ],
  });
  return {
    certificate: made.toString('pem'),
    key: x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
    thumbprint: createHash('sha256').update(Buffer.from(made.rawData)).digest('hex'),
  };
}
