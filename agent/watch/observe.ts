import type { Cause, ItemObservation, Load, Observation } from '@witnessmark/shared/facts';
import { factLimits } from '@witnessmark/shared/facts';
import type { Content, StreamState } from '../spool/index.ts';
import { type Difference, learn } from './compare.ts';
import { hashOf, type Known, stateOf } from './known.ts';

/** One fact to append: the observation, the contents it names, and what is known after it. */
export interface ObservationDraft {
  readonly body: Observation;
  readonly contents: ReadonlyMap<string, Content>;
  readonly next: StreamState;
}

/** Bounds of one fact, well inside `factLimits`: a server may be slower to read than an agent to write. */
const bounds = { items: 2000, inlineBytes: 2 * 1024 * 1024 } as const;
const noLoad: Load = { requests: 0, bytes: 0, ms: 0 };

/**
 * The observations that tell `differences`, changing `known` on the way. Usually one; a first reading of
 * a large device is cut into several, each from the result of the one before, all but the last incomplete.
 * `finish` makes known what the whole reading proved; it runs before the last state is taken.
 */
export function* observe(
  known: Known,
  differences: readonly Difference[],
  reading: { readonly complete: boolean; readonly cause: Cause; readonly load: Load },
  finish: (known: Known) => void,
): Generator<ObservationDraft> {
  let base = known.observed ? hashOf(known) : null;
  let at = 0;
  do {
    const items: ItemObservation[] = [];
    const contents = new Map<string, Content>();
    let inlineBytes = 0;
    while (at < differences.length && items.length < bounds.items && inlineBytes < bounds.inlineBytes) {
      const difference = differences[at];
      at += 1;
      if (difference === undefined) break;
      const item = itemObservation(difference, contents);
      inlineBytes += item.inline?.data.length ?? 0;
      items.push(item);
      learn(known, difference.found, difference.lastClean);
    }
    const last = at >= differences.length;
    known.observed = true;
    if (last) finish(known);
    const result = hashOf(known);
    const complete = last && reading.complete;
    const load = last ? reading.load : noLoad;
    yield {
      body: { base, result, complete, cause: reading.cause, load, items },
      contents,
      next: stateOf(known),
    };
    base = result;
  } while (at < differences.length);
}

function itemObservation(difference: Difference, contents: Map<string, Content>): ItemObservation {
  const { found, lastClean, firstDirty, basis, unsettled } = difference;
  const head = {
    path: found.path,
    kind: found.kind,
    lastClean,
    firstDirty,
    basis,
    ...(unsettled ? { unsettled: true as const } : {}),
    ...(found.renamedFrom === undefined ? {} : { renamedFrom: found.renamedFrom }),
    ...(found.checksum === undefined ? {} : { checksum: found.checksum }),
  };
  if (found.state === 'absent') return { ...head, state: 'absent' };
  if (found.state !== 'present') return { ...head, state: found.state, reason: found.reason };
  const { sha256, bytes, content } = found;
  const present = { ...head, state: 'present' as const, sha256, bytes };
  if (content === null) return present;
  if ('bytes' in content && bytes <= factLimits.inlineBytes) {
    return { ...present, inline: inlineOf(content.bytes) };
  }
  contents.set(sha256, content);
  return present;
}

/** Text stays readable in the log; anything that is not exact UTF-8 travels as base64. */
function inlineOf(bytes: Uint8Array): NonNullable<ItemObservation['inline']> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(buffer)) return { encoding: 'utf8', data: text };
  return { encoding: 'base64', data: buffer.toString('base64') };
}
