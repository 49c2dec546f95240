import type {
  Db,
  EngineerSessionRow,
  SessionApprovalRow,
  SessionExtensionRow,
  SessionPlanRow,
} from '../db/index.ts';

/** An asset of a session, as people know it. */
export interface SessionPlace {
  readonly id: string;
  readonly name: string;
  readonly area: string;
}

/** A session with all that belongs to it. */
export interface SessionRecord {
  readonly row: EngineerSessionRow;
  readonly assets: readonly SessionPlace[];
  readonly plan: readonly SessionPlanRow[];
  readonly approvals: readonly SessionApprovalRow[];
  readonly extensions: readonly SessionExtensionRow[];
}

/** `S-77` */
export function sessionNumber(row: Pick<EngineerSessionRow, 'n'>): string {
  return `S-${row.n}`;
}

/** By id, or by the number people say (`S-77`, `s77`); null where there is none. */
export async function recordOf(db: Db, name: string): Promise<SessionRecord | null> {
  const number = /^[Ss]-?(\d{1,9})$/.exec(name)?.[1];
  const query = db.selectFrom('engineer_session').selectAll();
  const row = await (number === undefined
    ? query.where('id', '=', name)
    : query.where('n', '=', Number(number))
  ).executeTakeFirst();
  if (row === undefined) return null;
  return (await withParts(db, [row]))[0] ?? null;
}

/** Adds to each row what belongs to it, in the rows' order. */
export async function withParts(db: Db, rows: readonly EngineerSessionRow[]): Promise<SessionRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(row => row.id);
  const assets = await db
    .selectFrom('session_asset')
    .leftJoin('asset', 'asset.id', 'session_asset.asset')
    .select(['session_asset.session', 'session_asset.asset', 'asset.name', 'asset.area'])
    .where('session_asset.session', 'in', ids)
    .orderBy('session_asset.asset')
    .execute();
  const plan = await db
    .selectFrom('session_plan')
    .selectAll()
    .where('session', 'in', ids)
    .orderBy('n')
    .execute();
  const approvals = await db
    .selectFrom('session_approval')
    .selectAll()
    .where('session', 'in', ids)
    .orderBy('pos')
    .execute();
  const extensions = await db
    .selectFrom('session_extension')
    .selectAll()
    .where('session', 'in', ids)
    .orderBy('pos')
    .execute();
  const of = <Row extends { session: string }>(list: readonly Row[], id: string) =>
    list.filter(each => each.session === id);
  return rows.map(row => ({
    row,
    assets: of(assets, row.id).map(each => ({
      id: each.asset,
      name: each.name ?? each.asset,
      area: each.area ?? '',
    })),
    plan: of(plan, row.id),
    approvals: of(approvals, row.id),
    extensions: of(extensions, row.id),
  }));
}
