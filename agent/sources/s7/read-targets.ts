import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Instant } from '@witnessmark/shared/time';
import { formatValueText } from '@witnessmark/shared/values';
import type { ItemReading } from '../source.ts';
import { decode } from './layout/index.ts';
import type { Target } from './targets.ts';
import type { S7Transport } from './transport/index.ts';
import { type Range, type RangeReading, rangeText, readRanges } from './variables/index.ts';

type Readable = Target & { readonly failure: null };

interface Timed {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  /** False where it came in several answers, between which the controller may have gone on. */
  readonly oneMoment: boolean;
}
type Outcome = Timed &
  (
    | { readonly state: 'text'; readonly text: string }
    | { readonly state: 'absent' }
    | { readonly state: 'unreadable'; readonly error: WitnessError }
  );

/** Readings of one item after which two in a row must have agreed. */
const maxPasses = 4;

/**
 * Reads items of variables. Content that needed several answers is taken only when a second pass gives the
 * same, or when it equals the last content taken that way (`settled`): otherwise it could mix two moments.
 */
export class TargetReader {
  readonly #transport: S7Transport;
  /** Path → digest of the text. */
  readonly #settled = new Map<string, string>();

  constructor(transport: S7Transport) {
    this.#transport = transport;
  }

  /** Forgets what was settled: another device may answer now. */
  reset(): void {
    this.#settled.clear();
  }

  async read(targets: readonly Readable[], signal: AbortSignal): Promise<ItemReading[]> {
    const taken = new Map<Readable, Outcome>();
    const previous = new Map<Readable, Outcome>();
    let open = targets;
    for (let pass = 1; open.length > 0; pass += 1) {
      const outcomes = await readPass(this.#transport, open, signal);
      const moving: Readable[] = [];
      for (const [target, outcome] of outcomes) {
        const before = previous.get(target);
        const agreed = before !== undefined && sameContent(before, outcome);
        const known = outcome.state === 'text' && this.#settled.get(target.path) === digest(outcome.text);
        if (outcome.oneMoment || known || agreed) {
          // The older of two agreeing passes: the content was complete when that one was asked for.
          taken.set(target, agreed ? { ...outcome, requestedAt: before.requestedAt } : outcome);
          if (outcome.state === 'text' && !outcome.oneMoment)
            this.#settled.set(target.path, digest(outcome.text));
        } else if (pass === maxPasses) {
          const error = new WitnessError('s7.torn', target.path, `${maxPasses} readings`);
          taken.set(target, { ...outcome, state: 'unreadable', error });
        } else {
          previous.set(target, outcome);
          moving.push(target);
        }
      }
      open = moving;
    }
    return targets.flatMap(target => {
      const outcome = taken.get(target);
      return outcome === undefined ? [] : [itemReading(target, outcome)];
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function sameContent(a: Outcome, b: Outcome): boolean {
  if (a.state === 'text' && b.state === 'text') return a.text === b.text;
  return a.state === b.state && a.state !== 'unreadable';
}

async function readPass(
  transport: S7Transport,
  targets: readonly Readable[],
  signal: AbortSignal,
): Promise<Map<Readable, Outcome>> {
  const ranges: Range[] = [];
  for (const target of targets) {
    ranges.push(...target.ranges);
    if (target.beyond !== null) ranges.push(target.beyond);
  }
  const readings = (await readRanges(transport, ranges, signal)).values();
  const outcomes = new Map<Readable, Outcome>();
  for (const target of targets) {
    const own = target.ranges.map(range => ({ range, reading: next(readings) }));
    const beyond = target.beyond === null ? null : next(readings);
    outcomes.set(target, outcomeOf(target, own, beyond));
  }
  return outcomes;
}

function next(readings: Iterator<RangeReading>): RangeReading {
  const { value, done } = readings.next();
  if (done === true) throw new RangeError('fewer readings than ranges');
  return value;
}

function outcomeOf(
  target: Readable,
  own: readonly { range: Range; reading: RangeReading }[],
  beyond: RangeReading | null,
): Outcome {
  const timed = timing(own.map(({ reading }) => reading));
  const refused = own.find(({ reading }) => reading.failure !== null);
  if (refused?.reading.failure != null) {
    const { code, detail } = refused.reading.failure;
    const missing = own.every(
      ({ range, reading }) => range.area === 'DB' && reading.failure?.code === 's7.missing',
    );
    if (missing) return { ...timed, oneMoment: true, state: 'absent' };
    const error = new WitnessError(code, rangeText(refused.range), detail);
    // A refusal is the controller's own statement; reading it again would only repeat it.
    return { ...timed, oneMoment: true, state: 'unreadable', error };
  }
  if (target.beyond !== null && beyond?.failure === null) {
    const detail = `the block in the controller is longer than the ${target.beyond.start} bytes of its layout`;
    const error = new WitnessError('s7.layout-invalid', rangeText(target.beyond), detail);
    return { ...timed, oneMoment: true, state: 'unreadable', error };
  }
  return { ...timed, state: 'text', text: textOf(target, own) };
}

function timing(readings: readonly RangeReading[]): Timed {
  const [first] = readings;
  if (first === undefined) throw new RangeError('an item without ranges');
  let { requestedAt, arrivedAt } = first;
  const jobs = new Set<number>();
  for (const reading of readings) {
    if (reading.requestedAt.mono < requestedAt.mono) requestedAt = reading.requestedAt;
    if (reading.arrivedAt.mono > arrivedAt.mono) arrivedAt = reading.arrivedAt;
    for (const job of reading.jobs) jobs.add(job);
  }
  return { requestedAt, arrivedAt, oneMoment: jobs.size <= 1 };
}

function textOf(target: Readable, own: readonly { range: Range; reading: RangeReading }[]): string {
  return formatValueText(
    target.leaves.map((leaf, index) => {
      const { name, type, unit, range: limits } = leaf;
      const holder = own[target.rangeOf[index] ?? -1];
      const bytes = holder?.reading.bytes;
      if (holder === undefined || bytes == null) throw new RangeError(`no bytes were read for ${name}`);
      return {
        name,
        type,
        value: decode(leaf, bytes, holder.range.start),
        ...(unit === undefined ? {} : { unit }),
        ...(limits === undefined ? {} : { range: limits }),
      };
    }),
  );
}

function itemReading(target: Target, outcome: Outcome): ItemReading {
  const { requestedAt, arrivedAt } = outcome;
  const head = { path: target.path, kind: target.kind, requestedAt, arrivedAt };
  switch (outcome.state) {
    case 'text':
      return { ...head, state: 'present', content: Buffer.from(outcome.text, 'utf8') };
    case 'absent':
      return { ...head, state: 'absent' };
    case 'unreadable':
      return { ...head, state: 'unreadable', reason: unreadableReason(outcome.error) };
  }
}

/** The code first, so that it can be told apart by machine and by eye. */
export function unreadableReason(error: WitnessError): string {
  return `${error.code}: ${error.message}`.slice(0, 2000);
}
