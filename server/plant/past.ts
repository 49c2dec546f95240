import type { AssetDiff, AssetState, Blame, Since } from '@witnessmark/shared/api';
import { headline, isBlockImage, listingPath } from '@witnessmark/shared/changes';
import { itemStateSchema, type Kind, kindSchema } from '@witnessmark/shared/items';
import { parseMember } from '@witnessmark/shared/values';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import type { Store } from '../store/index.ts';
import type { ResultCache } from './cache.ts';
import type { Changes } from './changes.ts';
import type { Clocks } from './clocks.ts';
import { contentAt } from './contents.ts';
import { gaps } from './coverage.ts';
import { type Reader, unnamed } from './reader.ts';
import { basisSchema, type Teller } from './teller.ts';
import { nobodyKnown, type Whos } from './who.ts';

type ItemThen = AssetState['items'][number];

const itemsAtMost = 20_000;
const comparedAtMost = 500;
const linesAtMost = 20_000;
const changesAtMost = 200;

/** Grows whenever a blame would come out otherwise. */
export const blameEngine = 'blame-2';
const linesSchema = z.array(z.strictObject({ commit: z.string(), text: z.string() }));

/** What an asset held at a moment, who brought each line, and what differs between then and later. */
export class Past {
  readonly #database: Database;
  readonly #store: Store;
  readonly #teller: Teller;
  readonly #changes: Changes;
  readonly #clocks: Clocks;
  readonly #cache: ResultCache;
  readonly #whos: Whos;

  constructor(parts: {
    database: Database;
    store: Store;
    teller: Teller;
    changes: Changes;
    clocks: Clocks;
    cache: ResultCache;
    whos: Whos;
  }) {
    this.#whos = parts.whos;
    this.#database = parts.database;
    this.#store = parts.store;
    this.#teller = parts.teller;
    this.#changes = parts.changes;
    this.#clocks = parts.clocks;
    this.#cache = parts.cache;
  }

  /** Null where there is no such asset. A moment before the first reading holds nothing. */
  async state(asset: string, at: string | null): Promise<AssetState | null> {
    const row = await this.#database.read
      .selectFrom('asset')
      .select('commit_id')
      .where('id', '=', asset)
      .executeTakeFirst();
    if (!row) return null;
    if (at !== null)
      return { at, commit: await this.#commitAt(asset, at), items: await this.#itemsAt(asset, at) };
    const items = await this.#database.read
      .selectFrom('item')
      .selectAll()
      .where('asset', '=', asset)
      .where('state', '!=', 'absent')
      .orderBy('path')
      .limit(itemsAtMost)
      .execute();
    return {
      at,
      commit: row.commit_id,
      items: items.map(item => ({
        path: item.path,
        kind: kindSchema.parse(item.kind),
        state: itemStateSchema.parse(item.state),
        reason: item.reason,
        sha256: item.sha256,
        bytes: item.bytes,
        since: item.since,
        change: item.change_id,
      })),
    };
  }

  /** Who brought each line, as the reader may see them: of a group of values each value has its own. */
  async blame(
    asset: string,
    path: string,
    at: string | null,
    reader: Reader = unnamed,
  ): Promise<Blame | null> {
    const commit = await this.#commitOf(asset, path, at);
    if (commit === null) return null;
    const lines = await this.#lines(asset, commit, path);
    if (lines === null) return null;
    const shown = lines.slice(0, linesAtMost);
    const changes = await this.#changesOfCommits(asset, [...new Set(shown.map(line => line.commit))]);
    const ids = [...changes.values()].map(({ id }) => id);
    const whoOf = await this.#whos.partsOf(ids, reader);
    return {
      path,
      commit,
      lines: shown.map((line, i) => {
        const change = changes.get(line.commit);
        const who = change ? whoOf(change.id, path, parseMember(line.text)?.name ?? null) : null;
        return {
          line: i + 1,
          text: line.text,
          change: change?.id ?? null,
          window: change
            ? {
                from: change.window_from,
                to: change.window_to,
                basis: basisSchema.parse(change.basis),
                errorMs: this.#clocks.errorIn(change.agent, change),
              }
            : null,
          who: who?.label ?? nobodyKnown.label,
          ...(who ? { verdict: who.verdict } : {}),
        };
      }),
      truncated: lines.length > shown.length,
    };
  }

  async diff(asset: string, from: string, to: string | null): Promise<AssetDiff | null> {
    const [before, after] = [await this.state(asset, from), await this.state(asset, to)];
    if (!before || !after) return null;
    const differing = differences(before.items, after.items);
    const items: AssetDiff['items'] = [];
    for (const { path, kind, sign, old, now, reason } of differing.slice(0, comparedAtMost)) {
      if (sign === 'unreadable') {
        items.push({ path, kind, sign, diff: { form: 'none', reason: reason ?? sign } });
        continue;
      }
      const diff = await this.#teller.compare(
        asset,
        { path, commit: before.commit, sha256: old },
        { path, commit: after.commit, sha256: now },
      );
      items.push({ path, kind, sign, diff });
    }
    return { from, to, items, truncated: differing.length > comparedAtMost };
  }

  async since(asset: string, from: string, reader?: Reader): Promise<Since | null> {
    const [diff, now] = [await this.diff(asset, from, null), await this.state(asset, null)];
    if (!diff || !now) return null;
    const touched = await this.#database.read
      .selectFrom('change_item')
      .select(['path', 'change_id'])
      .where('asset', '=', asset)
      .where('window_to', '>=', from)
      .orderBy('pos', 'desc')
      .limit(itemsAtMost)
      .execute();
    const changesOf = (path: string) => [
      ...new Set(touched.filter(each => each.path === path).map(each => each.change_id)),
    ];
    const net: Since['items'] = diff.items.map(({ path, kind, sign, diff: how }) => ({
      path,
      kind,
      sign,
      headline: headline({
        path,
        sign,
        reason: how.form === 'none' ? how.reason : null,
        renamedFrom: null,
        diff: how,
      }),
      changes: changesOf(path),
    }));
    for (const item of now.items) {
      if (
        item.state === 'unreadable' &&
        (item.since ?? '') >= from &&
        !net.some(each => each.path === item.path)
      ) {
        net.push({
          path: item.path,
          kind: item.kind,
          sign: 'unreadable',
          headline: item.reason ?? 'unreadable',
          changes: changesOf(item.path),
        });
      }
    }
    const { rows } = await this.#changes.page(
      { asset, since: from, limit: changesAtMost, fold: 'yes' },
      'site',
      reader,
    );
    const until = new Date().toISOString();
    const missing = await gaps(this.#database, { asset, from, limit: 500 }, 'site');
    return {
      from,
      items: net,
      changes: rows,
      gaps: missing.rows.flatMap(gap =>
        gap.kinds.map(kind => ({
          kind,
          from: gap.from < from ? from : gap.from,
          to: gap.to ?? until,
          reason: gap.reason,
        })),
      ),
    };
  }

  /** Bytes of an item; null where the commit (the newest where absent) has none. */
  async content(asset: string, path: string, commit: string | null): Promise<Uint8Array | null> {
    const row = await this.#database.read
      .selectFrom('asset')
      .select('commit_id')
      .where('id', '=', asset)
      .executeTakeFirst();
    if (!row) return null;
    const content = await contentAt(this.#store, asset, commit ?? row.commit_id, path);
    return content.state === 'read' ? content.bytes : null;
  }

  async #commitAt(asset: string, at: string): Promise<string | null> {
    const row = await this.#database.read
      .selectFrom('change')
      .select('commit_id')
      .where('asset', '=', asset)
      .where('commit_id', 'is not', null)
      .where('window_to', '<=', at)
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.commit_id ?? null;
  }

  /** The newest word on each path whose window had closed by then. */
  async #itemsAt(asset: string, at: string): Promise<ItemThen[]> {
    const newest = this.#database.read
      .selectFrom('change_item')
      .select(e => ['path', e.fn.max('pos').as('pos')])
      .where('asset', '=', asset)
      .where('late', '=', 0)
      .where('window_to', '<=', at)
      .groupBy('path');
    const rows = await this.#database.read
      .selectFrom('change_item')
      .innerJoin(newest.as('newest'), join =>
        join.onRef('newest.path', '=', 'change_item.path').onRef('newest.pos', '=', 'change_item.pos'),
      )
      .selectAll('change_item')
      .where('change_item.asset', '=', asset)
      .orderBy('change_item.path')
      .limit(itemsAtMost)
      .execute();
    const renamedAway = new Map(
      rows.flatMap(row => (row.renamed_from === null ? [] : [[row.renamed_from, row.pos] as const])),
    );
    return rows
      .filter(row => row.state !== 'absent' && (renamedAway.get(row.path) ?? -1) < row.pos)
      .map(row => ({
        path: row.path,
        kind: kindSchema.parse(row.kind),
        state: itemStateSchema.parse(row.state),
        reason: row.reason,
        sha256: row.new_sha256 ?? row.old_sha256,
        bytes: row.new_bytes ?? row.old_bytes,
        since: row.window_to,
        change: row.change_id,
      }));
  }

  /**
   * Blamed once for each content an item ever had: the commit that brought it names the result. Of a program
   * block the listing beside it is blamed.
   */
  async #lines(asset: string, commit: string, path: string): Promise<z.infer<typeof linesSchema> | null> {
    return this.#cache.get(blameEngine, [asset, commit, path], linesSchema.nullable(), async () => {
      const text = isBlockImage(path) ? listingPath(path) : path;
      if ((await this.#store.read(asset, commit, text)) === null) return { result: null, keep: false };
      const lines = await this.#store.blame(asset, commit, text);
      return { result: lines.map(({ commit: by, text }) => ({ commit: by, text })), keep: true };
    });
  }

  /** The commit that brought the content an item has, or had at a moment. */
  async #commitOf(asset: string, path: string, at: string | null): Promise<string | null> {
    let found = this.#database.read
      .selectFrom('change_item')
      .innerJoin('change', 'change.id', 'change_item.change_id')
      .select('change.commit_id')
      .where('change_item.asset', '=', asset)
      .where('change_item.path', '=', path)
      .where('change_item.late', '=', 0)
      .where('change_item.new_sha256', 'is not', null)
      .where('change.commit_id', 'is not', null)
      .orderBy('change_item.pos', 'desc')
      .limit(1);
    if (at !== null) found = found.where('change_item.window_to', '<=', at);
    return (await found.executeTakeFirst())?.commit_id ?? null;
  }

  async #changesOfCommits(asset: string, commits: readonly string[]) {
    const found = new Map<
      string,
      { id: string; window_from: string | null; window_to: string; basis: string; agent: string }
    >();
    for (let i = 0; i < commits.length; i += 500) {
      const rows = await this.#database.read
        .selectFrom('change')
        .select(['id', 'commit_id', 'window_from', 'window_to', 'basis', 'agent'])
        .where('asset', '=', asset)
        .where('commit_id', 'in', commits.slice(i, i + 500))
        .execute();
      for (const row of rows) if (row.commit_id !== null) found.set(row.commit_id, row);
    }
    return found;
  }
}

interface Difference {
  readonly path: string;
  readonly kind: Kind;
  readonly sign: AssetDiff['items'][number]['sign'];
  readonly old: string | null;
  readonly now: string | null;
  /** Why no content of it was ever read. */
  readonly reason?: string | null;
}

/** Paths whose content differs between two states, by path. */
function differences(before: readonly ItemThen[], after: readonly ItemThen[]): Difference[] {
  const olds = new Map(before.map(item => [item.path, item]));
  const found: Difference[] = [];
  for (const item of after) {
    const old = olds.get(item.path);
    olds.delete(item.path);
    if (item.state !== 'present' && item.sha256 === null) {
      const { path, kind, reason } = item;
      const moved = old === undefined || old.change !== item.change;
      if (moved) found.push({ path, kind, sign: 'unreadable', old: null, now: null, reason });
    } else if (!old)
      found.push({ path: item.path, kind: item.kind, sign: 'added', old: null, now: item.sha256 });
    else if (old.sha256 !== item.sha256)
      found.push({ path: item.path, kind: item.kind, sign: 'changed', old: old.sha256, now: item.sha256 });
  }
  for (const old of olds.values())
    found.push({ path: old.path, kind: old.kind, sign: 'removed', old: old.sha256, now: null });
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
