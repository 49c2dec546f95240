import { type Acting, actingIn } from './actors.ts';
import { common, isWithin, meets } from './intervals.ts';
import type { Places } from './places.ts';
import type { AttributionPolicy } from './policy.ts';
import type { Interval, Part } from './question.ts';
import type { ReasonCode, Reasons } from './reasons.ts';
import type { KnownRecord, Touching } from './records.ts';
import { type Told, toldOf } from './telling.ts';

/** A record of something written that can have been this part, inside its window. */
export interface Write extends Told {
  readonly known: KnownRecord;
  readonly acting: Acting;
  /** When inside the window it can have happened. */
  readonly at: Interval;
}

/** Writes that touch a part and meet its window; of those that name no item, which may have been it as well. */
export function writesOn(
  part: Part,
  window: Interval,
  touchings: readonly Touching[],
  unnamed: readonly KnownRecord[],
  places: Places,
): readonly Write[] {
  const byRecord = new Map<KnownRecord, Touching[]>();
  for (const touching of touchings) {
    const { role, trust, span } = touching.known;
    if (role === 'present' || trust === 'hint' || !meets(span, window)) continue;
    const list = byRecord.get(touching.known);
    if (list === undefined) byRecord.set(touching.known, [touching]);
    else list.push(touching);
  }
  const write = (known: KnownRecord, told: Told): Write => ({
    ...told,
    known,
    acting: actingIn(known, places),
    at: common(known.span, window),
  });
  return [
    ...[...byRecord].map(([known, touching]) => write(known, toldOf(part, touching))),
    ...unnamed.map(known => write(known, { telling: 'untold', changed: false })),
  ].sort((a, b) => a.known.record.ref - b.known.record.ref);
}

/** Whether one write surely came before another: by the witness's own count, or because their times do not meet. */
function isEarlier(a: Write, b: Write): boolean {
  const [x, y] = [a.known.record, b.known.record];
  if (x.witness === y.witness && x.order !== null && y.order !== null) return x.order < y.order;
  return a.at.to < b.at.from;
}

/**
 * A load is the act of whoever loaded. That all its values are the recipe's is what proves the content, so a record of
 * somebody who loaded the recipe explains it, and only says who.
 */
export function loadsAndWrites(writes: readonly Write[], ofRecipe: readonly Write[]): readonly Write[] {
  const loads = [...ofRecipe, ...writes.filter(({ telling }) => telling === 'untold')]
    .filter(({ known }) => known.record.act === 'loaded')
    .map(write => ({ ...write, telling: 'explains' as const, changed: true }));
  const known = new Set(loads.map(write => write.known));
  return [...loads, ...writes.filter(write => !known.has(write.known))];
}

/** The write that a part's content is the work of. */
export interface LastWrite {
  readonly write: Write;
  /** All records that say so. */
  readonly refs: readonly number[];
}

/**
 * The record that explains what the part is now and is surely the last one: nobody else's write can be later, the
 * same actor's writes of something else were surely before. Where another's earlier write may have put the same
 * there, this one has to tell that it found something else. Says why where there is none.
 */
export function lastWrite(
  part: Part,
  window: Interval,
  writes: readonly Write[],
  policy: AttributionPolicy,
  reasons: Reasons,
): LastWrite | null {
  const explaining = writes.filter(({ telling }) => telling === 'explains');
  const able = explaining.filter(write => {
    const hindrance = hindranceOf(write, part, window, policy);
    if (hindrance !== null) reasons.add(hindrance, aboutWitness(write), write.known.record.ref);
    return hindrance === null;
  });
  for (const write of likeliest(able)) {
    const same = able.filter(({ acting }) => acting.key === write.acting.key);
    const rivals = rivalsOf(write, same, writes);
    if (rivals.length === 0) return { write, refs: same.map(({ known }) => known.record.ref) };
    for (const { code, other } of rivals)
      reasons.add(code, {}, write.known.record.ref, other.known.record.ref);
  }
  return null;
}

/** One rival refutes; the first few are told. */
const mostRivals = 50;

function rivalsOf(write: Write, same: readonly Write[], writes: readonly Write[]) {
  const rivals: { readonly code: ReasonCode; readonly other: Write }[] = [];
  for (const other of writes) {
    const code = other === write ? null : rivalry(write, other);
    if (code === null || same.some(own => isSameAct(own, other))) continue;
    rivals.push({ code, other });
    if (rivals.length === mostRivals) break;
  }
  return rivals;
}

/** Why a record that tells this very content proves nothing all the same. */
function hindranceOf(
  { known }: Write,
  part: Part,
  window: Interval,
  { edgeToleranceMs }: AttributionPolicy,
): ReasonCode | null {
  const { record, span, named, trust } = known;
  if (trust !== 'proof') return 'record-not-trusted';
  if (named.contradictory) return 'records-conflict';
  if (named.reach === 'nothing') return 'record-names-nobody';
  if (record.clockErrorMs === null) return 'record-without-clock-bound';
  if (part.lastClean === null) return 'window-open';
  if (!part.settled) return 'not-settled';
  const around = { from: window.from - edgeToleranceMs, to: window.to + edgeToleranceMs };
  return isWithin(span, around) ? null : 'record-over-edge';
}

/** Those that can be the last write, people's before accounts'; few, whatever the number of records. */
function likeliest(writes: readonly Write[]): readonly Write[] {
  const best = new Map<string, Write>();
  const keep = (key: string, write: Write, isLater: (held: Write) => boolean) => {
    const held = best.get(key);
    if (held === undefined || isLater(held)) best.set(key, write);
  };
  for (const write of writes) {
    const far = write.acting.reach === 'person' ? 'person' : 'other';
    keep(far, write, held => write.at.from > held.at.from);
    const { order, witness } = write.known.record;
    if (order !== null) keep(`${far} ${witness}`, write, held => order > (held.known.record.order ?? order));
  }
  const found = [...best].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...found.filter(([, { acting }]) => acting.reach === 'person'),
    ...found.filter(([, { acting }]) => acting.reach !== 'person'),
  ].map(([, write]) => write);
}

/** What stands against a write being the last one; null where the other does not. */
function rivalry(write: Write, other: Write): ReasonCode | null {
  if (other.telling === 'nothing-new') return null;
  const before = isEarlier(other, write);
  if (other.acting.key === write.acting.key)
    return other.telling === 'other' && !before ? 'record-other-value' : null;
  if (before && (other.telling === 'other' || write.changed)) return null;
  const bothPeople = other.known.trust === 'proof' && other.telling === 'explains';
  return bothPeople && !before ? 'records-conflict' : 'records-compete';
}

const far = { person: 3, account: 2, station: 1, path: 0, nothing: 0 } as const;

/** Records this close, at the widest their clocks allow, can be of one act. */
const sameActMs = 10_000;

/**
 * Whether the other record is of the same act, seen by a witness that sees less far: an audit event of the account
 * the SCADA server writes under, beside the SCADA's own record of its operator at the same station. Only records
 * that are surely close count, so that a worse clock never makes two acts one.
 */
function isSameAct(write: Write, other: Write): boolean {
  const [a, b] = [write.known, other.known];
  const apart = Math.max(a.span.to, b.span.to) - Math.min(a.span.from, b.span.from);
  // One witness tells an act once: two of its records are two acts.
  if (a.record.witness === b.record.witness || apart > sameActMs || b.named.contradictory) return false;
  if (far[other.acting.reach] >= far[write.acting.reach]) return false;
  const { actor } = write.acting;
  const { users } = b.named;
  if (actor.kind === 'person' && users.length > 0 && !users.includes(actor.person)) return false;
  const anonymous = b.record.identities.length === 0;
  if (other.telling !== 'explains' && !(anonymous && other.telling === 'untold')) return false;
  const samePlace = b.named.places.some(place => a.named.places.includes(place));
  const samePath = anonymous && b.record.path !== null && b.record.path === a.record.path;
  return samePlace || samePath;
}

function aboutWitness({ known }: Write): { witness: string } {
  return { witness: known.record.witness };
}
