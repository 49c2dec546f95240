import type { Db } from '../db/index.ts';
import type { LogGeneration } from './reader.ts';
import { readSize } from './tree-store.ts';

/**
 * `<site>/<number>`: the name a generation's checkpoints are signed under. A site's name may hold signs
 * that a signed note's key name must not; those are percent-encoded.
 */
export function originOf(site: string, number: number): string {
  return `${encodeURIComponent(site)}/${number}`;
}

/** The generation that grows: the newest one, or the first of an empty log. */
export async function currentGeneration(db: Db, site: string): Promise<LogGeneration> {
  const newest = await db
    .selectFrom('generation')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest ?? { origin: originOf(site, 1), number: 1, base: 0 };
}

/** The one after it, behind everything that is logged: what a restored server goes on with. */
export async function nextGeneration(db: Db, site: string): Promise<LogGeneration> {
  const newest = await currentGeneration(db, site);
  const size = await readSize(db, newest.origin);
  if (size === 0) return newest;
  return { origin: originOf(site, newest.number + 1), number: newest.number + 1, base: newest.base + size };
}
