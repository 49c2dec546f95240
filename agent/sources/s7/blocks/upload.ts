import type { Instant } from '@witnessmark/shared/time';
import type { JobAnswer, S7Transport, StatedFailure } from '../transport/index.ts';
import { type BlockRef, blockName, wireName } from './block-type.ts';
import { withGrace } from './grace.ts';
import { headerBytes } from './header.ts';
import type { Outcome } from './outcome.ts';

const startUpload = 0x1d;
const nextPart = 0x1e;
const endUpload = 0x1f;
const noData = Buffer.alloc(0);
const moreBit = 1;
const errorBit = 2;

/** Header, trailer and three parts whose lengths have 16 bits each: no image can be longer. */
const maxBlockBytes = 72 + 3 * 0xffff;
/** A part of fewer bytes than this would make a large block a flood of requests. */
const leastPartBytes = 64;
/** An S7-400 may answer this to the first upload of a connection, and none after it (Snap7 and others). */
const notYet = 0x8702;

interface Begun {
  readonly id: number;
  readonly announced: number;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/**
 * Uploads a block's image, or with `header` its head alone: jobs 1D, 1E until the last part, 1F. An upload
 * that was begun is always ended, after a refusal and after an abort too, unless the connection itself is
 * gone; the controller has one upload for everybody. Refusals are outcomes; what the controller sent beyond
 * what it announced, or short of it, is `s7.block-damaged`. Throws as the transport does.
 */
export async function uploadBlock(
  transport: S7Transport,
  block: BlockRef,
  signal: AbortSignal,
  part: 'whole' | 'header' = 'whole',
): Promise<Outcome<Buffer>> {
  signal.throwIfAborted();
  const grace = withGrace(signal);
  try {
    const outcome = await upload(transport, block, part, signal, grace.signal);
    signal.throwIfAborted();
    return outcome;
  } finally {
    grace.release();
  }
}

async function upload(
  transport: S7Transport,
  block: BlockRef,
  part: 'whole' | 'header',
  caller: AbortSignal,
  signal: AbortSignal,
): Promise<Outcome<Buffer>> {
  const name = `${part === 'whole' ? '_' : '$'}${wireName(block)}`;
  const first = Buffer.concat([Buffer.from([startUpload, 0, 0, 0, 0, 0, 0, 0, 9]), Buffer.from(name)]);
  let answer = await transport.job(first, noData, signal);
  if (answer.failure?.word === notYet && !caller.aborted) answer = await transport.job(first, noData, signal);
  const { failure, requestedAt, arrivedAt } = answer;
  if (failure !== null) return { failure, requestedAt, arrivedAt };
  const begun = parseBegun(answer);
  if (begun === null) throw transport.broken(`start of the upload of ${blockName(block)}`);
  const { received, ended } = await receive(transport, begun, part, caller, signal);
  // An end that is refused leaves in doubt what was being read; an earlier failure says more.
  const last = received.failure ?? ended.failure;
  if (last !== null) return { failure: last, requestedAt, arrivedAt: ended.arrivedAt };
  return { failure: null, value: received.bytes, requestedAt, arrivedAt: received.arrivedAt };
}

/** The parts, and the answer to the end; where that could not be asked for, the connection ends the upload. */
async function receive(
  transport: S7Transport,
  begun: Begun,
  part: 'whole' | 'header',
  caller: AbortSignal,
  signal: AbortSignal,
): Promise<{ readonly received: Received; readonly ended: JobAnswer }> {
  try {
    const received = await parts(transport, begun, part, caller, signal);
    return { received, ended: await transport.job(request(endUpload, begun.id), noData, signal) };
  } catch (error) {
    transport.close();
    throw error;
  }
}

interface Received {
  readonly failure: StatedFailure | null;
  readonly bytes: Buffer;
  readonly arrivedAt: Instant;
}

async function parts(
  transport: S7Transport,
  { id, announced, arrivedAt: begunAt }: Begun,
  part: 'whole' | 'header',
  caller: AbortSignal,
  signal: AbortSignal,
): Promise<Received> {
  const taken: Buffer[] = [];
  let bytes = 0;
  let arrivedAt = begunAt;
  const stop = (failure: StatedFailure): Received => ({ failure, bytes: noData, arrivedAt });
  if (announced > maxBlockBytes) return stop(damaged(`${announced} bytes announced`));
  const most = Math.ceil(announced / leastPartBytes) + 1;
  for (let more = true; more; ) {
    // The caller throws for the abort once the upload is ended.
    if (caller.aborted) break;
    if (taken.length === most) return stop(damaged(`more than ${most} parts`));
    const answer = await transport.job(request(nextPart, id), noData, signal);
    ({ arrivedAt } = answer);
    if (answer.failure !== null) return stop(answer.failure);
    const status = answer.parameters[1] ?? errorBit;
    if ((status & errorBit) !== 0) return stop(damaged('the controller broke the upload off'));
    const content = parsePart(answer.data);
    if (content === null) return stop(damaged(`part of ${answer.data.length} bytes`));
    bytes += content.length;
    taken.push(content);
    more = (status & moreBit) !== 0;
    if (bytes > announced || (more && content.length === 0)) {
      return stop(damaged(`${bytes} bytes given, ${announced} announced`));
    }
  }
  const enough = part === 'whole' ? bytes === announced : bytes >= headerBytes;
  if (!enough && !caller.aborted) return stop(damaged(`${bytes} bytes given, ${announced} announced`));
  return { failure: null, bytes: Buffer.concat(taken), arrivedAt };
}

function damaged(detail: string): StatedFailure {
  return { code: 's7.block-damaged', detail };
}

function request(job: number, id: number): Buffer {
  const parameters = Buffer.from([job, 0, 0, 0, 0, 0, 0, 0]);
  parameters.writeUInt32BE(id, 4);
  return parameters;
}

/** `1D`, three bytes, upload id, then the image's length in digits behind their count. */
export function parseBegun({ parameters, requestedAt, arrivedAt }: JobAnswer): Begun | null {
  if (parameters.length < 9) return null;
  const digits = parameters.toString('latin1', 9, 9 + parameters.readUInt8(8));
  if (!/^\d{1,8}$/.test(digits) || digits.length !== parameters.readUInt8(8)) return null;
  const announced = Number(digits);
  return { id: parameters.readUInt32BE(4), announced, requestedAt, arrivedAt };
}

/** Length, `00FB`, bytes. Null where they do not agree. */
export function parsePart(data: Buffer): Buffer | null {
  if (data.length < 4 || data.readUInt16BE(0) + 4 !== data.length) return null;
  return data.subarray(4);
}
