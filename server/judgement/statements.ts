import { type Interval, presentMs, unboundMs, unvouched } from '../attribution/index.ts';
import type { Db, StatementRow } from '../db/index.ts';
import { type LaneSort, lanes } from '../projections/index.ts';

/** More than this is not looked at, and then nothing is asserted. */
const recordsAtMost = 5000;
/** Of what anybody could have sent: it is shown and decides nothing, so that the newest of it are enough. */
const hintsAtMost = 200;
/** Of a day, told in pieces. */
const lifeAtMost = 20_000;

/** How far beside a time the statements of a sort are looked for: what the rules say bears on it, and no more. */
const beside: Readonly<Record<LaneSort, { readonly before: number; readonly after: number }>> = {
  record: { before: 0, after: 0 },
  presence: { before: presentMs, after: unboundMs },
  watch: { before: unboundMs, after: unboundMs },
};
const sorts: readonly LaneSort[] = ['record', 'presence', 'watch'];

/**
 * Statements about an asset, or the whole site, that can bear on a time, by position in the log; null where there are
 * too many. What nobody vouches for never makes them too many: whoever forges it could else cover somebody.
 *
 * @param errorMs of the clocks of the agents that told them.
 */
export async function statementsAround(
  db: Db,
  asset: string,
  time: Interval,
  errorMs: number,
): Promise<StatementRow[] | null> {
  const spans = sorts.map(sort => {
    const { before, after } = beside[sort];
    return { sort, from: time.from - before - errorMs, to: time.to + after + errorMs };
  });
  const around = found(db, asset, spans);
  const vouched = await around
    .where('authenticity', 'not in', [...unvouched])
    .orderBy('pos')
    .limit(recordsAtMost + 1)
    .execute();
  if (vouched.length > recordsAtMost) return null;
  const hints = await around
    .where('authenticity', 'in', [...unvouched])
    .orderBy('pos', 'desc')
    .limit(hintsAtMost)
    .execute();
  return [...vouched, ...hints].sort((one, other) => one.pos - other.pos);
}

/** The life that witnesses told of over a time; null where that is too much to be looked at. */
export async function lifeOver(
  db: Db,
  asset: string,
  time: Interval,
  errorMs: number,
): Promise<StatementRow[] | null> {
  const span: Span = { sort: 'watch', from: time.from - errorMs, to: time.to + errorMs };
  const rows = await found(db, asset, [span])
    .orderBy('pos')
    .limit(lifeAtMost + 1)
    .execute();
  return rows.length > lifeAtMost ? null : rows;
}

type Span = Interval & { readonly sort: LaneSort };

function found(db: Db, asset: string, spans: readonly Span[]) {
  return (
    db
      .selectFrom('statement')
      .selectAll()
      // Each of these is one look into the index by asset, lane and end.
      .where(e =>
        e.or(
          spans.flatMap(({ sort, from, to }) =>
            lanes.flatMap(({ name, mostMs }) =>
              [e('asset', '=', asset), e('asset', 'is', null)].map(about =>
                e.and([
                  about,
                  e('lane', '=', `${sort}-${name}`),
                  e('reach_to', '>=', from),
                  ...(mostMs === null ? [] : [e('reach_to', '<=', to + mostMs)]),
                  e('reach_from', '<=', to),
                ]),
              ),
            ),
          ),
        ),
      )
  );
}
