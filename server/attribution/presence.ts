import { always } from './intervals.ts';
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
 * Everybody's presence. A log-on at a moment lasts until the same witness saw the same identity leave the same place
 * as often as it came; without that it lasts. One that is told with its beginning and its end is over then. A count
 * lasts until the next one. Every other record is the presence of whom it names, while it can have happened.
 */
export function presences(records: readonly KnownRecord[]): readonly Presence[] {
  const stays = new Map<string, KnownRecord[]>();
  const found: Presence[] = [];
  for (const known of records) {
    const { act, when, count } = known.record;
    const moves = begins.has(act) || ends.has(act) || (count !== null && known.role === 'present');
    // What is told with both its ends is a stay by itself.
    if (!moves || (begins.has(act) && count === null && when.from < when.to)) {
      found.push(moves ? lasting(known) : { known, possible: known.span, sure: null, since: when.from });
      continue;
    }
    const key = keyOf(known);
    const list = stays.get(key);
    if (list === undefined) stays.set(key, [known]);
    else list.push(known);
  }
  for (const list of stays.values()) found.push(...staysOf(inOrder(list)));
  return found;
}

const begins: ReadonlySet<string> = new Set(['connected', 'logged-on']);
const ends: ReadonlySet<string> = new Set(['disconnected', 'logged-off']);

function lasting(known: KnownRecord): Presence {
  const { when, clockErrorMs } = known.record;
  const sure = clockErrorMs === null ? null : { from: when.from + clockErrorMs, to: when.to - clockErrorMs };
  return {
    known,
    possible: known.span,
    sure: sure !== null && sure.from <= sure.to ? sure : null,
    since: when.from,
  };
}

/** As the witness itself counted them, else as its clock says; comings before goings; what came twice once. */
function inOrder(list: readonly KnownRecord[]): KnownRecord[] {
  const counted = list.every(({ record }) => record.order !== null);
  const place = ({ record }: KnownRecord) => (counted ? (record.order ?? 0) : record.when.from);
  const isEnd = ({ record }: KnownRecord) => Number(ends.has(record.act));
  const sorted = [...list].sort(
    (a, b) => place(a) - place(b) || isEnd(a) - isEnd(b) || a.record.ref - b.record.ref,
  );
  const alike = ({ record: { act, order, when, count } }: KnownRecord) =>
    JSON.stringify([act, order, when.from, when.to, count]);
  const once = new Set<string>();
  return sorted.filter(known => {
    const key = alike(known);
    if (once.has(key)) return false;
    once.add(key);
    return true;
  });
}

function staysOf(moves: readonly KnownRecord[]): Presence[] {
  const found: Presence[] = [];
  let open: { readonly known: KnownRecord; left: KnownRecord | null }[] = [];
  let depth = 0;
  for (const known of moves) {
    const { act, count, when } = known.record;
    if (count !== null) {
      // The next count says whether anybody is still there.
      found.push(...open.map(stay => stayOf(stay.known, known, known)));
      open = [{ known, left: null }];
      continue;
    }
    if (begins.has(act)) {
      depth += 1;
      open.push({ known, left: null });
      continue;
    }
    if (depth === 0) {
      // Somebody left whose coming nobody saw: he was there before.
      const possible = { from: Number.NEGATIVE_INFINITY, to: known.span.to };
      found.push({ known, possible, sure: null, since: when.from });
      continue;
    }
    depth -= 1;
    for (const stay of open) stay.left ??= known;
    if (depth > 0) continue;
    found.push(...open.map(stay => stayOf(stay.known, stay.left, known)));
    open = [];
  }
  return [...found, ...open.map(stay => stayOf(stay.known, stay.left, null))];
}

/** From a coming until the last going, at the most; until the first one, surely. */
function stayOf(came: KnownRecord, left: KnownRecord | null, gone: KnownRecord | null): Presence {
  const { when, clockErrorMs } = came.record;
  const since = when.from;
  if (clockErrorMs === null) return { known: came, possible: always, sure: null, since };
  const from = when.to + clockErrorMs;
  const to = surelyUntil(left);
  return {
    known: came,
    possible: { from: came.span.from, to: gone?.span.to ?? Number.POSITIVE_INFINITY },
    sure: from <= to ? { from, to } : null,
    since,
  };
}

/** A going without a bound of its clock may have come at any time. */
function surelyUntil(left: KnownRecord | null): number {
  if (left === null) return Number.POSITIVE_INFINITY;
  const { when, clockErrorMs } = left.record;
  return clockErrorMs === null ? Number.NEGATIVE_INFINITY : when.from - clockErrorMs;
}

/** Nobody's going is told by somebody less trustworthy than who told his coming. */
function keyOf({ record, named, trust }: KnownRecord): string {
  const group = record.act.startsWith('logged') ? 'log-on' : 'connection';
  const identities = record.identities.map(({ id }) => id).sort();
  if (record.count !== null) return JSON.stringify([record.witness, trust, 'count', record.path]);
  return JSON.stringify([record.witness, trust, group, record.path, identities, named.places]);
}
