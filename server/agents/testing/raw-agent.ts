import 'reflect-metadata';
import { createHash, createPrivateKey, sign, webcrypto } from 'node:crypto';
import { Agent, request } from 'node:https';
import { PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import type { Fact } from '@witnessmark/shared/facts';
import { canonicalJson } from '@witnessmark/shared/log';
import { decodeJoinToken, type JoinResponse } from '@witnessmark/shared/wire';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RawCall {
  readonly method?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawIdentity {
  readonly key: string;
  readonly certificate: string;
}

/** A client that sends what it is told, well-formed or not, over one kept connection. */
export class RawAgent {
  readonly #port: number;
  readonly #https: Agent;
  readonly identity: RawIdentity | null;

  constructor(port: number, identity: RawIdentity | null = null) {
    this.#port = port;
    this.identity = identity;
    this.#https = new Agent({
      keepAlive: true,
      maxSockets: 4,
      rejectUnauthorized: false,
      maxCachedSessions: 0,
      ...(identity ? { key: identity.key, cert: identity.certificate } : {}),
    });
  }

  send(path: string, { method = 'POST', body, headers = {} }: RawCall = {}): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          agent: this.#https,
          method,
          path,
          headers: {
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        incoming => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const text = Buffer.concat(parts).toString();
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: text === '' ? {} : JSON.parse(text),
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  json(path: string, message: unknown): Promise<RawAnswer> {
    return this.send(path, { body: JSON.stringify(message) });
  }

  put(sha256: string, bytes: Uint8Array, range?: string): Promise<RawAnswer> {
    return this.send(`/agent/v1/blobs/${sha256}`, {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream', ...(range ? { 'content-range': range } : {}) },
    });
  }

  /** A batch as an honest agent would send it; `wrong` replaces parts of it. */
  facts(facts: readonly unknown[], wrong: Readonly<Record<string, unknown>> = {}): Promise<RawAnswer> {
    const newest = new Map<string, object>();
    for (const fact of facts) {
      if (!isKeyed(fact)) continue;
      const { stream, epoch, seq } = fact;
      newest.set(stream, { stream, epoch, seq, hash: hashOf(fact) });
    }
    const heads = [...newest.values()];
    return this.json('/agent/v1/facts', {
      facts,
      heads,
      signature: this.sign(heads),
      checkpoint: null,
      ...wrong,
    });
  }

  sign(heads: unknown): string {
    const key = createPrivateKey(this.identity?.key ?? '');
    return sign('sha256', Buffer.from(canonicalJson(heads)), { key, dsaEncoding: 'ieee-p1363' }).toString(
      'base64',
    );
  }

  close(): void {
    this.#https.destroy();
  }
}

export async function keyAndRequest(namedCurve = 'P-256'): Promise<{ key: string; csr: string }> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=test',
    keys: pair,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey), 'PRIVATE KEY');
  return { key, csr: csr.toString('pem') };
}

export async function joinRaw(port: number, token: string): Promise<RawAgent & { readonly id: string }> {
  const { id, secret } = decodeJoinToken(token);
  const { key, csr } = await keyAndRequest();
  const stranger = new RawAgent(port);
  const answer = await stranger.json('/agent/v1/join', { id, secret, csr, name: 'raw', build: 'test' });
  stranger.close();
  if (answer.status !== 200) throw new Error(`join: ${JSON.stringify(answer.body)}`);
  const joined = answer.body as unknown as JoinResponse;
  return Object.assign(new RawAgent(port, { key, certificate: joined.certificate }), { id: joined.agent });
}

function isKeyed(value: unknown): value is Pick<Fact, 'stream' | 'epoch' | 'seq'> {
  return (
    typeof value === 'object' && value !== null && 'seq' in value && 'epoch' in value && 'stream' in value
  );
}

export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
