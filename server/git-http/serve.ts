import { pipeline, Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Store } from '../store/index.ts';

/** The part of an HTTP request that git's protocol is made of; who may ask was decided before. */
export interface GitRequest {
  /** Whoever asks, as a random id. */
  readonly reader: string;
  readonly method: string;
  /** Path below the repository with its query: `/info/refs?service=git-upload-pack` or `/git-upload-pack`. */
  readonly path: string;
  /** Lower-case names; `content-type`, `content-encoding` and `git-protocol` are looked at. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as it came, not decompressed. */
  readonly body: Readable;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** A body that ends with an error must cut the connection: what was sent so far is not whole. */
export interface GitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Wants and haves of a fetch; a body that grows beyond it, also when decompressed, is cut. */
const bodyBytes = 16 * 1024 * 1024;

const uncached = {
  expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
  pragma: 'no-cache',
  'cache-control': 'no-cache, max-age=0, must-revalidate',
};

/**
 * Answers git's smart HTTP protocol (gitprotocol-http(5), versions 0 to 2) for reading; pushing and the
 * "dumb" protocol are refused. Rejects as `Store.uploadPack` does (`store.asset-unknown`, `store.busy`,
 * `store.reader-busy`).
 */
export async function serveGit(store: Store, asset: string, request: GitRequest): Promise<GitAnswer> {
  const { pathname, searchParams } = new URL(request.path, 'http://git.invalid');
  const service = pathname === '/info/refs' ? searchParams.get('service') : pathname.slice(1);
  const protocol = header(request, 'git-protocol');
  if (service === 'git-receive-pack') return refusal(403, 'This history is read-only.');
  if (pathname === '/info/refs') {
    if (request.method !== 'GET') return refusal(405, 'Only GET is answered here.', 'GET');
    if (service !== 'git-upload-pack') return refusal(403, 'Use git 1.6.6 or newer (smart HTTP).');
    const { reader, signal } = request;
    const advert = await store.uploadPack(asset, { reader, advertise: true, protocol, signal });
    // http-backend leaves this line out in version 2, and so do we.
    const intro = protocol === 'version=2' ? [] : [pktLine('# service=git-upload-pack\n'), '0000'];
    return {
      status: 200,
      headers: { ...uncached, 'content-type': 'application/x-git-upload-pack-advertisement' },
      body: Readable.from(after(intro, advert), { objectMode: false }),
    };
  }
  if (pathname !== '/git-upload-pack') return refusal(404, 'There is nothing at this address.');
  if (request.method !== 'POST') return refusal(405, 'Only POST is answered here.', 'POST');
  if (header(request, 'content-type') !== 'application/x-git-upload-pack-request') {
    return refusal(415, 'This is no request of git-upload-pack.');
  }
  const encoding = header(request, 'content-encoding') ?? 'identity';
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) return refusal(415, 'Use gzip or nothing.');
  const input = bounded(request.body, encoding !== 'identity');
  const { reader, signal } = request;
  const body = await store.uploadPack(asset, { reader, advertise: false, protocol, input, signal });
  return {
    status: 200,
    headers: { ...uncached, 'content-type': 'application/x-git-upload-pack-result' },
    body,
  };
}

/** Four hex digits of length, themselves counted, then the text (gitprotocol-common(5)). */
function pktLine(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

async function* after(intro: readonly string[], rest: Readable): AsyncGenerator<Buffer> {
  for (const line of intro) yield Buffer.from(line);
  for await (const chunk of rest) yield chunk as Buffer;
}

function bounded(body: Readable, gzip: boolean): Readable {
  let seen = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bodyBytes) done(new Error('the request is too large'));
      else done(null, chunk);
    },
  });
  // An error reaches the reader of `bound`, which ends git; nobody else waits for it.
  const ignore = () => undefined;
  if (gzip) pipeline(body, createGunzip(), bound, ignore);
  else pipeline(body, bound, ignore);
  return bound;
}

function refusal(status: number, text: string, allow?: string): GitAnswer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...(allow === undefined ? {} : { allow }) },
    body: Readable.from([Buffer.from(`${text}\n`)], { objectMode: false }),
  };
}

function header(request: GitRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
