import { answerHeaderBytes, requestHeaderBytes } from '../transport/index.ts';

/** A part of one range that one item of a job reads. */
export interface Slice {
  /** Index of the range it belongs to. */
  readonly range: number;
  /** Bytes from the range's start. */
  readonly offset: number;
  readonly length: number;
}

export const itemRequestBytes = 12;
export const itemAnswerBytes = 4;
/** Function code and item count, in the request and in the answer. */
export const jobHeadBytes = 2;
/** More items in one job are refused by S7-300 CPUs. */
const maxItems = 20;

interface Job {
  readonly slices: Slice[];
  answerBytes: number;
}

/**
 * Packs ranges of `lengths` bytes into as few jobs as a first fit by falling size finds, so that no request
 * and no answer exceeds `pduSize`. A range that fits one answer is never cut; a longer one fills whole jobs
 * and its rest travels with others.
 */
export function packJobs(lengths: readonly number[], pduSize: number): Slice[][] {
  const room = pduSize - answerHeaderBytes - jobHeadBytes;
  const longest = (room - itemAnswerBytes) & ~1;
  const whole: Slice[][] = [];
  const rests: Slice[] = [];
  lengths.forEach((length, range) => {
    let offset = 0;
    for (; length - offset > longest; offset += longest) whole.push([{ range, offset, length: longest }]);
    if (length > offset) rests.push({ range, offset, length: length - offset });
  });
  const itemsByRequest = Math.floor((pduSize - requestHeaderBytes - jobHeadBytes) / itemRequestBytes);
  const items = Math.min(maxItems, itemsByRequest);
  const jobs: Job[] = [];
  // Jobs before `open` are full for even the smallest slice.
  let open = 0;
  for (const slice of rests.sort((a, b) => b.length - a.length)) {
    const bytes = itemAnswerBytes + slice.length + (slice.length % 2);
    let job: Job | undefined;
    for (let at = open; at < jobs.length && job === undefined; at += 1) {
      const candidate = jobs[at];
      if (candidate === undefined) break;
      if (candidate.slices.length < items && candidate.answerBytes + bytes <= room) job = candidate;
      else if (at === open && (candidate.slices.length === items || room - candidate.answerBytes < 6))
        open += 1;
    }
    if (job === undefined) {
      job = { slices: [], answerBytes: 0 };
      jobs.push(job);
    }
    job.slices.push(slice);
    job.answerBytes += bytes;
  }
  return [...whole, ...jobs.map(job => job.slices)];
}
