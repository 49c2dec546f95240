import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { WitnessError } from '@witnessmark/shared/errors';
import { parseMessage } from '@witnessmark/shared/wire';
import type { z } from 'zod';

const inflate = promisify(zstdDecompress);

export interface BodyBounds {
  /** As sent. */
  readonly wireBytes: number;
  /** After decompression: what a zstd bomb runs into. */
  readonly plainBytes: number;
}

/**
 * One JSON message within its bounds, by schema. Nothing is parsed before the whole body is known to be
 * small enough. Throws `wire.body-too-large`, `wire.body-too-deep`, `wire.body-invalid` or
 * `wire.body-interrupted`.
 */
export async function readMessage<S extends z.ZodType>(
  request: IncomingMessage,
  bounds: BodyBounds,
  schema: S,
): Promise<z.infer<S>> {
  const subject = request.url ?? '';
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new WitnessError('wire.body-invalid', subject, 'Content-Type is not application/json');
  }
  const sent = await readBytes(request, bounds.wireBytes);
  const value = parseMessage(await decode(request, sent, bounds.plainBytes), subject);
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new WitnessError(
    'wire.body-invalid',
    subject,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, 300),
  );
}

async function decode(request: IncomingMessage, sent: Buffer, limit: number): Promise<Buffer> {
  const subject = request.url ?? '';
  switch (request.headers['content-encoding']) {
    case undefined:
    case 'identity':
      return sent;
    case 'zstd':
      try {
        return await inflate(sent, { maxOutputLength: limit });
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
          throw new WitnessError('wire.body-too-large', subject, `more than ${limit} bytes decompressed`);
        }
        throw new WitnessError('wire.body-invalid', subject, 'not zstd', { cause: error });
      }
    default:
      throw new WitnessError('wire.body-invalid', subject, 'Content-Encoding is neither zstd nor identity');
  }
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const subject = request.url ?? '';
  const tooLarge = () => new WitnessError('wire.body-too-large', subject, `more than ${limit} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.byteLength;
      if (bytes > limit) throw tooLarge();
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof WitnessError) throw error;
    throw new WitnessError('wire.body-interrupted', subject, undefined, { cause: error });
  }
  return Buffer.concat(parts, bytes);
}
