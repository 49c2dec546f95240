import type { IncomingMessage } from 'node:http';
import { WitnessError } from '@witnessmark/shared/errors';
import { factLimits } from '@witnessmark/shared/facts';
import type { Answer } from './answer.ts';
import type { Ingest } from './ports.ts';
import type { Part, Staging } from './staging.ts';

/** One PUT: a longer content comes in parts. */
const partBytes = 16 * 1024 * 1024;

export interface BlobCalls {
  state(agent: string, sha256: string): Promise<Answer>;
  put(agent: string, sha256: string, request: IncomingMessage): Promise<Answer>;
}

export function createBlobCalls(ingest: Ingest, staging: Staging): BlobCalls {
  return {
    async state(agent, sha256) {
      const complete = await ingest.hasBlob(agent, sha256);
      return { status: 200, body: { have: complete ? 0 : await staging.have(agent, sha256), complete } };
    },

    async put(agent, sha256, request) {
      const part = partOf(request, sha256);
      await ingest.assertRoom();
      const body = { chunks: request as AsyncIterable<Uint8Array>, abort: () => request.destroy() };
      const { have, complete } = await staging.append(agent, sha256, part, body, file =>
        ingest.putBlob(agent, sha256, file, part.total),
      );
      return { status: complete ? 201 : 202, body: { have, complete } };
    },
  };
}

/** RFC 9110 §14.4 Content-Range; without one the body is the whole content. */
function partOf(request: IncomingMessage, sha256: string): Part {
  const length = Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new WitnessError('wire.body-invalid', sha256, 'no Content-Length');
  }
  if (length > partBytes)
    throw new WitnessError('wire.body-too-large', sha256, `a part has at most ${partBytes} bytes`);
  const range = request.headers['content-range'];
  if (range === undefined) return { from: 0, total: length, bytes: length };
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(range);
  const [from, to, total] = (match ?? []).slice(1).map(Number);
  if (from === undefined || to === undefined || total === undefined) {
    throw new WitnessError('wire.body-invalid', sha256, 'Content-Range is not "bytes from-to/total"');
  }
  if (total > factLimits.contentBytes)
    throw new WitnessError('wire.blob-too-large', sha256, `${total} bytes`);
  if (to - from + 1 !== length || to >= total) {
    throw new WitnessError('wire.body-invalid', sha256, 'Content-Range does not fit the body');
  }
  return { from, total, bytes: length };
}
