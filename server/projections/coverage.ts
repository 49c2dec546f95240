import { insertRows, type Tx } from '../db/index.ts';
import type { CoverageBody } from '../events/index.ts';
import type { Entry } from '../log/index.ts';
import { assetOf, type Projectors } from './projector.ts';
import { plain, takeFact } from './streams.ts';

/** Intervals of coverage per stream and kind, and the digests of equal readings. */
export const coverageProjectors: Projectors = {
  'coverage.changed': (tx, body, entry) => projectCoverage(tx, body, entry),
  'coverage.digest': (tx, body, entry) => projectCoverage(tx, body, entry),
};

async function projectCoverage(tx: Tx, body: CoverageBody, { event, pos }: Entry): Promise<void> {
  const { stream } = body.fact;
  const asset = assetOf(stream);
  await takeFact(tx, body.fact, event.actor.id, pos);
  // What an agent says of a time when another held the stream does not cut that one's intervals.
  if (body.late) return;
  for (const { kind, from, now } of body.changes) {
    const open = () =>
      tx
        .updateTable('coverage')
        .where('stream', '=', stream)
        .where('kind', '=', kind)
        .where('to_at', 'is', null);
    // A clock that stepped back must not give an interval that ends before it begins.
    await open()
      .set(row => ({ to_at: row.ref('from_at') }))
      .where('from_at', '>', from.wall)
      .execute();
    await open().set({ to_at: from.wall }).execute();
    await tx
      .insertInto('coverage')
      .values({
        stream,
        kind,
        asset,
        from_at: from.wall,
        to_at: null,
        state: now.state,
        reason: now.state === 'watched' ? null : plain(now.reason),
        detail: now.state === 'gap' && now.detail !== undefined ? plain(now.detail) : null,
        pos,
      })
      .onConflict(conflict => conflict.doNothing())
      .execute();
  }
  await insertRows(
    tx,
    'coverage_digest',
    body.digests.map(({ kind, first, last, readings }) => {
      return { stream, kind, asset, first_at: first.wall, last_at: last.wall, readings, pos };
    }),
  );
}
