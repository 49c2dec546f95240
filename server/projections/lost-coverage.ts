import type { Tx } from '../db/index.ts';

/**
 * Facts of a stream are gone, and with them what they would have said of their time. A kind that was being
 * watched is proven up to the newest reading the log knows of; from there on it is a gap, until the agent
 * says otherwise. Claims too little rather than too much.
 */
export async function endUnprovenCoverage(tx: Tx, stream: string, pos: number): Promise<void> {
  const watched = await tx
    .selectFrom('coverage')
    .selectAll()
    .where('stream', '=', stream)
    .where('to_at', 'is', null)
    .where('state', '=', 'watched')
    .orderBy('kind')
    .execute();
  for (const row of watched) {
    const digest = await tx
      .selectFrom('coverage_digest')
      .select('last_at')
      .where('stream', '=', stream)
      .where('kind', '=', row.kind)
      .orderBy('last_at', 'desc')
      .executeTakeFirst();
    const proven = digest !== undefined && digest.last_at > row.from_at ? digest.last_at : row.from_at;
    await tx
      .updateTable('coverage')
      .set({ to_at: proven })
      .where('stream', '=', stream)
      .where('kind', '=', row.kind)
      .where('to_at', 'is', null)
      .execute();
    await tx
      .insertInto('coverage')
      .values({
        ...row,
        from_at: proven,
        to_at: null,
        state: 'gap',
        reason: 'spool-lost',
        detail: 'the facts of this time were lost',
        pos,
      })
      .execute();
  }
}
