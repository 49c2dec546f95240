import { type ExportRequest, exportRequestSchema } from '@witnessmark/shared/api';
import { exportPhrase } from '@witnessmark/shared/changes';
import type { Db } from '../db/index.ts';

/** Which requests for exports are asked for; newest first, at most `listedAtMost`. */
export type WantedExports =
  | { readonly state: 'open'; readonly asset?: string }
  /** Those that a change opened. */
  | { readonly openedBy: string }
  /** Those that the exports of a change answered. */
  | { readonly answeredBy: string };

const listedAtMost = 500;

export async function exportRequests(db: Db, wanted: WantedExports): Promise<ExportRequest[]> {
  let found = db
    .selectFrom('export_request')
    .innerJoin('asset', 'asset.id', 'export_request.asset')
    .leftJoin('change as came', 'came.id', 'export_request.export_change')
    .selectAll('export_request')
    .select(['asset.name', 'asset.area', 'came.commit_id'])
    .orderBy('export_request.pos', 'desc')
    .orderBy('export_request.n')
    .limit(listedAtMost);
  if ('state' in wanted) {
    found = found.where('export_request.state', '=', wanted.state);
    if (wanted.asset !== undefined) found = found.where('export_request.asset', '=', wanted.asset);
  } else if ('openedBy' in wanted) {
    found = found.where('export_request.change_id', '=', wanted.openedBy);
  } else {
    found = found.where('export_request.export_change', '=', wanted.answeredBy);
  }
  const rows = await found.execute();
  return rows.map(row => {
    const state = exportRequestSchema.shape.state.parse(row.state);
    const came =
      row.export_change === null || row.export_path === null || row.export_at === null
        ? null
        : {
            change: row.export_change,
            path: row.export_path,
            at: row.export_at,
            commit: row.commit_id,
          };
    const other =
      row.other_change === null || row.other_checksum === null || state !== 'open'
        ? null
        : { change: row.other_change, checksum: row.other_checksum };
    const { checksum } = row;
    return {
      asset: { id: row.asset, name: row.name, area: row.area },
      change: row.change_id,
      path: row.path,
      since: row.since,
      oldChecksum: row.old_checksum,
      checksum,
      state,
      says: exportPhrase({ state, checksum, export: came, other }, row.name),
      export: came,
      other,
    };
  });
}
