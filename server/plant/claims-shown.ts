import type { Claim, Owner, Somebody } from '@witnessmark/shared/api';
import type { Database, OwnershipClaimRow } from '../db/index.ts';
import type { Reader } from './reader.ts';

/** Who asks: what they may see of names, and which person they are. */
export interface Asking {
  readonly reader: Reader;
  readonly person: string;
}

const claimsAtMost = 100;

/** Claims on these changes, oldest first, by change. */
export async function claimsOn(
  database: Database,
  changes: readonly string[],
  asking: Asking,
  only: 'all' | 'awaiting' = 'all',
): Promise<ReadonlyMap<string, Claim[]>> {
  const found = new Map<string, Claim[]>();
  if (changes.length === 0) return found;
  let query = database.read
    .selectFrom('ownership_claim')
    .selectAll()
    .where('change_id', 'in', [...changes])
    .orderBy('pos')
    .limit(claimsAtMost * changes.length);
  if (only === 'awaiting') {
    query = query
      .where('withdrawn_at', 'is', null)
      .where('confirmed_by', 'is', null)
      .where('disputed_by', 'is', null);
  }
  const rows = await query.execute();
  const people = await somebodies(
    rows.flatMap(row => [row.person, row.confirmed_by, row.disputed_by].filter(each => each !== null)),
    asking.reader,
  );
  for (const row of rows) {
    const list = found.get(row.change_id) ?? [];
    if (list.length < claimsAtMost) list.push(shownClaim(row, people, asking.person));
    found.set(row.change_id, list);
  }
  return found;
}

/** Who looks into each of these changes. */
export async function ownersOf(
  database: Database,
  changes: readonly string[],
  { reader }: Asking,
): Promise<ReadonlyMap<string, Owner>> {
  if (changes.length === 0) return new Map();
  const rows = await database.read
    .selectFrom('queue_owner')
    .selectAll()
    .where('change_id', 'in', [...changes])
    .execute();
  const people = await somebodies(
    rows.flatMap(row => [row.owner, row.given_by]),
    reader,
  );
  return new Map(
    rows.map(({ change_id, owner, given_by, at, reason }) => [
      change_id,
      { who: people(owner), givenBy: people(given_by), at, reason },
    ]),
  );
}

/** People as a reader may see them: one look-up for all. */
export async function somebodies(
  persons: readonly string[],
  reader: Reader,
): Promise<(person: string) => Somebody> {
  const names = persons.length === 0 ? new Map() : await reader.names([...new Set(persons)]);
  return person => {
    const shown = names.get(person);
    return { person, label: shown?.label ?? 'a person', named: shown?.named ?? false };
  };
}

function shownClaim(row: OwnershipClaimRow, people: (person: string) => Somebody, reading: string): Claim {
  const by = row.confirmed_by ?? row.disputed_by;
  return {
    claim: row.id,
    change: row.change_id,
    part: row.path === null ? null : { path: row.path, member: row.member },
    state: stateOf(row),
    who: people(row.person),
    own: row.person === reading,
    at: row.at,
    note: row.note,
    answer:
      by === null
        ? null
        : {
            who: people(by),
            at: row.confirmed_at ?? row.disputed_at ?? row.at,
            note: row.answer_note ?? '',
          },
  };
}

function stateOf(row: OwnershipClaimRow): Claim['state'] {
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (row.confirmed_by !== null) return 'confirmed';
  return row.disputed_by === null ? 'awaiting' : 'disputed';
}
