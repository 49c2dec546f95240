import { kindSchema } from '@witnessmark/shared/items';
import { graceMs, type Interval, type SessionEvidence } from '../attribution/index.ts';
import type { Db } from '../db/index.ts';

const elsewhereAtMost = 200;
/** More sessions than these on one asset at one time are no less than ambiguous, whoever else there was. */
const hereAtMost = 1000;

/** Which assets a session was on, and when its work can have been done (milliseconds); none before its start. */
export async function sessionTime(
  db: Db,
  session: string,
): Promise<Interval & { readonly assets: readonly string[] }> {
  const row = await db
    .selectFrom('engineer_session')
    .select(['started_at', 'ended_at', 'until_at'])
    .where('id', '=', session)
    .executeTakeFirst();
  if (row === undefined || row.started_at === null) return { assets: [], from: 0, to: 0 };
  const assets = await db
    .selectFrom('session_asset')
    .select('asset')
    .where('session', '=', session)
    .orderBy('asset')
    .execute();
  return {
    assets: assets.map(({ asset }) => asset),
    from: Date.parse(row.started_at),
    to: Date.parse(row.ended_at ?? row.until_at) + graceMs,
  };
}

/** Engineer sessions that ran between two moments (milliseconds), as evidence about changes of an asset. */
export async function sessionsAround(
  db: Db,
  asset: string,
  from: number,
  to: number,
): Promise<SessionEvidence[]> {
  const around = () =>
    db
      .selectFrom('engineer_session')
      .selectAll()
      .where('started_at', 'is not', null)
      .where('started_at', '<=', new Date(to).toISOString())
      .where(e =>
        e.or([e('ended_at', 'is', null), e('ended_at', '>=', new Date(from - graceMs).toISOString())]),
      )
      .orderBy('n', 'desc');
  const onAsset = db.selectFrom('session_asset').select('session').where('asset', '=', asset);
  // Of those on the asset none may be missing: exactly one session is what a bracket asks for.
  const here = await around().where('id', 'in', onAsset).limit(hereAtMost).execute();
  const elsewhere = await around().where('id', 'not in', onAsset).limit(elsewhereAtMost).execute();
  const inScope = new Set(here.map(({ id }) => id));
  const rows = [...here, ...elsewhere];
  return rows.map(row => ({
    id: row.id,
    person: row.person,
    from: Date.parse(row.started_at ?? row.requested_at),
    to: row.ended_at === null ? null : Date.parse(row.ended_at),
    // Only what was approved, or broke the glass by a rule, can have started.
    approved: true,
    breakGlass: row.break_glass === 1,
    inScope: inScope.has(row.id),
    kinds: row.kinds.split(',').flatMap(kind => kindSchema.safeParse(kind).data ?? []),
  }));
}
