import type { Insertable } from 'kysely';
import type { Tx } from './database.ts';
import type { Tables } from './schema.ts';

/**
 * Cuts a list into pieces of 64, 16, 4 and 1: few distinct statements, so that each stays prepared,
 * and far below SQLite's bound of 32,766 parameters.
 */
export function* bySizes<Entry>(list: readonly Entry[]): Generator<readonly Entry[]> {
  let at = 0;
  for (const size of [64, 16, 4, 1]) {
    for (; list.length - at >= size; at += size) yield list.slice(at, at + size);
  }
}

/** `insert into <table> … values (…), (…)`, in pieces. */
export async function insertRows<Name extends keyof Tables>(
  tx: Tx,
  table: Name,
  rows: readonly Insertable<Tables[Name]>[],
): Promise<void> {
  for (const piece of bySizes(rows)) await tx.insertInto(table).values(piece).execute();
}
