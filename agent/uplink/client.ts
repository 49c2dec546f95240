import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { type ErrorCode, errorTable, isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import {
  type BeatRequest,
  type BeatResponse,
  type BlobState,
  beatResponseSchema,
  blobStateSchema,
  type FactsResponse,
  factsResponseSchema,
  type HelloRequest,
  type HelloResponse,
  helloResponseSchema,
  type JoinRequest,
  type JoinResponse,
  joinResponseSchema,
  type Order,
  ordersResponseSchema,
  parseMessage,
  type RenewRequest,
  wireProblemSchema,
} from '@witnessmark/shared/wire';
import { type Agent, request } from 'undici';
import type { z } from 'zod';

const compress = promisify(zstdCompress);
const compressAbove = 1024;
/** The largest answer is a hello over 5,000 streams. */
const answerBytes = 8 * 1024 * 1024;

/** A call that the server answered with a refusal. `code` is the server's; `retryAfterMs` its wish. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(call: string, status: number, code: string, detail: string, retryAfterMs: number | null) {
    super(`${call}: ${code} (${status}) ${detail}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** The same failure for people: by the server's own code where this build knows it. */
  asWitnessError(subject: string): WitnessError {
    const known = Object.hasOwn(errorTable, this.code);
    return known
      ? new WitnessError(this.code as ErrorCode, subject, undefined, { cause: this })
      : new WitnessError('wire.refused', subject, this.message, { cause: this });
  }
}

/**
 * The calls of the agent protocol. Each throws `Refused` where the server answered with a refusal, and a
 * WitnessError (`wire.unreachable`, `wire.wrong-server`, `wire.answer-invalid`) where it did not answer well.
 */
export interface WireClient {
  join(message: JoinRequest): Promise<JoinResponse>;
  renew(message: RenewRequest): Promise<JoinResponse>;
  hello(message: HelloRequest): Promise<HelloResponse>;
  /** `body` is the canonical JSON of a FactsRequest. */
  facts(body: Buffer): Promise<FactsResponse>;
  beat(message: BeatRequest): Promise<BeatResponse>;
  orders(after: number, signal: AbortSignal): Promise<readonly Order[]>;
  blobState(sha256: string): Promise<BlobState>;
  /** `bytes` bytes from `from` on, of a file of `total` bytes. */
  putBlob(sha256: string, part: BlobPart): Promise<BlobState>;
}

export interface BlobPart {
  readonly file: string;
  readonly from: number;
  readonly bytes: number;
  readonly total: number;
}

export function createWireClient(url: string, link: Agent): WireClient {
  async function call<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    schema: S,
    sending: {
      body?: Buffer | Readable;
      headers?: Record<string, string>;
      signal?: AbortSignal;
    },
  ): Promise<z.infer<S>> {
    const name = `${method} ${path}`;
    try {
      const answer = await request(new URL(path, url), {
        method,
        dispatcher: link,
        ...(sending.body ? { body: sending.body } : {}),
        ...(sending.headers ? { headers: sending.headers } : {}),
        ...(sending.signal ? { signal: sending.signal } : {}),
      });
      const bytes = await readAnswer(answer.body, name);
      if (answer.statusCode >= 300)
        throw refusal(name, answer.statusCode, answer.headers['retry-after'], bytes);
      const checked = schema.safeParse(parseMessage(bytes, name));
      if (!checked.success) {
        throw new WitnessError('wire.answer-invalid', name, checked.error.issues[0]?.message);
      }
      return checked.data;
    } catch (error) {
      if (error instanceof Refused || sending.signal?.aborted) throw error;
      if (isWitnessError(error)) {
        const ours = error.code === 'wire.body-invalid' || error.code === 'wire.body-too-deep';
        throw ours ? new WitnessError('wire.answer-invalid', name, error.detail, { cause: error }) : error;
      }
      throw new WitnessError('wire.unreachable', url, error instanceof Error ? error.message : undefined, {
        cause: error,
      });
    }
  }

  async function post<S extends z.ZodType>(path: string, schema: S, body: Buffer): Promise<z.infer<S>> {
    const large = body.byteLength > compressAbove;
    return call('POST', path, schema, {
      body: large ? await compress(body) : body,
      headers: { 'content-type': 'application/json', ...(large ? { 'content-encoding': 'zstd' } : {}) },
    });
  }

  const message = (value: object) => Buffer.from(JSON.stringify(value), 'utf8');

  return {
    join: value => post('/agent/v1/join', joinResponseSchema, message(value)),
    renew: value => post('/agent/v1/renew', joinResponseSchema, message(value)),
    hello: value => post('/agent/v1/hello', helloResponseSchema, message(value)),
    facts: body => post('/agent/v1/facts', factsResponseSchema, body),
    beat: value => post('/agent/v1/beat', beatResponseSchema, message(value)),
    async orders(after, signal) {
      const { orders } = await call('GET', `/agent/v1/orders?after=${after}`, ordersResponseSchema, {
        signal,
      });
      return orders;
    },
    blobState: sha256 => call('GET', `/agent/v1/blobs/${sha256}`, blobStateSchema, {}),
    putBlob: (sha256, { file, from, bytes, total }) =>
      call('PUT', `/agent/v1/blobs/${sha256}`, blobStateSchema, {
        body: bytes === 0 ? Buffer.alloc(0) : createReadStream(file, { start: from, end: from + bytes - 1 }),
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(bytes),
          ...(bytes === 0 ? {} : { 'content-range': `bytes ${from}-${from + bytes - 1}/${total}` }),
        },
      }),
  };
}

async function readAnswer(body: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > answerBytes)
      throw new WitnessError('wire.answer-invalid', name, `more than ${answerBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts, bytes);
}

function refusal(
  name: string,
  status: number,
  retryAfter: string | string[] | undefined,
  bytes: Buffer,
): Refused {
  const seconds = Number(retryAfter);
  const waitMs = Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : null;
  try {
    const problem = wireProblemSchema.parse(parseMessage(bytes, name));
    return new Refused(name, status, problem.code, problem.detail ?? problem.title, waitMs);
  } catch {
    // Not our server's words: a proxy in between answers in its own.
    return new Refused(name, status, 'wire.refused', 'without problem details', waitMs);
  }
}
