import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

export interface KeyRequest {
  /** ECDSA P-256, PKCS #8 PEM. Made here and never sent. */
  readonly key: string;
  /** PKCS #10 PEM. Its subject says nothing: the server names the agent. */
  readonly csr: string;
}

export async function makeKeyRequest(): Promise<KeyRequest> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=witnessmark-agent',
    keys: pair,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', pair.privateKey);
  return { key: PemConverter.encode(pkcs8, 'PRIVATE KEY'), csr: request.toString('pem') };
}
