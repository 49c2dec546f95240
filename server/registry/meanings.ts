import type { Db } from '../db/index.ts';
import { type IdentityMeaning, identityMeaningSchema } from '../events/index.ts';

/** What somebody declared an identity to mean over a stretch of time. */
export interface Declared {
  readonly identity: string;
  readonly pos: number;
  readonly meaning: IdentityMeaning;
  /** UTC text; open where null. */
  readonly from: string | null;
  readonly until: string | null;
  readonly by: string;
  readonly at: string;
}

/** Declarations of identities, oldest first. */
export async function declarationsOf(db: Db, ids: readonly string[] | null): Promise<Declared[]> {
  if (ids !== null && ids.length === 0) return [];
  let query = db.selectFrom('identity_meaning').selectAll().orderBy('pos');
  if (ids !== null) query = query.where('identity', 'in', ids);
  return (await query.execute()).map(row => ({
    identity: row.identity,
    pos: row.pos,
    meaning: identityMeaningSchema.parse(JSON.parse(row.meaning_json)),
    from: row.from_at,
    until: row.until_at,
    by: row.declared_by,
    at: row.at,
  }));
}

/** What holds at a moment: of several that cover it the newest. */
export function meaningAt(declared: readonly Declared[], at: string): IdentityMeaning {
  const found = declared.findLast(
    ({ from, until }) => (from === null || from <= at) && (until === null || until > at),
  );
  return found?.meaning ?? { to: 'unknown' };
}

/**
 * Two declarations that give one identity to two people over the same time. That a later one without an end before it
 * begins later is somebody taking over, and is none; neither is one that replaces another altogether.
 */
export function givenToTwo(declared: readonly Declared[]): readonly [Declared, Declared] | null {
  const people = declared.filter(({ meaning }) => meaning.to === 'person');
  for (const [n, later] of people.entries()) {
    for (const earlier of people.slice(0, n)) {
      if (earlier.meaning.to !== 'person' || later.meaning.to !== 'person') continue;
      if (earlier.meaning.person === later.meaning.person || earlier.until === null) continue;
      const overlap =
        (later.from === null || later.from < earlier.until) &&
        (later.until === null || earlier.from === null || earlier.from < later.until);
      const replaces =
        (later.from === null || (earlier.from !== null && later.from <= earlier.from)) &&
        (later.until === null || later.until >= earlier.until);
      if (overlap && !replaces) return [earlier, later];
    }
  }
  return null;
}
