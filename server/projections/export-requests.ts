import { checksumKey } from '@witnessmark/shared/facts';
import type { ChangeItemRow, ExportRequestRow, Tx } from '../db/index.ts';

type MovedItem = Pick<
  ChangeItemRow,
  'path' | 'kind' | 'sign' | 'state' | 'old_checksum' | 'new_checksum' | 'window_to'
>;

interface Movement {
  readonly id: string;
  readonly asset: string;
  readonly stream: string;
  readonly pos: number;
  /** False for a first reading: what lay there already did not arrive. */
  readonly arrived: boolean;
}

type Answer = Pick<ExportRequestRow, 'export_change' | 'export_path' | 'export_at'>;

const unanswered: Answer = { export_change: null, export_path: null, export_at: null };

/**
 * Requests for exports: one opens when a program that cannot be read moved, and is answered by an export that
 * arrives in a watched folder of the asset. An export that carries the program's checksum proves that it is
 * the one; one that carries another is not, and leaves the request open; one that carries none is attached.
 */
export async function moveExportRequests(
  tx: Tx,
  changes: readonly MovedItem[],
  movement: Movement,
): Promise<void> {
  for (const [n, change] of changes.entries()) {
    const { kind, sign, old_checksum: old, new_checksum: now } = change;
    if (kind !== 'logic' || sign !== 'unreadable' || old === null || now === null) continue;
    await open(tx, movement, { n, path: change.path, since: change.window_to, old, now });
  }
  const exports = changes.filter(({ kind, state }) => kind === 'logic' && state === 'present');
  if (exports.length > 0 && (await isFolder(tx, movement.stream))) await answer(tx, exports, movement);
}

async function open(
  tx: Tx,
  { id, asset, pos }: Movement,
  moved: { n: number; path: string; since: string; old: string; now: string },
): Promise<void> {
  const { n, path, since, old, now } = moved;
  await tx
    .updateTable('export_request')
    .set({ state: 'passed' })
    .where('asset', '=', asset)
    .where('path', '=', path)
    .where('state', '=', 'open')
    .execute();
  const key = checksumKey(now);
  const known = (await provenBefore(tx, asset, key)) ?? (await lying(tx, asset, key));
  await tx
    .insertInto('export_request')
    .values({
      change_id: id,
      n,
      pos,
      asset,
      path,
      since,
      old_checksum: old,
      checksum: now,
      key,
      state: known === null ? 'open' : 'proven',
      ...(known ?? unanswered),
      other_change: null,
      other_checksum: null,
    })
    .execute();
}

/** The program went back to one whose export was proven. */
async function provenBefore(tx: Tx, asset: string, key: string): Promise<Answer | null> {
  const row = await tx
    .selectFrom('export_request')
    .select(['export_change', 'export_path', 'export_at'])
    .where('asset', '=', asset)
    .where('key', '=', key)
    .where('state', '=', 'proven')
    .orderBy('pos', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** An export that lies in a folder now and carries this checksum: it came before the device was asked. */
async function lying(tx: Tx, asset: string, key: string): Promise<Answer | null> {
  const rows = await tx
    .selectFrom('item')
    .select(['path', 'checksum', 'change_id', 'since'])
    .where('asset', '=', asset)
    .where('kind', '=', 'logic')
    .where('state', '=', 'present')
    .where('checksum', 'is not', null)
    .orderBy('pos', 'desc')
    .orderBy('path')
    .execute();
  const found = rows.find(({ checksum }) => checksum !== null && checksumKey(checksum) === key);
  if (found === undefined) return null;
  return { export_change: found.change_id, export_path: found.path, export_at: found.since };
}

async function isFolder(tx: Tx, stream: string): Promise<boolean> {
  const row = await tx.selectFrom('stream').select('type').where('id', '=', stream).executeTakeFirst();
  return row?.type === 'files';
}

async function answer(
  tx: Tx,
  exports: readonly MovedItem[],
  { id, asset, arrived }: Movement,
): Promise<void> {
  const carrying = exports.filter(({ new_checksum: checksum }) => checksum !== null);
  for (const { path, window_to: at, new_checksum: checksum } of carrying) {
    if (checksum === null) continue;
    await tx
      .updateTable('export_request')
      .set({ state: 'proven', export_change: id, export_path: path, export_at: at })
      .where('asset', '=', asset)
      .where('key', '=', checksumKey(checksum))
      .where('state', '!=', 'proven')
      .execute();
    await tx
      .updateTable('export_request')
      .set({ other_change: id, other_checksum: checksum })
      .where('asset', '=', asset)
      .where('key', '!=', checksumKey(checksum))
      .where('state', '=', 'open')
      .execute();
  }
  const [first] = exports;
  if (carrying.length > 0 || first === undefined || !arrived) return;
  await tx
    .updateTable('export_request')
    .set({ state: 'attached', export_change: id, export_path: first.path, export_at: first.window_to })
    .where('asset', '=', asset)
    .where('state', '=', 'open')
    .execute();
}
