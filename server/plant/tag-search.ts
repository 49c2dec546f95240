import type {
  ChangeSummary,
  LookedThrough,
  Reference,
  References,
  ReferencesPast,
  referenceNamesQuerySchema,
  referenceNamesSchema,
  referencesQuerySchema,
} from '@witnessmark/shared/api';
import { itemChangeSignSchema } from '@witnessmark/shared/changes';
import { WitnessError } from '@witnessmark/shared/errors';
import { partRanges, prefixRange, tagAccesses, tagKey } from '@witnessmark/shared/tags';
import { z } from 'zod';
import { type Database, sql } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import { withinReach } from './reach.ts';
import type { Reader } from './reader.ts';
import type { TagIndex } from './tag-index.ts';

type Query = z.infer<typeof referencesQuerySchema>;
type NamesQuery = z.infer<typeof referenceNamesQuerySchema>;
type Where = Pick<Query, 'asset' | 'area'>;

const namesAtMost = 20;
/** Names looked at for those within somebody's reach. */
const namesLookedAt = 5_000;
/** Members and elements of one name that are looked for with it. */
const partsAtMost = 5_000;
const addressesAtMost = 20;
const byAddressAtMost = 200;
const unreadShown = 20;
/** Where counting of what waits ends. */
const countedTo = 10_000;

const placesSchema = z.array(
  z.strictObject({
    access: z.enum(tagAccesses),
    unit: z.string(),
    network: z.string().nullable(),
    line: z.number().int().nullable(),
  }),
);
/** PostgreSQL takes no text with a NUL in it. */
const textSchema = z.string().regex(/^[^\0]*$/);
const useCursorSchema = z.tuple([textSchema, textSchema, textSchema]);
const pastCursorSchema = z.tuple([z.number().int(), z.number().int()]);

/** An address that a table of symbols of an asset gives to a name. */
interface Alias {
  readonly asset: string;
  /** The key of the address. */
  readonly address: string;
}

interface PastRow {
  readonly pos: number;
  readonly n: number;
  readonly old_count: number;
  readonly new_count: number;
  readonly says: string | null;
  readonly address: string | null;
}

/** Finds where names stand, now and in the past, in what the index of names holds; reads no content itself. */
export class TagSearch {
  readonly #database: Database;
  readonly #index: TagIndex;
  readonly #summaries: (changes: readonly string[], reader: Reader) => Promise<ChangeSummary[]>;

  constructor(parts: {
    readonly database: Database;
    readonly index: TagIndex;
    /** Changes by their ids, as lists show them. */
    readonly summaries: (changes: readonly string[], reader: Reader) => Promise<ChangeSummary[]>;
  }) {
    this.#database = parts.database;
    this.#index = parts.index;
    this.#summaries = parts.summaries;
  }

  /** Throws http.invalid-request for a text that never was a cursor. */
  async uses(query: Query, reach: Reach): Promise<References> {
    const key = wholeKey(query.tag);
    const lookedThrough = await this.lookedThrough(query, reach);
    const none = { rows: [], next: null, partsTruncated: false, byAddress: [], byAddressTruncated: false };
    if (key === '') return { ...none, lookedThrough };
    const named = await this.#named(key);
    let all = this.#held(query, reach).where('u.name', 'in', named.ids);
    if (query.cursor !== undefined) {
      const [asset, path, name] = cursorIn(query.cursor, useCursorSchema);
      all = all.where(
        sql<boolean>`(item.asset > ${asset} or (item.asset = ${asset} and (item.path > ${path} or (item.path = ${path} and n.key > ${name}))))`,
      );
    }
    // Found first and put in order then: else the order makes the database look through every item for the name.
    const rows = await this.#database.read
      .with(
        table => table('found').materialized(),
        () => all,
      )
      .selectFrom('found')
      .selectAll()
      .orderBy('asset')
      .orderBy('path')
      .orderBy('key')
      .limit(query.limit + 1)
      .execute();
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const more = rows.length > shown.length && last !== undefined;
    const aliased =
      query.cursor === undefined ? await this.#byAddress(key, query, reach) : { rows: [], truncated: false };
    return {
      rows: shown.map(toReference),
      next: more ? cursorOf([last.asset, last.path, last.key]) : null,
      partsTruncated: named.truncated,
      byAddress: aliased.rows,
      byAddressTruncated: aliased.truncated,
      lookedThrough,
    };
  }

  /** Throws http.invalid-request for a text that never was a cursor. */
  async past(query: Query, reach: Reach, reader: Reader): Promise<ReferencesPast> {
    const key = wholeKey(query.tag);
    const lookedThrough = await this.lookedThrough(query, reach);
    const before = query.cursor === undefined ? null : cursorIn(query.cursor, pastCursorSchema);
    const found = key === '' ? [] : await this.#pastRows(key, query, reach, before);
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const next = found.length > shown.length && last !== undefined ? cursorOf([last.pos, last.n]) : null;
    return { rows: await this.#withChanges(shown, reader), next, lookedThrough };
  }

  /** Names that begin so and stand, or stood, somewhere within reach. */
  async names(query: NamesQuery, reach: Reach): Promise<z.infer<typeof referenceNamesSchema>> {
    const key = tagKey(query.begins);
    if (key === '') return { names: [], more: false };
    const { from, to } = prefixRange(key);
    const begun = this.#database.read
      .selectFrom('tag_name')
      .select(['id', 'key', 'name'])
      .where('key', '>=', from)
      .where('key', '<', to)
      .orderBy('key')
      .limit(namesLookedAt);
    const within = this.#within(query, reach);
    const rows = await this.#database.read
      .selectFrom(begun.as('n'))
      .select(['n.name', 'n.key'])
      .where(
        sql<boolean>`(exists (select 1 from tag_use u join tag_content c on c.id = u.content
            join item on item.sha256 = c.blob and item.path = c.path and item.state = 'present'
            join asset on asset.id = item.asset
            where u.name = n.id and c.state || '' = 'read' and ${within})
          or exists (select 1 from tag_past p join asset on asset.id = p.asset where p.name = n.id and ${within}))`,
      )
      .orderBy('n.key')
      .limit(namesAtMost + 1)
      .execute();
    return {
      names: rows.slice(0, namesAtMost).map(({ name }) => name),
      more: rows.length > namesAtMost,
    };
  }

  /** What of the plant within reach the index does not hold. */
  async lookedThrough(query: Where, reach: Reach): Promise<LookedThrough> {
    const within = this.#within(query, reach);
    const { from, to } = await this.#index.mark();
    const counted = async (rows: ReturnType<typeof sql>) => {
      const { rows: found } = await sql<{
        n: number | string;
      }>`select count(*) as n from (${rows} limit ${countedTo}) counted`.execute(this.#database.read);
      return Number(found[0]?.n ?? 0);
    };
    const held = sql`from tag_content c join item on item.sha256 = c.blob and item.path = c.path and item.state = 'present'
      join asset on asset.id = item.asset where ${within} and c.state = `;
    const untold = sql`from tag_untold u join asset on asset.id = u.asset where ${within}`;
    const waiting = {
      contents: this.#index.passed
        ? 0
        : await counted(
            sql`select 1 as one from item join asset on asset.id = item.asset where ${within} and item.state = 'present'
              and item.sha256 is not null and (item.path like 'files/%' or item.path like 'raw/%.mc7'
                or (item.path like '%.txt' and (item.path like 'setpoints/%' or item.path like 'recipes/%' or item.path like 'config/%')))
              and not exists (select 1 from tag_content c where c.blob = item.sha256 and c.path = item.path and c.state <> 'reading')`,
          ),
      changes: await counted(
        sql`select 1 as one from change join asset on asset.id = change.asset
          where (change.pos >= ${to} or change.pos < ${from}) and change.sort = 'change' and ${within}`,
      ),
    };
    const contents = await counted(sql`select 1 as one ${held} 'unread'`);
    const changes = await counted(sql`select 1 as one ${untold}`);
    const first = await this.#unreadOnes(
      contents === 0
        ? null
        : sql`select item.asset, asset.name as "assetName", item.path, null as change, c.says ${held} 'unread'
        order by item.asset, item.path`,
    );
    const firstUntold = await this.#unreadOnes(
      changes === 0
        ? null
        : sql`select u.asset, asset.name as "assetName", u.path, (select id from change where pos = u.pos) as change,
        u.says ${untold} order by u.pos desc, u.n`,
    );
    return {
      waiting,
      unread: { contents, changes, first: [...first, ...firstUntold].slice(0, unreadShown) },
      otherFiles: await counted(sql`select 1 as one ${held} 'none'`),
    };
  }

  async #unreadOnes(rows: ReturnType<typeof sql> | null): Promise<LookedThrough['unread']['first']> {
    if (rows === null) return [];
    const found = await sql<LookedThrough['unread']['first'][number]>`${rows} limit ${unreadShown}`.execute(
      this.#database.read,
    );
    return found.rows.map(({ asset, assetName, path, change, says }) => ({
      asset,
      assetName,
      path,
      change,
      says,
    }));
  }

  /** Numbers of the name itself, its members and its elements: looked up first, so that uses are found by them. */
  async #named(key: string): Promise<{ ids: number[]; truncated: boolean }> {
    const rows = await this.#database.read
      .selectFrom('tag_name as n')
      .select('n.id')
      .where(isOrHas(key))
      .orderBy('n.key')
      .limit(partsAtMost + 1)
      .execute();
    // Of no name there is no use either; a number that no name has says so to both databases.
    const ids = rows.length === 0 ? [0] : rows.slice(0, partsAtMost).map(({ id }) => id);
    return { ids, truncated: rows.length > partsAtMost };
  }

  /** Uses in what assets hold now, each with the name it is of. */
  #held({ asset, area }: Where, reach: Reach) {
    let found = this.#database.read
      .selectFrom('tag_name as n')
      .innerJoin('tag_use as u', 'u.name', 'n.id')
      .innerJoin('tag_content as c', 'c.id', 'u.content')
      .innerJoin('item', join => join.onRef('item.sha256', '=', 'c.blob').onRef('item.path', '=', 'c.path'))
      .innerJoin('asset', 'asset.id', 'item.asset')
      .select([
        'item.asset',
        'asset.name as assetName',
        'asset.area',
        'item.path',
        'n.key',
        'u.written',
        'u.value',
        'u.address',
        'u.count',
        'u.places_json',
      ])
      // Not by its index: nearly every content is read, and the name is what few rows are found by.
      .where(sql<boolean>`c.state || '' = 'read'`)
      .where('item.state', '=', 'present');
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (asset !== undefined) found = found.where('item.asset', '=', asset);
    if (area !== undefined) found = found.where('asset.area', '=', area);
    return found;
  }

  #within({ asset, area }: Where, reach: Reach) {
    const of = [
      withinReach(reach) ?? sql<boolean>`1 = 1`,
      ...(asset === undefined ? [] : [sql<boolean>`asset.id = ${asset}`]),
      ...(area === undefined ? [] : [sql<boolean>`asset.area = ${area}`]),
    ];
    return sql<boolean>`(${sql.join(of, sql` and `)})`;
  }

  /** The addresses that tables of symbols, as the assets hold them now, give to a name. */
  async #aliases(key: string, query: Where, reach: Reach): Promise<Alias[]> {
    const rows = await this.#held(query, reach)
      .where('n.key', '=', key)
      .where('u.address', 'is not', null)
      .orderBy('item.asset')
      .orderBy('item.path')
      .limit(addressesAtMost)
      .execute();
    const aliases = new Map<string, Alias>();
    for (const { asset, address } of rows)
      if (address !== null) aliases.set(`${asset} ${address}`, { asset, address });
    return [...aliases.values()];
  }

  /** A program block holds addresses alone: it is found by those that the name has in the same asset. */
  async #byAddress(
    key: string,
    query: Where,
    reach: Reach,
  ): Promise<{ rows: References['byAddress']; truncated: boolean }> {
    const found: References['byAddress'] = [];
    for (const { asset, address } of await this.#aliases(key, query, reach)) {
      const rows = await this.#held({ asset }, reach)
        .where('n.key', '=', address)
        .where('item.path', 'like', 'raw/%')
        .orderBy('item.path')
        .limit(byAddressAtMost + 1)
        .execute();
      found.push(...rows.map(row => ({ ...toReference(row), address: row.written })));
    }
    return { rows: found.slice(0, byAddressAtMost), truncated: found.length > byAddressAtMost };
  }

  /** One more than asked for, newest first: of the name in every asset, and of its address in those that give it one. */
  async #pastRows(
    key: string,
    query: Query,
    reach: Reach,
    before: readonly [number, number] | null,
  ): Promise<PastRow[]> {
    const { asset, area, limit } = query;
    const own = await this.#pastOf(key, { asset, area }, reach, before, limit + 1);
    const found = new Map(own.map(row => [`${row.pos}.${row.n}`, row]));
    for (const alias of await this.#aliases(key, query, reach))
      for (const row of await this.#pastOf(alias.address, { asset: alias.asset }, reach, before, limit + 1)) {
        const id = `${row.pos}.${row.n}`;
        if (!found.has(id)) found.set(id, { ...row, address: alias.address });
      }
    return [...found.values()].sort((a, b) => b.pos - a.pos || a.n - b.n).slice(0, limit + 1);
  }

  async #pastOf(
    key: string,
    { asset, area }: Where,
    reach: Reach,
    before: readonly [number, number] | null,
    limit: number,
  ): Promise<PastRow[]> {
    const name = await this.#database.read
      .selectFrom('tag_name')
      .select('id')
      .where('key', '=', key)
      .executeTakeFirst();
    if (name === undefined) return [];
    let found = this.#database.read
      .selectFrom('tag_past as p')
      .select(['p.pos', 'p.n', 'p.old_count', 'p.new_count', 'p.says'])
      .where('p.name', '=', name.id)
      .orderBy('p.pos', 'desc')
      .orderBy('p.n')
      .limit(limit);
    if (reach !== 'site' || area !== undefined)
      found = found.where(
        sql<boolean>`exists (select 1 from asset where asset.id = p.asset and ${this.#within({ area }, reach)})`,
      );
    if (asset !== undefined) found = found.where('p.asset', '=', asset);
    if (before !== null)
      found = found.where(
        sql<boolean>`p.pos <= ${before[0]} and (p.pos < ${before[0]} or p.n > ${before[1]})`,
      );
    return (await found.execute()).map(row => ({ ...row, address: null }));
  }

  /** Items of one change stand together, as lists show the change. */
  async #withChanges(rows: readonly PastRow[], reader: Reader): Promise<ReferencesPast['rows']> {
    if (rows.length === 0) return [];
    const items = await this.#database.read
      .selectFrom('change_item as i')
      .innerJoin('change', 'change.id', 'i.change_id')
      .select(['i.change_id', 'change.pos', 'i.n', 'i.path', 'i.sign'])
      .where('change.pos', 'in', [...new Set(rows.map(({ pos }) => pos))])
      .where('i.n', 'in', [...new Set(rows.map(({ n }) => n))])
      .execute();
    const byPlace = new Map(items.map(item => [`${item.pos}.${item.n}`, item]));
    const ids = [...new Set(items.map(({ change_id }) => change_id))];
    const summaries = new Map((await this.#summaries(ids, reader)).map(each => [each.id, each]));
    const found = new Map<string, ReferencesPast['rows'][number]>();
    for (const { pos, n, old_count: was, new_count: is, says, address } of rows) {
      const item = byPlace.get(`${pos}.${n}`);
      const change = item && summaries.get(item.change_id);
      // The tables of changes are being made again: the next question finds it.
      if (item === undefined || change === undefined) continue;
      const row = found.get(change.id) ?? { change, items: [] };
      row.items.push({
        path: item.path,
        sign: itemChangeSignSchema.parse(item.sign),
        before: was,
        after: is,
        says,
        address,
      });
      found.set(change.id, row);
    }
    return [...found.values()];
  }
}

/** `Tank1.` is `Tank1` with a member that nobody has named yet. */
function wholeKey(tag: string): string {
  return tagKey(tag).replace(/[.[]+$/, '');
}

/** The name itself, its members and its elements. */
function isOrHas(key: string) {
  const parts = partRanges(key).map(({ from, to }) => sql`(n.key >= ${from} and n.key < ${to})`);
  return sql<boolean>`(n.key = ${key} or ${sql.join(parts, sql` or `)})`;
}

function toReference(row: {
  readonly asset: string;
  readonly assetName: string;
  readonly area: string;
  readonly path: string;
  readonly written: string;
  readonly value: string | null;
  readonly count: number;
  readonly places_json: string;
}): Reference {
  const { asset, assetName, area, path, written: name, value, count } = row;
  return {
    asset,
    assetName,
    area,
    path,
    name,
    places: placesSchema.parse(JSON.parse(row.places_json)),
    count,
    value,
  };
}

function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function cursorIn<Schema extends z.ZodType>(cursor: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(jsonIn(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success)
    throw new WitnessError('http.invalid-request', 'cursor', 'take it from the page before');
  return parsed.data;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No cursor of ours: the schema refuses it.
    return null;
  }
}
