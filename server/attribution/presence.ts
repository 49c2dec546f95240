import { always, widened } from './intervals.ts';
import type { Interval } from './question.ts';
import type { KnownRecord } from './records.ts';

/** Somebody was there. */
export interface Presence {
  readonly known: KnownRecord;
  /** When he can have been there. */
  readonly possible: Interval;
  /** When he surely was; null where no bound of the clock says. */
  readonly sure: Interval | null;
  /** When he came, by the witness's own clock: from here on it must have listened to say that nobody else did. */
  readonly since: number;
}

/**
 * Everybody's presence. A log-on at a moment lasts until the same witness saw the same identity leave the same place;
 * without that it lasts. One that is told with its beginning and its end is over then. A count lasts until the next
 * one. Every other record is the presence of whom it names, while it can have happened.
 */
export function presences(records: readonly KnownRecord[]): readonly Presence[] {
  const ends = new Map<string, KnownRecord[]>();
  for (const known of records) {
    if (!isEnd(known)) continue;
    const key = keyOf(known);
    const list = ends.get(key);
    if (list === undefined) ends.set(key, [known]);
    else list.push(known);
  }
  for (const list of ends.values()) list.sort((a, b) => a.record.when.from - b.record.when.from);
  const begun = new Map<string, number>();
  const found: Presence[] = [];
  for (const known of records) {
    const { act, when } = known.record;
    if (act === 'disconnected' || act === 'logged-off') continue;
    if (act !== 'connected' && act !== 'logged-on' && known.record.count === null) {
      found.push({ known, possible: known.span, sure: null, since: when.from });
      continue;
    }
    const key = keyOf(known);
    begun.set(key, Math.min(begun.get(key) ?? Number.POSITIVE_INFINITY, known.record.when.from));
    found.push(presence(known, endOf(known, ends.get(key) ?? [])));
  }
  for (const [key, list] of ends) {
    for (const known of list) {
      // Somebody left whose coming nobody saw: he was there before.
      if (
        known.record.count === null &&
        (begun.get(key) ?? Number.POSITIVE_INFINITY) > known.record.when.from
      )
        found.push({
          known,
          possible: { from: Number.NEGATIVE_INFINITY, to: known.span.to },
          sure: null,
          since: known.record.when.from,
        });
    }
  }
  return found;
}

function isEnd({ record }: KnownRecord): boolean {
  return record.act === 'disconnected' || record.act === 'logged-off' || record.count !== null;
}

/** The first end at or after a beginning, and not the beginning itself, which for counts is an end as well. */
function endOf(known: KnownRecord, ends: readonly KnownRecord[]): KnownRecord | null {
  const { from, to } = known.record.when;
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const when = ends[middle]?.record.when.from ?? Number.POSITIVE_INFINITY;
    if (known.record.count === null ? when < from : when <= to) low = middle + 1;
    else high = middle;
  }
  return ends[low] ?? null;
}

function presence(known: KnownRecord, end: KnownRecord | null): Presence {
  const { when, clockErrorMs } = known.record;
  const since = when.from;
  if (clockErrorMs === null) return { known, possible: always, sure: null, since };
  if (when.from < when.to && known.record.count === null) {
    const sure = { from: when.from + clockErrorMs, to: when.to - clockErrorMs };
    return { known, possible: known.span, sure: sure.from <= sure.to ? sure : null, since };
  }
  const until = end === null ? always : widened(end.record.when, end.record.clockErrorMs);
  const endError = end?.record.clockErrorMs ?? 0;
  const sure = {
    from: when.to + clockErrorMs,
    to: end === null ? Number.POSITIVE_INFINITY : end.record.when.from - endError,
  };
  return {
    known,
    possible: { from: known.span.from, to: until.to },
    // An end without a bound may have come at once.
    sure: (end !== null && end.record.clockErrorMs === null) || sure.from > sure.to ? null : sure,
    since,
  };
}

function keyOf({ record, named }: KnownRecord): string {
  const group = record.act.startsWith('logged') ? 'log-on' : 'connection';
  const identities = record.identities.map(({ id }) => id).sort();
  if (record.count !== null) return JSON.stringify([record.witness, 'count', record.path]);
  return JSON.stringify([record.witness, group, record.path, identities, named.places]);
}
