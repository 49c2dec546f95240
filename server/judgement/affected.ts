import type { AttributionJudged } from '../attribution/index.ts';
import { soonAfterMs } from '../attribution/index.ts';
import type { Db } from '../db/index.ts';
import { bodyOf } from '../events/index.ts';
import type { Entry } from '../log/index.ts';

type Because = AttributionJudged['because'];

export interface Affected {
  readonly change: string;
  readonly because: Because;
}

const hourMs = 3_600_000;
/** A record speaks of changes this far beside it: no clock that proves anything is worse. */
const besideMs = hourMs;
/** Most changes that one entry has judged anew; it is the newest that wait for somebody. */
const changesAtMost = 2000;

/** The changes that an entry of the log gives reason to judge, or to judge anew. */
export async function affectedBy(db: Db, { event, pos }: Entry): Promise<Affected[]> {
  switch (event.type) {
    case 'observation.recorded': {
      const row = await db
        .selectFrom('change')
        .select(['id', 'asset', 'sort', 'window_from', 'window_to'])
        .where('pos', '=', pos)
        .executeTakeFirst();
      if (row === undefined || row.sort !== 'change') return [];
      // What was read before may turn out to be an effect of what was read now.
      const from = Date.parse(row.window_from ?? row.window_to) - soonAfterMs;
      const near = await changesOf(db, row.asset, from, Date.parse(row.window_to) + soonAfterMs, pos);
      return [
        { change: row.id, because: 'first' },
        ...near.filter(id => id !== row.id).map(change => ({ change, because: 'first' as const })),
      ];
    }
    case 'statement.recorded':
    case 'statement.collected': {
      const { from, to } = bodyOf(event.type, event);
      const asset =
        event.type === 'statement.collected'
          ? bodyOf(event.type, event).asset
          : event.subject.slice('stream:'.length).split('/')[0];
      return because(
        'statement',
        await changesOf(
          db,
          asset ?? null,
          Date.parse(from.wall) - besideMs,
          Date.parse(to.wall) + besideMs,
          pos,
        ),
      );
    }
    case 'session.started':
    case 'session.ended':
      return because('session', await changesInSession(db, event.subject.slice('session:'.length)));
    case 'claim.made':
    case 'claim.confirmed':
    case 'claim.disputed':
    case 'claim.withdrawn':
      return because('claim', [event.subject.slice('change:'.length)]);
    case 'attribution.rejudge-ordered': {
      const { because: reason, changes } = bodyOf(event.type, event);
      return because(reason, changes);
    }
    case 'registry.identity-declared': {
      const { identity } = bodyOf(event.type, event);
      return because('registry', await changesNaming(db, identity));
    }
    case 'registry.path-declared': {
      const { asset } = bodyOf(event.type, event);
      return because('paths', await changesOf(db, asset, 0, Date.parse(event.at), pos));
    }
    default:
      return [];
  }
}

function because(reason: Because, changes: readonly string[]): Affected[] {
  return changes.map(change => ({ change, because: reason }));
}

/** Changes whose window touches a stretch of time, of an asset or of all, logged up to `upTo`; newest first. */
async function changesOf(
  db: Db,
  asset: string | null,
  from: number,
  to: number,
  upTo: number,
): Promise<string[]> {
  let found = db
    .selectFrom('change')
    .select('id')
    .where('sort', '=', 'change')
    .where('pos', '<=', upTo)
    .where('window_to', '>=', new Date(from).toISOString())
    .where(e => e.or([e('window_from', 'is', null), e('window_from', '<=', new Date(to).toISOString())]))
    .orderBy('pos', 'desc')
    .limit(changesAtMost);
  if (asset !== null) found = found.where('asset', '=', asset);
  return (await found.execute()).map(row => row.id);
}

async function changesInSession(db: Db, session: string): Promise<string[]> {
  const row = await db
    .selectFrom('engineer_session')
    .select(['started_at', 'ended_at', 'until_at'])
    .where('id', '=', session)
    .executeTakeFirst();
  if (row === undefined || row.started_at === null) return [];
  const from = Date.parse(row.started_at) - besideMs;
  const to = Date.parse(row.ended_at ?? row.until_at) + besideMs;
  const assets = await db
    .selectFrom('session_asset')
    .select('asset')
    .where('session', '=', session)
    .execute();
  const found: string[] = [];
  for (const { asset } of assets)
    found.push(...(await changesOf(db, asset, from, to, Number.MAX_SAFE_INTEGER)));
  return found;
}

/** Changes around the statements that name an identity. */
async function changesNaming(db: Db, identity: string): Promise<string[]> {
  const statements = await db
    .selectFrom('statement_identity')
    .innerJoin('statement', 'statement.pos', 'statement_identity.pos')
    .select(['statement.asset', 'from_at', 'to_at'])
    .where('identity', '=', identity)
    .orderBy('statement.pos', 'desc')
    .limit(changesAtMost)
    .execute();
  const found = new Set<string>();
  for (const { asset, from_at, to_at } of statements) {
    const [from, to] = [Date.parse(from_at) - besideMs, Date.parse(to_at) + besideMs];
    for (const id of await changesOf(db, asset, from, to, Number.MAX_SAFE_INTEGER)) found.add(id);
    if (found.size >= changesAtMost) break;
  }
  return [...found];
}
