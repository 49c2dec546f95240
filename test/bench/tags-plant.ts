import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Core } from '@witnessmark/server/core';
import {
  type AssetRow,
  type ChangeItemRow,
  type ChangeRow,
  type ItemRow,
  insertRows,
  sql,
  type TagNameRow,
  type TagPastRow,
  type TagUseRow,
} from '@witnessmark/server/db';
import type { Plant } from '@witnessmark/server/plant';
import { tagKey, wholesOf } from '@witnessmark/shared/tags';

export interface TagsPlantSize {
  readonly assets: number;
  readonly changes: number;
}

export const areas = 10;
/** Names of one program: those that every program has, and its own. */
export const names = { common: 60, own: 240 } as const;
/** Stands in every program and in every change. */
export const everywhere = 'Machine.Start';
const path = 'files/Line/Main.L5X';
const at = '2026-01-01T00:00:00.000Z';

export function nameOf(asset: number, n: number): string {
  if (n === 0) return everywhere;
  return n < names.common ? `Motor${n}.Cmd.Run` : `L${asset}_Valve${n}.Position[2]`;
}

interface Rows {
  readonly fresh: TagNameRow[];
  readonly uses: TagUseRow[];
  readonly past: TagPastRow[];
  readonly changes: ChangeRow[];
  readonly items: ChangeItemRow[];
  /** The same as lines of the flat files. */
  readonly lines: { readonly uses: string[]; readonly past: string[] };
}

/** Numbers of names, over all assets. */
type Ids = Map<string, number>;

/**
 * Puts a plant and the index of its names where ingest and reading would have put them: every program has names of
 * its own and names that all have, every change is about four. Gives the same names as flat files, and what the
 * index takes in the database.
 */
export async function putPlant(
  core: Core,
  plant: Plant,
  size: TagsPlantSize,
  dir: string,
): Promise<{ flat: { uses: string; past: string }; indexBytes: number }> {
  const { database } = core;
  // Opened while there is nothing to be read.
  await plant.tagIndexer.settled();
  const flat = { uses: join(dir, 'uses.txt'), past: join(dir, 'past.txt') };
  const [uses, past] = [await open(flat.uses, 'w'), await open(flat.past, 'w')];
  const ids: Ids = new Map();
  let indexBytes = 0;
  for (let a = 0; a < size.assets; a += 1) {
    const rows = rowsOf(a, size, ids);
    const asset = `asset-${a}`;
    await database.write.transaction().execute(async tx => {
      await insertRows(tx, 'asset', [assetRow(asset, a)]);
      await insertRows(tx, 'item', [itemRow(asset, rows.changes.at(-1)?.id ?? '')]);
      await insertRows(tx, 'change', rows.changes);
      await insertRows(tx, 'change_item', rows.items);
    });
    const before = await bytesOf(core);
    await database.write.transaction().execute(async tx => {
      await insertRows(tx, 'tag_name', rows.fresh);
      const content = { id: a + 1, blob: asset, path, state: 'read', says: null, passing: 0 as const };
      await insertRows(tx, 'tag_content', [content]);
      await insertRows(tx, 'tag_use', rows.uses);
      await insertRows(tx, 'tag_past', rows.past);
    });
    indexBytes += (await bytesOf(core)) - before;
    await uses.write(rows.lines.uses.join(''));
    await past.write(rows.lines.past.join(''));
  }
  await database.write
    .updateTable('tag_mark')
    .set({ told_from: 0, told_to: size.assets * size.changes })
    .execute();
  await uses.close();
  await past.close();
  await worded(core, plant);
  return { flat, indexBytes };
}

function rowsOf(a: number, size: TagsPlantSize, ids: Ids): Rows {
  const rows: Rows = { fresh: [], uses: [], past: [], changes: [], items: [], lines: { uses: [], past: [] } };
  const asset = `asset-${a}`;
  for (let n = 0; n < names.common + names.own; n += 1) {
    const written = nameOf(a, n);
    const places_json = JSON.stringify(
      [1, 2, 3].map(line => ({
        access: 'read',
        unit: 'MainProgram.MainRoutine',
        network: `${n % 90}`,
        line: n * 3 + line,
      })),
    );
    const name = idOf(written, ids, rows.fresh);
    rows.uses.push({ name, content: a + 1, written, value: null, address: null, count: 3, places_json });
    rows.lines.uses.push(`${asset}\t${path}\t${written}\t${places_json}\n`);
  }
  for (let c = 0; c < size.changes; c += 1) {
    const pos = c * size.assets + a;
    const id = `c-${letters(pos)}`;
    rows.changes.push(changeRow(id, pos, asset));
    rows.items.push(changeItemRow(id, pos, asset));
    const about = [0, 1 + (c % 59), names.common + (c % names.own), names.common + ((c * 7 + 1) % names.own)];
    const told = new Set<string>();
    for (const name of new Set(about.map(n => nameOf(a, n)))) {
      const says = `timer preset of ${name} 3 s → ${c % 60} s in network ${c % 90} of MainRoutine`;
      const key = tagKey(name);
      for (const own of [key, ...wholesOf(key)]) told.add(own);
      rows.lines.past.push(`${pos}\t${asset}\t${path}\t${name}\t${says}\n`);
    }
    for (const own of told) {
      const says = `timer preset of ${own} 3 s → ${c % 60} s in network ${c % 90} of MainRoutine`;
      const name = idOf(own, ids, rows.fresh);
      rows.past.push({ name, pos, n: 0, asset, old_count: 3, new_count: 3, says });
    }
  }
  return rows;
}

function idOf(name: string, ids: Ids, fresh: TagNameRow[]): number {
  const key = tagKey(name);
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = ids.size + 1;
  ids.set(key, id);
  fresh.push({ id, key, name });
  return id;
}

/** Twelve letters of a number, as ids of changes have. */
function letters(n: number): string {
  return n
    .toString(25)
    .replace(/\d/g, digit => 'pqrstuvwxy'.charAt(Number(digit)))
    .padStart(12, 'p');
}

function assetRow(id: string, a: number): AssetRow {
  const where = { site: 'bench', area: `area-${a % areas}`, time_zone: null };
  return {
    id,
    name: `Asset ${a}`,
    ...where,
    phase: 'production',
    phase_until: null,
    damaged: null,
    commit_id: null,
    pos: 0,
  };
}

function itemRow(asset: string, change_id: string): ItemRow {
  const content = { sha256: asset, bytes: 1, checksum: null, commit_id: null };
  const head = { asset, path, kind: 'logic', stream: `${asset}/exports`, state: 'present', reason: null };
  return { ...head, ...content, change_id, since: at, last_clean_json: null, pos: 0 };
}

function changeRow(id: string, pos: number, asset: string): ChangeRow {
  const fact = {
    stream: `${asset}/exports`,
    sort: 'change',
    fact_key: `e/${asset}/${pos}`,
    fact_digest: 'sha256:0',
  };
  const seen = { cause: 'poll', complete: 1 as const, agent: 'agent-0000000000000000', at };
  const what = { kinds: ',logic,', items: 1, unsettled: 0 as const, phase: 'production' };
  return {
    id,
    pos,
    asset,
    ...fact,
    ...seen,
    ...what,
    window_from: null,
    window_to: at,
    basis: 'content',
    commit_id: null,
    previous_commit: null,
    load_requests: 0,
    load_bytes: 0,
    load_ms: 0,
  };
}

function changeItemRow(change_id: string, pos: number, asset: string): ChangeItemRow {
  const head = { path, kind: 'logic', sign: 'changed', state: 'present', reason: null, renamed_from: null };
  const sides = { old_sha256: 'a', new_sha256: 'b', old_bytes: 1, new_bytes: 1 };
  return {
    change_id,
    n: 0,
    pos,
    asset,
    ...head,
    ...sides,
    old_checksum: null,
    new_checksum: null,
    window_from: null,
    window_to: at,
    last_clean_json: null,
    first_dirty_json: '{}',
    basis: 'content',
    unsettled: 0,
    late: 0,
  };
}

/** Every change has its sentence, as it has when it was told to browsers: the first one says of which wording. */
async function worded(core: Core, plant: Plant): Promise<void> {
  const [first] = (await plant.changes({ limit: 1 }, 'site')).rows;
  if (first === undefined) throw new Error('the plant has no change');
  await sql`insert into change_text (change_id, engine, sentence, headlines, recipe, recipe_version)
    select c.id, t.engine, t.sentence, t.headlines, null, null from change c, change_text t
    where t.change_id = ${first.id} and c.id <> ${first.id}`.execute(core.database.write);
}

async function bytesOf({ database }: Core): Promise<number> {
  const { rows } = await sql<{
    bytes: number;
  }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(
    database.write,
  );
  return Number(rows[0]?.bytes ?? 0);
}
