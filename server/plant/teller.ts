import {
  type ChecksumMove,
  headline,
  type ItemDiff,
  itemChangeSignSchema,
  itemDiffSchema,
  type RecipeMaster,
  type RecognisedLoad,
  recogniseLoad,
  type ToldItem,
  whatSentence,
} from '@witnessmark/shared/changes';
import { kindSchema } from '@witnessmark/shared/items';
import { parseValueText } from '@witnessmark/shared/values';
import { z } from 'zod';
import type { ComparisonProcess } from '../comparison/index.ts';
import type { ChangeItemRow, ChangeRow, ChangeTextRow, Database } from '../db/index.ts';
import type { Store } from '../store/index.ts';
import type { ResultCache } from './cache.ts';
import { contentAt } from './contents.ts';

/** Grows whenever differences, sentences or headlines would come out otherwise. */
export const engine = 'told-27';
/** Items whose headlines a summary shows. */
const shown = 5;
/** Items whose contents a sentence reads: what a rule found must not be among those that are only counted. */
const read = 20;
/** Bytes and milliseconds that those beyond the shown may cost; what would cost more is counted. */
const furtherBytes = 8 * 1024 * 1024;
const furtherMs = 5000;

const headlinesSchema = z.array(z.strictObject({ text: z.string(), members: z.number() }));

/** What a change says, beside its row. */
export interface ChangeText {
  /** When and what; who is added when it is shown, because it depends on what is known by then and on who reads. */
  readonly sentence: string;
  /** Of the first items, in their order. */
  readonly headlines: readonly { readonly text: string; readonly members: number }[];
  readonly load: { readonly recipe: string; readonly version: string } | null;
}

/** Words changes: reads both contents, compares them, recognises loads; keeps what it made. */
export class Teller {
  readonly #database: Database;
  readonly #store: Store;
  readonly #timeZone: string;
  readonly #cache: ResultCache;
  readonly #comparison: ComparisonProcess;

  constructor(
    database: Database,
    store: Store,
    cache: ResultCache,
    timeZone: string,
    comparison: ComparisonProcess,
  ) {
    this.#comparison = comparison;
    this.#cache = cache;
    this.#database = database;
    this.#store = store;
    this.#timeZone = timeZone;
  }

  /** Sentence, headlines and load of changes: from the cache, or made now. */
  async texts(
    changes: readonly { readonly change: ChangeRow; readonly assetName: string }[],
  ): Promise<ReadonlyMap<string, ChangeText>> {
    const texts = new Map<string, ChangeText>();
    if (changes.length === 0) return texts;
    const ids = changes.map(({ change }) => change.id);
    const kept = await this.#database.read
      .selectFrom('change_text')
      .selectAll()
      .where('change_id', 'in', ids)
      .where('engine', '=', engine)
      .execute();
    for (const row of kept) texts.set(row.change_id, readText(row));
    for (const { change, assetName } of changes) {
      if (!texts.has(change.id)) texts.set(change.id, await this.#tell(change, assetName));
    }
    return texts;
  }

  /** How an item of a change differs; `none` with the reason where content was not read. */
  async diff(change: ChangeRow, item: ChangeItemRow): Promise<ItemDiff> {
    if (item.late === 1)
      return {
        form: 'none',
        reason:
          'reported by an agent that no longer held the stream; its content is kept apart from the history',
      };
    if (item.sign === 'unreadable' || item.sign === 'withheld')
      return { form: 'none', reason: item.reason ?? item.sign };
    const oldPath = item.renamed_from ?? item.path;
    return this.compare(
      change.asset,
      { path: oldPath, commit: change.previous_commit, sha256: item.old_sha256 },
      { path: item.path, commit: change.commit_id, sha256: item.new_sha256 },
    );
  }

  /** How two contents of an asset differ; a side whose `sha256` is null is not there. */
  async compare(asset: string, from: Side, to: Side): Promise<ItemDiff> {
    return this.#cache.get(
      engine,
      [asset, from.path, from.sha256, to.path, to.sha256],
      itemDiffSchema,
      async () => {
        const [old, now] = await Promise.all([this.#side(asset, from), this.#side(asset, to)]);
        const unread = old.state === 'unread' ? old : now.state === 'unread' ? now : null;
        // What could not be read now may be read later.
        if (unread) return { result: { form: 'none' as const, reason: unread.reason }, keep: false };
        const { diff, lasting } = await this.#comparison.compare({
          path: to.path,
          oldPath: from.path,
          old: old.state === 'read' ? old.bytes : null,
          now: now.state === 'read' ? now.bytes : null,
        });
        return { result: diff, keep: lasting && (diff.form === 'code' ? 'costly' : true) };
      },
    );
  }

  #side(asset: string, side: Side) {
    return side.sha256 === null
      ? Promise.resolve({ state: 'absent' } as const)
      : contentAt(this.#store, asset, side.commit, side.path);
  }

  async #tell(change: ChangeRow, assetName: string): Promise<ChangeText> {
    const rows = await this.#database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', '=', change.id)
      .orderBy('n')
      .limit(read)
      .execute();
    const items =
      change.sort === 'first' ? rows.slice(0, shown).map(firstItem) : await this.#items(change, rows);
    const recognised = change.sort === 'change' ? await this.load(change, rows) : null;
    const load = recognised === null ? null : { recipe: recognised.recipe, version: recognised.version };
    const text: ChangeText = {
      sentence: whatSentence(
        {
          asset: { name: assetName },
          sort: load ? 'load' : sortSchema.parse(change.sort),
          window: { from: change.window_from, to: change.window_to, basis: basisSchema.parse(change.basis) },
          items,
          itemCount: change.items,
          load,
          unsettled: change.unsettled === 1,
        },
        this.#timeZone,
      ),
      headlines: items.slice(0, shown).map(item => ({
        text: change.sort === 'first' ? 'read for the first time' : headline(item),
        members: item.diff.form === 'values' ? item.diff.differing : 0,
      })),
      load,
    };
    const row = {
      engine,
      sentence: text.sentence,
      headlines: JSON.stringify(text.headlines),
      recipe: load?.recipe ?? null,
      recipe_version: load?.version ?? null,
    };
    // What another build worded is worded anew, once.
    await this.#database.write
      .insertInto('change_text')
      .values({ change_id: change.id, ...row })
      .onConflict(conflict => conflict.column('change_id').doUpdateSet(row))
      .execute();
    return text;
  }

  /** Those whose headlines are shown, and further ones as long as they cost little. */
  async #items(change: ChangeRow, rows: readonly ChangeItemRow[]): Promise<ToldItem[]> {
    const items: ToldItem[] = [];
    const until = performance.now() + furtherMs;
    let bytes = furtherBytes;
    for (const [at, row] of rows.entries()) {
      if (at >= shown) {
        bytes -= (row.old_bytes ?? 0) + (row.new_bytes ?? 0);
        if (bytes < 0 || performance.now() > until) break;
      }
      items.push(toldItem(row, await this.diff(change, row)));
    }
    return items;
  }

  /** The known recipe that a change of values put into the active area, if it is one. */
  async load(change: ChangeRow, items: readonly ChangeItemRow[]): Promise<RecognisedLoad | null> {
    const [item] = items;
    if (change.items !== 1 || item?.kind !== 'setpoint' || item.sign !== 'changed') return null;
    const [old, now] = await Promise.all([
      contentAt(this.#store, change.asset, change.previous_commit, item.path),
      contentAt(this.#store, change.asset, change.commit_id, item.path),
    ]);
    if (old.state !== 'read' || now.state !== 'read') return null;
    const masters = await this.#masters(change);
    return masters.length === 0 ? null : recogniseLoad(membersOf(old.bytes), membersOf(now.bytes), masters);
  }

  /** The recipe masters as the asset held them when it changed; a master's version is how often it changed. */
  async #masters(change: ChangeRow): Promise<RecipeMaster[]> {
    const rows = await this.#database.read
      .selectFrom('change_item')
      .select(row => ['path', row.fn.countAll<number>().as('versions')])
      .where('asset', '=', change.asset)
      .where('kind', '=', 'recipe')
      .where('pos', '<=', change.pos)
      .where('sign', 'in', ['added', 'changed', 'renamed'])
      .groupBy('path')
      .orderBy('path')
      .execute();
    const masters: RecipeMaster[] = [];
    for (const { path, versions } of rows) {
      const content = await contentAt(this.#store, change.asset, change.commit_id, path);
      if (content.state !== 'read' || !path.startsWith('recipes/')) continue;
      masters.push({
        name: path.slice('recipes/'.length).replace(/\.txt$/, ''),
        version: `v${Number(versions)}`,
        members: membersOf(content.bytes),
      });
    }
    return masters;
  }
}

interface Side {
  readonly path: string;
  readonly commit: string | null;
  readonly sha256: string | null;
}

const sortSchema = z.enum(['change', 'first', 'late']);
export const basisSchema = z.enum(['content', 'fingerprint', 'event']);

function firstItem(row: ChangeItemRow): ToldItem {
  return toldItem(row, { form: 'none', reason: 'read for the first time' });
}

function toldItem(row: ChangeItemRow, diff: ItemDiff): ToldItem {
  return {
    path: row.path,
    kind: kindSchema.parse(row.kind),
    sign: itemChangeSignSchema.parse(row.sign),
    reason: row.reason,
    renamedFrom: row.renamed_from,
    diff,
    checksum: checksumMove(row),
  };
}

/** Null where nothing stands for a content that cannot be read. */
export function checksumMove(row: ChangeItemRow): ChecksumMove | null {
  if (row.state === 'present' || row.new_checksum === null) return null;
  return { old: row.old_checksum, new: row.new_checksum };
}

function membersOf(bytes: Uint8Array) {
  return parseValueText(Buffer.from(bytes).toString('utf8')).members;
}

function readText(row: ChangeTextRow): ChangeText {
  return {
    sentence: row.sentence,
    headlines: headlinesSchema.parse(JSON.parse(row.headlines)),
    load:
      row.recipe === null || row.recipe_version === null
        ? null
        : { recipe: row.recipe, version: row.recipe_version },
  };
}
