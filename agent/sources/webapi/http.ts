import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { TLSSocket } from 'node:tls';
import { WitnessError } from '@witnessmark/shared/errors';
import { buildConnector, Client, errors } from 'undici';
import type { WebApiSourceConfig } from './config.ts';
import { type Call, encodeCalls } from './reading-methods.ts';

const path = '/api/jsonrpc';
const keptMs = 60_000;

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/**
 * One HTTPS connection to one CPU. Only bodies of `encodeCalls` leave it, as POST to the one path of the Web
 * API, and not before the certificate was found to be the pinned one, or one that the named CA signed.
 */
export class WebApiHttp {
  readonly #client: Client;
  readonly #subject: string;
  readonly #requestMs: number;
  #bytes = 0;
  #certificate: string | null = null;

  private constructor(config: WebApiSourceConfig, subject: string, ca: string | null) {
    this.#subject = subject;
    this.#requestMs = config.timeouts.requestMs;
    const { host, port, answerBytes } = config;
    this.#client = new Client(`https://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      pipelining: 1,
      keepAliveTimeout: keptMs,
      headersTimeout: config.timeouts.requestMs,
      bodyTimeout: config.timeouts.requestMs,
      maxResponseSize: answerBytes,
      connect: this.#connector(config, ca),
    });
  }

  /** Throws `config.unreadable` where the CA's file cannot be read. */
  static async create(config: WebApiSourceConfig, subject: string): Promise<WebApiHttp> {
    return new WebApiHttp(config, subject, config.ca === undefined ? null : await readCa(config.ca));
  }

  /** SHA-256 of the CPU's certificate in hex; null before the first request. */
  get certificate(): string | null {
    return this.#certificate;
  }

  /** Bytes of bodies, sent and received. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Throws the `webapi.*` error of whatever kept the answer away, and the signal's reason when it aborts. */
  async post(calls: readonly Call[], token: string | null, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const body = encodeCalls(calls, this.#subject);
    const deadline = AbortSignal.timeout(this.#requestMs);
    try {
      const answer = await this.#client.request({
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { 'x-auth-token': token }),
        },
        body,
        signal: AbortSignal.any([signal, deadline]),
      });
      const text = await answer.body.text();
      this.#bytes += Buffer.byteLength(body) + Buffer.byteLength(text);
      const after = answer.headers['retry-after'];
      return { status: answer.statusCode, retryAfter: typeof after === 'string' ? after : null, text };
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error, this.#subject);
    }
  }

  /** Ends the connection at once; nothing leaves any more. */
  async close(): Promise<void> {
    await this.#client.destroy();
  }

  #connector(config: WebApiSourceConfig, ca: string | null): buildConnector.connector {
    const { serverCertificate: pin, serverName, timeouts } = config;
    const connect = buildConnector({
      // A pinned certificate is checked below; it is mostly the CPU's own, signed by nobody else.
      rejectUnauthorized: pin === undefined,
      minVersion: 'TLSv1.2',
      allowH2: false,
      maxCachedSessions: 0,
      timeout: timeouts.connectMs,
      ...(ca === null ? {} : { ca }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
    return (options, callback) => {
      connect(options, (...outcome) => {
        const [error, socket] = outcome;
        if (error !== null) return callback(error, null);
        const found = socket instanceof TLSSocket ? thumbprint(socket) : null;
        if (found === null || (pin !== undefined && found !== pin)) {
          socket.destroy();
          const detail = found === null ? 'it shows none' : `it shows ${found}`;
          return callback(new WitnessError('webapi.certificate-changed', this.#subject, detail), null);
        }
        this.#certificate = found;
        callback(null, socket);
      });
    };
  }
}

function thumbprint(socket: TLSSocket): string | null {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? null : createHash('sha256').update(certificate.raw).digest('hex');
}

async function readCa(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new WitnessError('config.unreadable', file, 'the CA of a webapi source', { cause });
  }
}

/** What TLS says of a certificate it does not take (OpenSSL's verification results, by Node's names). */
const untrusted =
  /^(?:UNABLE_TO_|CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|INVALID_CA|ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH)/;

function failureOf(error: unknown, subject: string): WitnessError {
  if (error instanceof WitnessError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = code === '' ? String(error instanceof Error ? error.message : error) : code;
  const make = (
    name: 'no-route' | 'refused' | 'certificate-untrusted' | 'timed-out' | 'link-lost' | 'service-failed',
  ) => new WitnessError(`webapi.${name}`, subject, detail, { cause: error });
  if (untrusted.test(code)) return make('certificate-untrusted');
  if (code === 'ECONNREFUSED') return make('refused');
  if (['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) return make('no-route');
  if (error instanceof errors.ResponseExceededMaxSizeError) return make('service-failed');
  const timeouts = [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError];
  if (timeouts.some(type => error instanceof type) || isTimeout(error)) return make('timed-out');
  return make('link-lost');
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
