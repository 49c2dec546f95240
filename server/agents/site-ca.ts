import 'reflect-metadata';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { WitnessError } from '@witnessmark/shared/errors';
import type { AgentCertificate, KeyStore } from './ports.ts';

const day = 24 * 60 * 60 * 1000;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
/** A certificate begins this much earlier, so that clocks somewhat behind take it. */
const backdatedMs = 60 * 60 * 1000;

/**
 * The site's own certificate authority: one key that signs the agent listener's certificate and those of
 * the agents. Nothing else trusts it, and it trusts nothing else.
 */
export interface SiteCa {
  /** PEM of the CA's certificate, and SHA-256 (hex) of its DER: what join tokens pin. */
  readonly certificate: string;
  readonly fingerprint: string;
  /** The listener's key and chain, PEM; and SHA-256 (hex) of its SPKI: what agents pin. */
  readonly server: { readonly key: string; readonly chain: string; readonly spki: string };
  /**
   * A certificate for the key in `csr` (PEM), for TLS clients only, named by the agent's id. Throws
   * `wire.body-invalid` for a request that is malformed, not signed by its own key, or not ECDSA P-256.
   */
  issue(csr: string, agent: string): Promise<{ readonly pem: string; readonly record: AgentCertificate }>;
  /** The certificate as one that this CA signed for an agent, whatever its dates; null otherwise. */
  recognise(der: Uint8Array): AgentPeer | null;
}

/** Who a client certificate speaks for. */
export interface AgentPeer {
  readonly agent: string;
  readonly serial: string;
  /** SHA-256 (hex) of the SPKI. */
  readonly key: string;
  readonly publicKey: KeyObject;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface SiteCaOptions {
  readonly keys: KeyStore;
  readonly site: string;
  /** Names and addresses under which agents dial the listener. */
  readonly hosts: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Lifetime of an agent's certificate. */
  readonly agentDays: number;
}

/** Opens the site's CA, making it at the first start. */
export async function openSiteCa(options: SiteCaOptions): Promise<SiteCa> {
  const { keys, now } = options;
  const ca = (await load(keys, 'site-ca')) ?? (await makeCa(options));
  const server = await loadServer(options, ca);
  const authority = new X509Certificate(ca.certificate);

  return {
    certificate: ca.certificate,
    fingerprint: sha256(authority.raw),
    server: {
      key: server.key,
      chain: `${server.certificate}\n${ca.certificate}\n`,
      spki: spkiHash(new X509Certificate(server.certificate)),
    },

    async issue(csr, agent) {
      const publicKey = await requestedKey(csr);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: newSerial(),
        subject: `CN=${agent}`,
        issuer: new x509.X509Certificate(ca.certificate).subject,
        notBefore: new Date(now() - backdatedMs),
        notAfter: new Date(now() + options.agentDays * day),
        publicKey,
        signingKey: await signingKey(ca.key),
        signingAlgorithm: signing,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
        ],
      });
      const pem = certificate.toString('pem');
      const issued = new X509Certificate(pem);
      return {
        pem,
        record: {
          serial: serialOf(issued),
          key: spkiHash(issued),
          notBefore: issued.validFromDate.toISOString(),
          notAfter: issued.validToDate.toISOString(),
        },
      };
    },

    recognise(der) {
      const certificate = new X509Certificate(der);
      const agent = /^CN=(agent-[0-9a-f]{16})$/.exec(certificate.subject)?.[1];
      if (agent === undefined || certificate.ca) return null;
      if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) return null;
      if (!certificate.keyUsage?.includes(x509.ExtendedKeyUsage.clientAuth)) return null;
      return {
        agent,
        serial: serialOf(certificate),
        key: spkiHash(certificate),
        publicKey: certificate.publicKey,
        notBefore: certificate.validFromDate.getTime(),
        notAfter: certificate.validToDate.getTime(),
      };
    },
  };
}

interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

async function makeCa({ keys, site, now }: SiteCaOptions): Promise<KeyAndCertificate> {
  const pair = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [`Witnessmark ${site} ${randomBytes(4).toString('hex')}`] }],
    notBefore: new Date(now() - backdatedMs),
    notAfter: new Date(now() + 30 * 365 * day),
    keys: pair,
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return save(keys, 'site-ca', { key: await pem(pair.privateKey), certificate: certificate.toString('pem') });
}

/** The key stays as long as the site, for agents pin it; its certificate follows hosts and time. */
async function loadServer(options: SiteCaOptions, ca: KeyAndCertificate): Promise<KeyAndCertificate> {
  const { keys, hosts, now } = options;
  const stored = await load(keys, 'agent-listener');
  if (stored !== null && fits(new X509Certificate(stored.certificate), hosts, now())) return stored;
  const key = stored?.key ?? (await newKey());
  const publicKey = await webcrypto.subtle.importKey('spki', new Uint8Array(publicKeyOf(key)), curve, true, [
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: ['Witnessmark agent listener'] }],
    issuer: new x509.X509Certificate(ca.certificate).subject,
    notBefore: new Date(now() - backdatedMs),
    notAfter: new Date(now() + 3 * 365 * day),
    publicKey,
    signingKey: await signingKey(ca.key),
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map(host => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
      ),
    ],
  });
  return save(keys, 'agent-listener', { key, certificate: certificate.toString('pem') });
}

function fits(certificate: X509Certificate, hosts: readonly string[], now: number): boolean {
  if (certificate.validToDate.getTime() - now < 365 * day) return false;
  return hosts.every(
    host => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  );
}

/** Key and certificate rest in one entry, so that they cannot come apart. */
async function load(keys: KeyStore, name: string): Promise<KeyAndCertificate | null> {
  const bytes = await keys.read(name);
  if (bytes === null) return null;
  const text = Buffer.from(bytes).toString('utf8');
  const parts =
    /^(-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----)\n(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----)\n$/.exec(
      text,
    );
  if (!parts?.[1] || !parts[2]) throw new TypeError(`the key store holds no key and certificate as ${name}`);
  return { key: parts[1], certificate: parts[2] };
}

async function save(keys: KeyStore, name: string, made: KeyAndCertificate): Promise<KeyAndCertificate> {
  await keys.write(name, Buffer.from(`${made.key.trim()}\n${made.certificate.trim()}\n`, 'utf8'));
  return made;
}

async function requestedKey(csr: string): Promise<x509.PublicKey> {
  try {
    const request = new x509.Pkcs10CertificateRequest(csr);
    const algorithm: webcrypto.Algorithm & { namedCurve?: string } = request.publicKey.algorithm;
    if (algorithm.name !== 'ECDSA' || algorithm.namedCurve !== 'P-256')
      throw new TypeError('not ECDSA P-256');
    if (!(await request.verify())) throw new TypeError('not signed by its own key');
    return request.publicKey;
  } catch (error) {
    throw new WitnessError('wire.body-invalid', 'certificate request', String(error), { cause: error });
  }
}

async function newKey(): Promise<string> {
  const pair = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  return pem(pair.privateKey);
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

async function signingKey(pemText: string): Promise<webcrypto.CryptoKey> {
  const der = new Uint8Array(createPrivateKey(pemText).export({ format: 'der', type: 'pkcs8' }));
  return webcrypto.subtle.importKey('pkcs8', der, curve, false, ['sign']);
}

function publicKeyOf(pemText: string): Buffer {
  return createPublicKey(pemText).export({ format: 'der', type: 'spki' });
}

/** Positive and of full length: the first digit is neither 0 nor at or above 8 (DER's sign bit). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function serialOf(certificate: X509Certificate): string {
  return certificate.serialNumber.toLowerCase().replace(/^0+/, '');
}

function spkiHash(certificate: X509Certificate): string {
  return sha256(certificate.publicKey.export({ format: 'der', type: 'spki' }));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
