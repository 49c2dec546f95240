import { WitnessError } from '@witnessmark/shared/errors';
import {
  type Frontier,
  frontierNodes,
  type Hash,
  type NodeAddress,
  type NodeReader,
} from '@witnessmark/shared/log';
import type { Db } from '../db/index.ts';

/** Reads nodes of one origin's tree: leaves from the log, the levels above from `node`. */
export function nodeReader(db: Db, origin: string): NodeReader {
  return addresses => Promise.all(addresses.map(address => readNode(db, origin, address)));
}

/** The right edge of the first `size` leaves. */
export async function readFrontier(db: Db, origin: string, size: number): Promise<Frontier> {
  return { size, hashes: await nodeReader(db, origin)(frontierNodes(size)) };
}

/** How many leaves an origin's tree has. */
export async function readSize(db: Db, origin: string): Promise<number> {
  const row = await db
    .selectFrom('log')
    .select('idx')
    .where('origin', '=', origin)
    .orderBy('idx', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? 0 : row.idx + 1;
}

async function readNode(db: Db, origin: string, { level, n }: NodeAddress): Promise<Hash> {
  const row =
    level === 0
      ? await db
          .selectFrom('log')
          .select('leaf as hash')
          .where('origin', '=', origin)
          .where('idx', '=', n)
          .executeTakeFirst()
      : await db
          .selectFrom('node')
          .select('hash')
          .where('origin', '=', origin)
          .where('level', '=', level)
          .where('n', '=', n)
          .executeTakeFirst();
  if (row === undefined)
    throw new WitnessError('log.not-holding', `node ${level}/${n}`, 'a stored hash is missing');
  return row.hash;
}
