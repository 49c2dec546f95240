import { type Insertable, sql } from 'kysely';
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

/** Inserts rows, or replaces every other column of those whose `key` columns are there already. */
export async function upsertRows<Name extends keyof Tables>(
  tx: Tx,
  table: Name,
  key: readonly (keyof Tables[Name] & string)[],
  rows: readonly Insertable<Tables[Name]>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const rest = Object.keys(first).filter(column => !(key as readonly string[]).includes(column));
  const set = Object.fromEntries(rest.map(column => [column, sql.ref(`excluded.${column}`)]));
  for (const piece of bySizes(rows)) {
    await tx
      .insertInto(table)
      .values(piece)
      .onConflict(conflict => conflict.columns(key as never).doUpdateSet(set as never))
      .execute();
  }
}
