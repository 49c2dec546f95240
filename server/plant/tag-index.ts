import { type TagMention, type TagUse, type TagUses, tagKey, wholesOf } from '@witnessmark/shared/tags';
import {
  bySizes,
  type Database,
  insertRows,
  recreateTagIndex,
  sql,
  type TagContentRow,
  type TagPastRow,
  type TagUntoldRow,
  type TagUseRow,
  type Tx,
} from '../db/index.ts';

/** Grows whenever names, places or what is told of them would come out otherwise: the index is then made anew. */
const engine = 'tags-6';
/** Rows of one transaction: whoever records a fact waits for no more than that. */
const rowsAtOnce = 500;
const keysAtOnce = 250;
const keptIds = 100_000;

/** Changes from position `from` on, up to and without `to`, are in the index. */
export interface TagMark {
  readonly from: number;
  readonly to: number;
}

/** A content by what it is and by the path that says how it is read. */
export interface HeldContent {
  readonly blob: string;
  readonly path: string;
}

/** Why something could not be looked through; `passing`: it may be otherwise at the next start. */
export interface Unlooked {
  readonly says: string;
  readonly passing: boolean;
}

/** What was found of an item of a change. */
export interface ToldNames {
  readonly pos: number;
  readonly n: number;
  readonly asset: string;
  readonly path: string;
  readonly found: readonly TagMention[] | Unlooked;
}

/**
 * Where the index of names is stored: which names stand in the contents that assets hold now, and which the
 * differences of all changes are about. Written by one only; every write may be repeated after a kill.
 */
export class TagIndex {
  readonly #database: Database;
  readonly #ids = new Map<string, number>();
  #nextName = 1;
  #nextContent = 1;
  /** Whether every content that was held at the start has been looked at. */
  passed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes it empty where it is of another engine, and takes back what a kill left half done or may now be readable. */
  async open(): Promise<void> {
    const { read, write } = this.#database;
    this.#ids.clear();
    const mark = await read.selectFrom('tag_mark').select('engine').executeTakeFirst();
    if (mark?.engine !== engine) await write.transaction().execute(tx => this.#recreate(tx));
    const again = await read
      .selectFrom('tag_content')
      .select('id')
      .where(e => e.or([e('state', '=', 'reading'), e('passing', '=', 1)]))
      .execute();
    for (const { id } of again) await this.#forget(id);
    this.#nextName = 1 + (await this.#highest('tag_name'));
    this.#nextContent = 1 + (await this.#highest('tag_content'));
  }

  async #recreate(tx: Tx): Promise<void> {
    await recreateTagIndex(tx, this.#database.engine);
    const newest = await tx
      .selectFrom('change')
      .select(e => e.fn.max('pos').as('pos'))
      .executeTakeFirst();
    const top = newest?.pos == null ? 0 : Number(newest.pos) + 1;
    await tx.insertInto('tag_mark').values({ engine, told_from: top, told_to: top }).execute();
  }

  async #highest(table: 'tag_name' | 'tag_content'): Promise<number> {
    const row = await this.#database.read
      .selectFrom(table)
      .select(e => e.fn.max('id').as('id'))
      .executeTakeFirst();
    return Number(row?.id ?? 0);
  }

  /** Nothing is told yet where it was never opened. */
  async mark(): Promise<TagMark> {
    const row = await this.#database.read
      .selectFrom('tag_mark')
      .selectAll()
      .where('engine', '=', engine)
      .executeTakeFirst();
    return row === undefined ? { from: 0, to: 0 } : { from: row.told_from, to: row.told_to };
  }

  /** Those of some contents that were not looked at yet, each once. */
  async unknown<Content extends HeldContent>(contents: readonly Content[]): Promise<Content[]> {
    const wanted = new Map(contents.map(content => [nameOf(content), content]));
    for (let at = 0; at < contents.length; at += keysAtOnce) {
      const known = await this.#database.read
        .selectFrom('tag_content')
        .select(['blob', 'path'])
        .where(
          'blob',
          'in',
          contents.slice(at, at + keysAtOnce).map(({ blob }) => blob),
        )
        .execute();
      for (const content of known) wanted.delete(nameOf(content));
    }
    return [...wanted.values()];
  }

  /** Stores what a content names, or why that is not known. */
  async storeUses(content: HeldContent, told: TagUses | Unlooked): Promise<void> {
    const uses = 'state' in told && told.state === 'read' ? told.uses : [];
    const state = stateOf(told);
    const head: TagContentRow = { id: this.#nextContent++, ...content, ...state };
    const ids = await this.#idsOf(new Map(uses.map(({ key, name }) => [key, name])));
    const rows = uses.map(use => useRow(use, head.id, ids.get(use.key) ?? 0));
    const isOne = rows.length <= rowsAtOnce;
    await this.#inPieces(rows, async (tx, piece, at) => {
      if (at === 0) await insertRows(tx, 'tag_content', [isOne ? head : { ...head, state: 'reading' }]);
      await insertRows(tx, 'tag_use', piece);
      if (!isOne && at + piece.length === rows.length)
        await tx.updateTable('tag_content').set({ state: head.state }).where('id', '=', head.id).execute();
    });
  }

  /** Stores what changes are about, and then how far the index has come with them; null where it came no further. */
  async storePast(told: readonly ToldNames[], mark: TagMark | null): Promise<void> {
    const names = new Map<string, string>();
    const found: (Omit<TagPastRow, 'name'> & { readonly key: string })[] = [];
    const untold: TagUntoldRow[] = [];
    for (const { pos, n, asset, path, found: about } of told) {
      if ('says' in about)
        untold.push({ pos, n, asset, path, says: about.says, passing: about.passing ? 1 : 0 });
      else
        for (const { key, name, ...rest } of withWholes(about)) {
          if (!names.has(key)) names.set(key, name);
          found.push({ key, pos, n, asset, ...rest });
        }
    }
    const ids = await this.#idsOf(names);
    const rows = found.map(({ key, ...row }): TagPastRow => ({ name: ids.get(key) ?? 0, ...row }));
    await this.#inPieces(rows, async (tx, piece, at) => {
      // Of a change that a kill cut off, a part is there already.
      for (const part of bySizes(piece))
        await tx
          .insertInto('tag_past')
          .values(part)
          .onConflict(conflict => conflict.doNothing())
          .execute();
      if (at + piece.length < rows.length) return;
      for (const { pos, n } of told)
        await tx.deleteFrom('tag_untold').where('pos', '=', pos).where('n', '=', n).execute();
      await insertRows(tx, 'tag_untold', untold);
      if (mark !== null)
        await tx.updateTable('tag_mark').set({ told_from: mark.from, told_to: mark.to }).execute();
    });
  }

  /** Items of changes that may be looked through by now. */
  async again(): Promise<{ pos: number; n: number }[]> {
    return this.#database.read
      .selectFrom('tag_untold')
      .select(['pos', 'n'])
      .where('passing', '=', 1)
      .orderBy('pos')
      .execute();
  }

  /** Forgets those of some contents that no asset holds any more. */
  async forget(contents: readonly HeldContent[]): Promise<void> {
    for (const { blob, path } of contents) {
      const row = await this.#database.read
        .selectFrom('tag_content')
        .select('id')
        .where('blob', '=', blob)
        .where('path', '=', path)
        .where(notHeld())
        .executeTakeFirst();
      if (row !== undefined) await this.#forget(row.id);
    }
  }

  /** The same of those from an id on; gives the id to go on with, null at the end. */
  async forgetFrom(id: number): Promise<number | null> {
    const rows = await this.#database.read
      .selectFrom('tag_content')
      .select(['id', sql<number>`case when ${notHeld()} then 1 else 0 end`.as('gone')])
      .where('id', '>=', id)
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute();
    for (const row of rows) if (Number(row.gone) === 1) await this.#forget(row.id);
    const last = rows.at(-1);
    return last === undefined ? null : last.id + 1;
  }

  async #forget(content: number): Promise<void> {
    for (;;) {
      const names = await this.#database.read
        .selectFrom('tag_use')
        .select('name')
        .where('content', '=', content)
        .limit(rowsAtOnce)
        .execute();
      await this.#database.write.transaction().execute(async tx => {
        if (names.length > 0)
          await tx
            .deleteFrom('tag_use')
            .where('content', '=', content)
            .where(
              'name',
              'in',
              names.map(({ name }) => name),
            )
            .execute();
        else await tx.deleteFrom('tag_content').where('id', '=', content).execute();
      });
      if (names.length === 0) return;
    }
  }

  /** The number of each key; new ones get theirs first, so that nothing that is undone later ever named one. */
  async #idsOf(names: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, number>> {
    const ids = new Map<string, number>();
    const missing: string[] = [];
    for (const key of names.keys()) {
      const id = this.#ids.get(key);
      if (id === undefined) missing.push(key);
      else ids.set(key, id);
    }
    if (this.#ids.size > keptIds) this.#ids.clear();
    for (let at = 0; at < missing.length; at += keysAtOnce) {
      const keys = missing.slice(at, at + keysAtOnce);
      for (const [key, id] of await this.#numbered(keys, names)) {
        ids.set(key, id);
        this.#ids.set(key, id);
      }
    }
    return ids;
  }

  async #numbered(
    keys: readonly string[],
    names: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, number>> {
    const known = await this.#database.read
      .selectFrom('tag_name')
      .select(['id', 'key'])
      .where('key', 'in', [...keys])
      .execute();
    const ids = new Map(known.map(({ key, id }) => [key, id]));
    const fresh = keys
      .filter(key => !ids.has(key))
      .map(key => ({ id: this.#nextName++, key, name: names.get(key) ?? key }));
    if (fresh.length > 0)
      await this.#database.write.transaction().execute(tx => insertRows(tx, 'tag_name', fresh));
    for (const { key, id } of fresh) ids.set(key, id);
    return ids;
  }

  /** A transaction for each piece of some rows; one without rows where there are none. */
  async #inPieces<Row>(
    rows: readonly Row[],
    write: (tx: Tx, piece: readonly Row[], at: number) => Promise<void>,
  ): Promise<void> {
    let at = 0;
    do {
      const piece = rows.slice(at, at + rowsAtOnce);
      const from = at;
      await this.#database.write.transaction().execute(tx => write(tx, piece, from));
      at += rowsAtOnce;
    } while (at < rows.length);
  }
}

function nameOf({ blob, path }: HeldContent): string {
  return `${blob} ${path}`;
}

function notHeld() {
  return sql<boolean>`not exists (select 1 from item where item.sha256 = tag_content.blob
    and item.path = tag_content.path and item.state = 'present')`;
}

function stateOf(told: TagUses | Unlooked): Pick<TagContentRow, 'state' | 'says' | 'passing'> {
  if ('passing' in told) return { state: 'unread', says: told.says, passing: told.passing ? 1 : 0 };
  return told.state === 'refused'
    ? { state: 'unread', says: told.says, passing: 0 }
    : { state: told.state, says: null, passing: 0 };
}

function useRow(
  { name: written, places, value, address, count }: TagUse,
  content: number,
  name: number,
): TagUseRow {
  return { name, content, written, value, address, count, places_json: JSON.stringify(places) };
}

type Mentioned = Pick<TagPastRow, 'old_count' | 'new_count' | 'says'> & { key: string; name: string };

/** A thing is found under its own name and under those of everything that it is a part of. */
function withWholes(mentions: readonly TagMention[]): Iterable<Mentioned> {
  const found = new Map<string, Mentioned>();
  for (const { key, name, before, after, says } of mentions)
    for (const own of [key, ...wholesOf(key)]) {
      const known = found.get(own);
      if (known === undefined)
        found.set(own, { key: own, name: begun(name, own), old_count: before, new_count: after, says });
      else {
        known.old_count += before;
        known.new_count += after;
        known.says ??= says;
      }
    }
  return found.values();
}

/** The beginning of a name that a key stands for, as it was written where that can be told. */
function begun(name: string, key: string): string {
  const beginning = name.slice(0, key.length);
  return tagKey(beginning) === key ? beginning : tagKey(name) === key ? name : key;
}
