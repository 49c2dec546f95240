import { kindSchema } from '@witnessmark/shared/items';
import type { SessionEvidence } from '../attribution/index.ts';
import type { Db } from '../db/index.ts';

/** Sessions are looked for this far before a window: whatever grace policy gives them, it is less. */
const beforeMs = 4 * 3_600_000;
const sessionsAtMost = 200;

/** Engineer sessions that ran between two moments (milliseconds), as evidence about changes of an asset. */
export async function sessionsAround(
  db: Db,
  asset: string,
  from: number,
  to: number,
): Promise<SessionEvidence[]> {
  const rows = await db
    .selectFrom('engineer_session')
    .selectAll()
    .where('started_at', 'is not', null)
    .where('started_at', '<=', new Date(to).toISOString())
    .where(e =>
      e.or([e('ended_at', 'is', null), e('ended_at', '>=', new Date(from - beforeMs).toISOString())]),
    )
    .orderBy('n', 'desc')
    .limit(sessionsAtMost)
    .execute();
  if (rows.length === 0) return [];
  const inScope = await db
    .selectFrom('session_asset')
    .select('session')
    .where('asset', '=', asset)
    .where(
      'session',
      'in',
      rows.map(row => row.id),
    )
    .execute();
  return rows.map(row => ({
    id: row.id,
    person: row.person,
    from: Date.parse(row.started_at ?? row.requested_at),
    to: row.ended_at === null ? null : Date.parse(row.ended_at),
    // Only what was approved, or broke the glass by a rule, can have started.
    approved: true,
    breakGlass: row.break_glass === 1,
    inScope: inScope.some(({ session }) => session === row.id),
    kinds: row.kinds.split(',').flatMap(kind => kindSchema.safeParse(kind).data ?? []),
  }));
}
