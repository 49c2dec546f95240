import type { Instant } from '@witnessmark/shared/time';
import type { Area } from '../layout/index.ts';
import { type JobAnswer, Malformed, type S7Transport, type StatedFailure } from '../transport/index.ts';
import { readItems, type SliceReading } from './answer-items.ts';
import { itemRequestBytes, jobHeadBytes, packJobs, type Slice } from './packing.ts';
import type { Range, RangeReading } from './range.ts';

const readVariable = 0x04;
const areaCodes: Readonly<Record<Area, number>> = { I: 0x81, Q: 0x82, M: 0x83, DB: 0x84 };

interface JobReading {
  readonly slices: readonly SliceReading[];
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/**
 * Reads ranges in as few jobs as fit the PDU, as many at once as was negotiated, and gives one reading for
 * each range in order. What the controller refuses is a failure of its range; a failure of the connection
 * throws. A range is one moment's content only where it came in one job (and the CPU copies an item at once).
 */
export async function readRanges(
  transport: S7Transport,
  ranges: readonly Range[],
  signal: AbortSignal,
): Promise<RangeReading[]> {
  const jobs = packJobs(
    ranges.map(range => range.length),
    transport.negotiated.pduSize,
  );
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const open = jobs.map(slices => readJob(transport, ranges, slices, either));
  let read: JobReading[];
  try {
    read = await Promise.all(open);
  } catch (error) {
    // The first failure decides; jobs still waiting for their turn must not leave any more.
    stop.abort(error);
    await Promise.allSettled(open);
    throw error;
  }
  return collect(ranges, read);
}

async function readJob(
  transport: S7Transport,
  ranges: readonly Range[],
  slices: readonly Slice[],
  signal: AbortSignal,
): Promise<JobReading> {
  const parameters = Buffer.alloc(jobHeadBytes + slices.length * itemRequestBytes);
  parameters[0] = readVariable;
  parameters[1] = slices.length;
  slices.forEach((slice, index) => {
    const range = ranges[slice.range];
    if (range === undefined) throw new RangeError(`no range ${slice.range}`);
    writeItem(parameters, jobHeadBytes + index * itemRequestBytes, range, slice);
  });
  const answer = await transport.job(parameters, Buffer.alloc(0), signal);
  const refused = answer.failure === null ? null : ofVariables(answer.failure);
  return {
    slices:
      refused === null
        ? understood(transport, slices, answer)
        : slices.map(slice => ({ slice, bytes: null, failure: refused })),
    requestedAt: answer.requestedAt,
    arrivedAt: answer.arrivedAt,
  };
}

function understood(transport: S7Transport, slices: readonly Slice[], answer: JobAnswer): SliceReading[] {
  try {
    return readItems(slices, answer.parameters, answer.data);
  } catch (error) {
    if (error instanceof Malformed) throw transport.broken(error.message);
    throw error;
  }
}

/** S7-1200 and S7-1500 answer 8104 to variable reads while PUT/GET access is switched off. */
function ofVariables(failure: StatedFailure): StatedFailure {
  if (!failure.detail.startsWith('error word 8104')) return failure;
  return { code: 's7.protected', detail: 'error word 8104: PUT/GET access is not permitted on this CPU' };
}

/** One item address (S7ANY): 12 0A 10, type BYTE, count, data block, area, bit address in 3 bytes. */
function writeItem(parameters: Buffer, at: number, range: Range, slice: Slice): void {
  parameters.writeUInt32BE(0x120a1002, at);
  parameters.writeUInt16BE(slice.length, at + 4);
  parameters.writeUInt16BE(range.db, at + 6);
  parameters.writeUInt8(areaCodes[range.area], at + 8);
  parameters.writeUIntBE((range.start + slice.offset) * 8, at + 9, 3);
}

function collect(ranges: readonly Range[], jobs: readonly JobReading[]): RangeReading[] {
  const parts = ranges.map((): { job: JobReading; number: number; part: SliceReading }[] => []);
  jobs.forEach((job, number) => {
    for (const part of job.slices) parts[part.slice.range]?.push({ job, number, part });
  });
  return ranges.map((range, index) => {
    const own = parts[index] ?? [];
    const [first] = own;
    if (first === undefined) throw new RangeError(`nothing read of range ${index}`);
    let { requestedAt, arrivedAt } = first.job;
    const bytes = Buffer.alloc(range.length);
    let failure: StatedFailure | null = null;
    for (const { job, part } of own) {
      if (job.requestedAt.mono < requestedAt.mono) requestedAt = job.requestedAt;
      if (job.arrivedAt.mono > arrivedAt.mono) arrivedAt = job.arrivedAt;
      if (part.failure === null) part.bytes.copy(bytes, part.slice.offset);
      // Of several refusals the one of the lowest address tells most: a missing block before a range.
      else if (failure === null || part.slice.offset === 0) failure = part.failure;
    }
    const timed = { requestedAt, arrivedAt, jobs: own.map(({ number }) => number) };
    return failure === null ? { ...timed, bytes, failure } : { ...timed, bytes: null, failure };
  });
}
