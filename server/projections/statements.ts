import { type Interval, reachOf } from '../attribution/index.ts';
import { insertRows, type Tx } from '../db/index.ts';
import type { BodyOf } from '../events/index.ts';
import { laneOf } from './statement-lanes.ts';
import { plain } from './streams.ts';
import { seeWitness } from './witness-life.ts';

type Told = BodyOf<'statement.recorded'> | BodyOf<'statement.collected'>;

/** Indexes a statement by asset, time, items and the pseudonyms of those it names; who they are is sealed. */
export async function indexStatement(
  tx: Tx,
  body: Told,
  where: {
    readonly stream: string | null;
    readonly asset: string | null;
    /** The agent that told it; null where it reached the server itself. */
    readonly agent: string | null;
    readonly pos: number;
  },
): Promise<void> {
  const { stream, asset, agent, pos } = where;
  const reach = reachIn(body);
  await tx
    .insertInto('statement')
    .values({
      pos,
      stream,
      asset,
      witness: plain(body.witness),
      act: body.act,
      reach: body.reach,
      authenticity: body.authenticity,
      from_at: body.from.wall,
      to_at: body.to.wall,
      ref: body.ref,
      source: body.by ?? null,
      station: body.station ?? null,
      agent,
      reach_from: reach.from,
      reach_to: reach.to,
      lane: laneOf(body.act, reach),
    })
    .execute();
  if (body.by !== undefined) await seeWitness(tx, body.by, body, { asset, pos });
  if (asset !== null) {
    await insertRows(
      tx,
      'statement_touch',
      [...new Set(body.paths)].map(path => ({ pos, asset, path })),
    );
  }
  const named = new Map((body.identities ?? []).map(({ identity, scheme }) => [identity, scheme]));
  await insertRows(
    tx,
    'statement_identity',
    [...named.keys()].map(identity => ({ pos, identity })),
  );
  for (const [id, scheme] of named) {
    const seen = { seen_pos: pos, seen_at: body.to.wall };
    await tx
      .insertInto('identity')
      .values({ id, scheme, asset, ref: null, ...seen })
      .onConflict(conflict => conflict.column('id').doUpdateSet(seen))
      .execute();
  }
}

/** A time that is none, such as a 13th month, is at the beginning of all times: nothing happened there. */
function reachIn({ from, to, clockErrorMs }: Told): Interval {
  const reach = reachOf({ from: Date.parse(from.wall), to: Date.parse(to.wall) }, clockErrorMs ?? null);
  return Number.isFinite(reach.from) && Number.isFinite(reach.to) ? reach : { from: 0, to: 0 };
}
