import { statementSchema } from '@witnessmark/shared/facts';
import { bearing, edgeMs, type Interval, presentMs, reachOf, unboundMs } from '../attribution/index.ts';
import { type Db, type StatementRow, sql } from '../db/index.ts';
import { lanes } from '../projections/index.ts';
import { type AgentClocks, errorDuring, recordErrorMs } from './clock.ts';

/** Changes of an asset (of all where null) whose windows touch a stretch of time, logged up to a position. */
export interface Range {
  readonly asset: string | null;
  /** Milliseconds since 1970, of the clocks that the windows were read by; null: since the beginning. */
  readonly from: number | null;
  readonly to: number;
  readonly upTo: number;
}

interface Placed {
  readonly id: string;
  readonly pos: number;
}

/** The newest of them first, before a position where one is given; at most `limit`. */
export async function changesIn(
  db: Db,
  range: Range,
  limit: number,
  before: number | null = null,
): Promise<Placed[]> {
  const found = inside(db, range).limit(limit);
  return (before === null ? found : found.where('change.pos', '<', before)).execute();
}

/** Those of them in which an item changed that a statement says was touched. */
export async function touchedIn(db: Db, range: Range, statement: number, limit: number): Promise<Placed[]> {
  const touched = db.selectFrom('statement_touch').select('path').where('pos', '=', statement);
  return inside(db, range)
    .where(e =>
      e.exists(
        e
          .selectFrom('change_item')
          .select('change_item.n')
          .whereRef('change_item.change_id', '=', 'change.id')
          .where('change_item.path', 'in', touched),
      ),
    )
    .limit(limit)
    .execute();
}

function inside(db: Db, { asset, from, to, upTo }: Range) {
  let found = db
    .selectFrom('change')
    .select(['change.id', 'change.pos'])
    .where('sort', '=', 'change')
    .where('change.pos', '<=', upTo)
    .where(e =>
      e.or([
        e('change.window_from', '<=', iso(to)),
        // Of a window that nothing opened the rules look at the last hour.
        e.and([e('change.window_from', 'is', null), e('change.window_to', '<=', iso(to + unboundMs))]),
      ]),
    )
    // A stretch of time is found by time; only all there is is walked in the log's order.
    .orderBy(from === null ? sql.ref('change.pos') : sql`change.pos + 0`, 'desc');
  if (from !== null) found = found.where('change.window_to', '>=', iso(from));
  if (asset !== null) found = found.where('change.asset', '=', asset);
  return found;
}

/** Where windows, as their agents gave them, can lie that a statement has something to say about. */
export async function rangeOf(
  db: Db,
  clocks: AgentClocks,
  row: StatementRow,
): Promise<Pick<Range, 'asset'> & Interval> {
  const { act, asset, agent, reach_from, reach_to } = row;
  const when = { from: reach_from, to: reach_to };
  // The record's own clock is in there already.
  const errorMs = recordErrorMs(clocks, agent, 0, when);
  const bears = bearing(statementSchema.shape.act.parse(act), when, errorMs);
  const by = edgeMs + (await windowsErrorMs(db, clocks, asset, when));
  const from = (await isInOrder(db, row)) ? reachOf(when, errorMs).from : bears.from;
  // A shared account is somebody's by what witnesses lived through since his log-on.
  const after = act === 'watched' || act === 'unwatched' ? presentMs : 0;
  return { asset, from: from - by, to: bears.to + after + by };
}

const presenceLanes = lanes.map(({ name }) => `presence-${name}`);
const goings = { 'logged-on': 'logged-off', connected: 'disconnected' } as const;
const comings = { 'logged-off': 'logged-on', disconnected: 'connected' } as const;

/**
 * Whether a coming came before its going was told, or a going after its coming was: then it says nothing about the
 * time before it. Else somebody's presence without a beginning stands or falls with it.
 */
async function isInOrder(db: Db, row: StatementRow): Promise<boolean> {
  const { act } = row;
  if (act === 'logged-on' || act === 'connected') {
    const gone = await alike(db, row, goings[act])
      .where('reach_to', '>=', row.reach_from)
      .limit(1)
      .executeTakeFirst();
    return gone === undefined;
  }
  if (act !== 'logged-off' && act !== 'disconnected') return true;
  const since = (acts: string) =>
    alike(db, row, acts)
      .where('reach_to', '>=', row.reach_from - presentMs)
      .where('reach_from', '<=', row.reach_to)
      .limit(movesAtMost)
      .execute();
  return (await since(comings[act])).length > (await since(act)).length;
}

const movesAtMost = 500;

/** Statements of an act by the same witness, of the same station and about somebody they have in common. */
function alike(db: Db, { pos, asset, source, station }: StatementRow, act: string) {
  const named = db.selectFrom('statement_identity').select('identity').where('pos', '=', pos);
  return db
    .selectFrom('statement')
    .select('statement.pos')
    .where('asset', asset === null ? 'is' : '=', asset)
    .where('lane', 'in', presenceLanes)
    .where('act', '=', act)
    .where('source', source === null ? 'is' : '=', source)
    .where('station', station === null ? 'is' : '=', station)
    .where('statement.pos', '<', pos)
    .where(e =>
      e.exists(
        e
          .selectFrom('statement_identity')
          .select('statement_identity.pos')
          .whereRef('statement_identity.pos', '=', 'statement.pos')
          .where('identity', 'in', named),
      ),
    );
}

/** By how much the windows of an asset's changes may be wrong: by the worst of the clocks of the agents that read it. */
export async function windowsErrorMs(
  db: Db,
  clocks: AgentClocks,
  asset: string | null,
  during: Interval,
): Promise<number> {
  const errors = (await agentsOf(db, asset)).map(agent => errorDuring(clocks, agent, during));
  return Math.max(0, ...errors);
}

/** The agents that ever read an asset, or any. */
export async function agentsOf(db: Db, asset: string | null): Promise<string[]> {
  let agents = db.selectFrom('epoch').select('agent').distinct();
  if (asset !== null)
    agents = agents.innerJoin('stream', 'stream.id', 'epoch.stream').where('stream.asset', '=', asset);
  return (await agents.execute()).map(({ agent }) => agent);
}

const latest = Date.UTC(9999, 11, 31);

function iso(moment: number): string {
  return new Date(Math.min(Math.max(moment, 0), latest)).toISOString();
}
