import type { Tx } from '../db/index.ts';
import type { BodyOf } from '../events/index.ts';
import { plain } from './streams.ts';

type Told = BodyOf<'statement.recorded'> | BodyOf<'statement.collected'>;

/** Two stretches nearer than this are one: each end is a millisecond wide. */
const joinedMs = 1;

/** What is known of a witness by what it says: when it last spoke, and since when it is proven alive. */
export async function seeWitness(
  tx: Tx,
  id: string,
  told: Told,
  at: { readonly asset: string | null; readonly pos: number },
): Promise<void> {
  const asset = at.asset ?? '';
  const before = await tx
    .selectFrom('witness_seen')
    .selectAll()
    .where('id', '=', id)
    .where('asset', '=', asset)
    .executeTakeFirst();
  const ofItself = told.act === 'watched' || told.act === 'unwatched';
  const last = before?.last_at ?? null;
  const seen = {
    pos: at.pos,
    last_at: ofItself || (last !== null && last > told.to.wall) ? last : told.to.wall,
    ...(told.act === 'watched' ? lifeAfter(before ?? unseen, told) : {}),
  };
  await tx
    .insertInto('witness_seen')
    .values({ id, asset, kind: plain(told.witness), ...unseen, ...seen })
    .onConflict(conflict => conflict.columns(['id', 'asset']).doUpdateSet(seen))
    .execute();
}

const unseen = { alive_from: null, alive_until: null, gap_from: null, gap_to: null, gaps: 0 };

interface Life {
  readonly alive_from: string | null;
  readonly alive_until: string | null;
  readonly gap_from: string | null;
  readonly gap_to: string | null;
  readonly gaps: number;
}

/** A stretch that comes late and lies before what is known changes nothing. */
function lifeAfter(life: Life, { from, to }: Pick<Told, 'from' | 'to'>): Life {
  const { alive_from, alive_until } = life;
  if (alive_from === null || alive_until === null)
    return { ...life, alive_from: from.wall, alive_until: to.wall };
  if (to.wall <= alive_until) return life;
  if (Date.parse(from.wall) <= Date.parse(alive_until) + joinedMs) return { ...life, alive_until: to.wall };
  return {
    alive_from: from.wall,
    alive_until: to.wall,
    gap_from: alive_until,
    gap_to: from.wall,
    gaps: life.gaps + 1,
  };
}
