import { type Acting, actingIn } from './actors.ts';
import type { SessionEvidence } from './evidence.ts';
import { isWithin, meets } from './intervals.ts';
import type { Paths, Ways } from './paths.ts';
import type { Places } from './places.ts';
import type { Presence } from './presence.ts';
import type { Interval } from './question.ts';
import { firstOf } from './reasons.ts';
import type { KnownRecord } from './records.ts';
import type { TimeIndex } from './time-index.ts';

/** Somebody or something that was seen where a part can be written, inside its window. */
export interface Seen {
  /** One of the records that say so; they are alike in all that is asked of them here. */
  readonly known: KnownRecord;
  readonly acting: Acting;
  readonly refs: readonly number[];
  /** Surely inside the window, not only perhaps. */
  readonly surely: boolean;
}

/** Who was seen on the paths that can write a part. Parts with one window and one set of paths are asked once. */
export class SeenOnPaths {
  readonly #index: TimeIndex<Presence>;
  readonly #paths: Paths;
  readonly #places: Places;
  readonly #known = new Map<string, readonly Seen[]>();

  constructor(index: TimeIndex<Presence>, paths: Paths, places: Places) {
    this.#index = index;
    this.#paths = paths;
    this.#places = places;
  }

  in(window: Interval, ways: Ways): readonly Seen[] {
    const key = `${window.from} ${window.to} ${ways.key}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const seen = new Map<string, { surely: boolean; records: KnownRecord[] }>();
    for (const presence of this.#index.in(window)) {
      const { known: record, possible } = presence;
      if (record.trust === 'hint' || !meets(possible, window) || !this.#isOnPath(record, ways)) continue;
      const surely = isSurelyIn(presence, window);
      const alike = this.#alike(record, surely);
      const group = seen.get(alike);
      if (group === undefined) seen.set(alike, { surely, records: [record] });
      else group.records.push(record);
    }
    const list = [...seen]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { surely, records }]) => {
        const refs = firstOf(records.map(({ record }) => record.ref));
        const known = records.find(({ record }) => record.ref === refs[0]);
        return known === undefined ? [] : [{ known, acting: actingIn(known, this.#places), refs, surely }];
      });
    this.#known.set(key, list);
    return list;
  }

  #alike(known: KnownRecord, surely: boolean): string {
    const { path, station, count, identities } = known.record;
    const { key, reach } = actingIn(known, this.#places);
    const many = count === null || count === 0 ? count : count > 1;
    return JSON.stringify([
      key,
      reach,
      path,
      station,
      many,
      identities.length === 0,
      known.named.owners,
      known.role === 'present',
      known.trust,
      known.record.touches.length === 0,
      surely,
    ]);
  }

  /** A log-on that names no path is nobody's access to a controller; a write or a connection that names none is. */
  #isOnPath({ record, role }: KnownRecord, ways: Ways): boolean {
    if (record.path !== null) return this.#paths.canWrite(ways, record.path);
    return role === 'wrote' || record.act === 'connected' || record.act === 'disconnected';
  }
}

/**
 * Those seen who may be somebody else than a session's person. His own are the records that name him, and those that
 * go no further than a station the registry says is his. One that names nobody and nothing can be his only where he
 * was surely seen on the same path, and only as a single one.
 */
export function othersThan({ person }: SessionEvidence, seen: readonly Seen[]): readonly Seen[] {
  const ownPaths = new Set(
    seen
      .filter(({ known, acting, surely }) => surely && known.trust === 'proof' && isOf(person, known, acting))
      .map(({ known }) => known.record.path),
  );
  return seen.filter(({ known, acting }) => {
    if (isOf(person, known, acting)) return (known.record.count ?? 1) > 1;
    const { identities, station, path, count } = known.record;
    const anonymous = identities.length === 0 && station === null;
    // Nobody at all was counted.
    if (anonymous && count === 0) return false;
    return !(anonymous && (count ?? 1) <= 1 && path !== null && ownPaths.has(path));
  });
}

/** Whether an authentic record shows the session's own person on a path that can write the part. */
export function isSeen({ person }: SessionEvidence, seen: readonly Seen[]): boolean {
  return seen.some(({ known, acting }) => known.trust === 'proof' && isOf(person, known, acting));
}

function isOf(person: string, { named }: KnownRecord, { actor, reach }: Acting): boolean {
  if (actor.kind === 'person') return actor.person === person;
  return reach === 'station' && named.owners.length === 1 && named.owners[0] === person;
}

function isSurelyIn({ known, sure }: Presence, window: Interval): boolean {
  return sure === null ? isWithin(known.span, window) : meets(sure, window);
}
