import { kinds } from '@witnessmark/shared/items';
import { canonicalJson } from '@witnessmark/shared/log';
import {
  bySizes,
  type ChangeItemRow,
  type Flag,
  type ItemRow,
  insertRows,
  type Tx,
  upsertRows,
} from '../db/index.ts';
import { type ObservationBody, type ObservedItem, widestWindow } from '../events/index.ts';
import type { Entry } from '../log/index.ts';
import { changeId } from './change-id.ts';
import { type ChangeSign, signOf } from './change-sign.ts';
import { moveExportRequests } from './export-requests.ts';
import { assetOf, type Projectors } from './projector.ts';
import { plain, setManifest, takeFact } from './streams.ts';

/** Observations move the items and leave a change where something differs. */
export const observationProjectors: Projectors = {
  'observation.recorded': (tx, body, entry) => projectObservation(tx, body, entry),
  'observation.late': (tx, body, entry) => projectLate(tx, body, entry),
};

type ItemChange = Omit<ChangeItemRow, 'change_id' | 'n' | 'pos' | 'asset'>;

async function projectObservation(tx: Tx, body: ObservationBody, entry: Entry): Promise<void> {
  const { stream } = body.fact;
  const asset = assetOf(stream);
  // An adopted observation's own hash was lost: what follows it cannot be held against it.
  const hash = body.adopted ? null : body.fact.hash;
  await takeFact(tx, { ...body.fact, hash }, entry.event.actor.id, entry.pos);
  await setManifest(tx, stream, body.result, body.proven ? 1 : 0);
  if (body.base === null) await tx.deleteFrom('stream_item').where('stream', '=', stream).execute();
  await moveManifest(tx, stream, body.items);

  const commit = entry.event.commits?.find(each => each.asset === asset)?.id ?? null;
  const row = await tx
    .selectFrom('asset')
    .select(['commit_id', 'phase'])
    .where('id', '=', asset)
    .executeTakeFirst();
  const id = changeId(entry.event.key);
  const paths = [...body.items.flatMap(item => [item.path, item.renamedFrom ?? []].flat()), ...body.missing];
  const known = await itemsAt(tx, asset, paths);
  const changes: ItemChange[] = [];
  const moved = new Map<string, ItemRow>();
  const renamedAway = new Set(
    body.items.flatMap(item =>
      signOf(known.get(item.path), item) === 'renamed' ? (item.renamedFrom ?? []) : [],
    ),
  );
  for (const item of body.items) {
    const before = known.get(item.path);
    const sign = signOf(before, item);
    const next = nextItem(before, item, {
      asset,
      stream,
      id,
      commit,
      pos: entry.pos,
      changed: sign !== null,
    });
    if (next !== null) moved.set(item.path, next);
    // What went to another name is told there, and not as a removal beside it.
    const isTold = sign === 'removed' && renamedAway.has(item.path);
    if (sign !== null && !isTold) changes.push(itemChange(sign, before, item));
  }
  for (const path of body.missing) {
    const before = known.get(path);
    if (before === undefined || before.state === 'absent') continue;
    const gone = missingItem(path, before, body);
    moved.set(path, {
      ...before,
      state: 'absent',
      reason: null,
      change_id: id,
      since: body.fact.at.wall,
      pos: entry.pos,
    });
    changes.push(itemChange('removed', before, gone));
  }
  for (const { renamed_from: from } of changes) {
    const before = from === null ? undefined : known.get(from);
    if (before === undefined || before.state === 'absent' || moved.has(before.path)) continue;
    moved.set(before.path, {
      ...before,
      state: 'absent',
      reason: null,
      change_id: id,
      since: body.fact.at.wall,
      pos: entry.pos,
    });
  }
  await upsertRows(tx, 'item', ['asset', 'path'], [...moved.values()]);
  if (commit !== null)
    await tx.updateTable('asset').set({ commit_id: commit }).where('id', '=', asset).execute();
  if (changes.length === 0) return;
  const first =
    body.cause === 'first' &&
    changes.every(
      ({ sign, old_sha256: old, old_checksum: stood }) =>
        stood === null && (sign === 'added' || old === null),
    );
  await moveExportRequests(tx, changes, {
    id,
    asset,
    stream,
    pos: entry.pos,
    arrived: !first,
  });
  await insertChange(tx, body, entry, changes, {
    id,
    asset,
    sort: first ? 'first' : 'change',
    phase: row?.phase ?? 'production',
    commit_id: commit,
    previous_commit: row?.commit_id ?? null,
  });
}

/** Kept and shown; the asset's history, items and manifest stay as they are. */
async function projectLate(tx: Tx, body: ObservationBody, entry: Entry): Promise<void> {
  const asset = assetOf(body.fact.stream);
  await takeFact(tx, body.fact, entry.event.actor.id, entry.pos);
  const signs: Record<ObservedItem['state'], ChangeSign> = {
    present: 'changed',
    absent: 'removed',
    unreadable: 'unreadable',
    withheld: 'withheld',
  };
  const changes = body.items.map(item => ({
    ...itemChange(signs[item.state], undefined, item),
    late: 1 as Flag,
  }));
  if (changes.length === 0) return;
  const row = await tx.selectFrom('asset').select('phase').where('id', '=', asset).executeTakeFirst();
  await insertChange(tx, body, entry, changes, {
    id: changeId(entry.event.key),
    asset,
    sort: 'late',
    phase: row?.phase ?? 'production',
    commit_id: null,
    previous_commit: null,
  });
}

async function insertChange(
  tx: Tx,
  body: ObservationBody,
  { event, pos }: Entry,
  changes: readonly ItemChange[],
  head: {
    readonly id: string;
    readonly asset: string;
    readonly sort: string;
    readonly phase: string;
    readonly commit_id: string | null;
    readonly previous_commit: string | null;
  },
): Promise<void> {
  const present = new Set(changes.map(change => change.kind));
  const window = widestWindow(changes.map(change => ({ from: change.window_from, to: change.window_to })));
  const bases = new Set(changes.map(change => change.basis));
  await tx
    .insertInto('change')
    .values({
      ...head,
      pos,
      stream: body.fact.stream,
      fact_key: event.key,
      fact_digest: body.fact.hash,
      cause: body.cause,
      complete: body.complete ? 1 : 0,
      agent: event.actor.id,
      at: event.at,
      window_from: window?.from ?? null,
      window_to: window?.to ?? event.at,
      basis: bases.size === 1 ? (changes[0]?.basis ?? 'content') : 'content',
      kinds: `,${kinds.filter(kind => present.has(kind)).join(',')},`,
      items: changes.length,
      unsettled: changes.some(change => change.unsettled === 1) ? 1 : 0,
      load_requests: body.load.requests,
      load_bytes: body.load.bytes,
      load_ms: body.load.ms,
    })
    .execute();
  await insertRows(
    tx,
    'change_item',
    changes.map((change, n) => ({ change_id: head.id, n, pos, asset: head.asset, ...change })),
  );
}

function itemChange(sign: ChangeSign, before: ItemRow | undefined, item: ObservedItem): ItemChange {
  const gone = item.state === 'absent';
  return {
    path: item.path,
    kind: item.kind,
    sign,
    state: item.state,
    reason: item.reason === undefined ? null : plain(item.reason),
    renamed_from: item.renamedFrom ?? null,
    old_sha256: before?.state === 'absent' ? null : (before?.sha256 ?? null),
    old_bytes: before?.state === 'absent' ? null : (before?.bytes ?? null),
    new_sha256: gone ? null : (item.stored?.sha256 ?? null),
    new_bytes: gone ? null : (item.stored?.bytes ?? null),
    old_checksum: before?.state === 'absent' ? null : (before?.checksum ?? null),
    new_checksum: gone ? null : (item.checksum ?? null),
    window_from: item.lastClean?.wall ?? null,
    window_to: item.firstDirty.wall,
    last_clean_json: item.lastClean === null ? null : canonicalJson(item.lastClean),
    first_dirty_json: canonicalJson(item.firstDirty),
    basis: item.basis,
    unsettled: item.unsettled ? 1 : 0,
    late: 0,
  };
}

function missingItem(path: string, before: ItemRow, body: ObservationBody): ObservedItem {
  const kind = kinds.find(each => each === before.kind) ?? 'config';
  const lastClean = before.last_clean_json === null ? null : JSON.parse(before.last_clean_json);
  return { path, kind, state: 'absent', lastClean, firstDirty: body.fact.at, basis: 'content' };
}

function nextItem(
  before: ItemRow | undefined,
  item: ObservedItem,
  at: { asset: string; stream: string; id: string; commit: string | null; pos: number; changed: boolean },
): ItemRow | null {
  if (before === undefined && item.state === 'absent') return null;
  const stored = item.stored;
  const moves = stored !== undefined && stored.sha256 !== before?.sha256;
  return {
    asset: at.asset,
    path: item.path,
    kind: item.kind,
    stream: at.stream,
    state: item.state,
    reason: item.reason === undefined ? null : plain(item.reason),
    sha256: stored?.sha256 ?? before?.sha256 ?? null,
    bytes: stored?.bytes ?? before?.bytes ?? null,
    checksum: checksumAfter(before, item),
    commit_id: moves ? at.commit : (before?.commit_id ?? at.commit),
    change_id: at.changed || before === undefined ? at.id : before.change_id,
    since: at.changed || before === undefined ? item.firstDirty.wall : before.since,
    last_clean_json: canonicalJson(item.firstDirty),
    pos: at.changed || before === undefined ? at.pos : before.pos,
  };
}

/** An unreadable item that says nothing this time keeps what stood for it. */
function checksumAfter(before: ItemRow | undefined, { state, checksum }: ObservedItem): string | null {
  if (state === 'absent') return null;
  if (checksum !== undefined) return checksum;
  return state === 'present' || before?.state === 'present' ? null : (before?.checksum ?? null);
}

async function moveManifest(tx: Tx, stream: string, items: readonly ObservedItem[]): Promise<void> {
  const gone = items.filter(item => item.state === 'absent').map(item => item.path);
  for (const piece of bySizes(gone)) {
    await tx.deleteFrom('stream_item').where('stream', '=', stream).where('path', 'in', piece).execute();
  }
  const row = ({ path, kind, state, digest }: ObservedItem) => ({
    stream,
    path,
    kind,
    state,
    digest: digest ?? null,
  });
  await upsertRows(
    tx,
    'stream_item',
    ['stream', 'path'],
    items.filter(item => item.state === 'present').map(row),
  );
  // Seen but not read: the last content known stays.
  for (const { path, kind, state } of items) {
    if (state !== 'unreadable' && state !== 'withheld') continue;
    await tx
      .insertInto('stream_item')
      .values({ stream, path, kind, state, digest: null })
      .onConflict(conflict => conflict.columns(['stream', 'path']).doUpdateSet({ kind, state }))
      .execute();
  }
}

async function itemsAt(tx: Tx, asset: string, paths: readonly string[]): Promise<Map<string, ItemRow>> {
  const rows = new Map<string, ItemRow>();
  for (const piece of bySizes([...new Set(paths)])) {
    const found = await tx
      .selectFrom('item')
      .selectAll()
      .where('asset', '=', asset)
      .where('path', 'in', piece)
      .execute();
    for (const row of found) rows.set(row.path, row);
  }
  return rows;
}
