import {
  type AssetDiff,
  type AssetNames,
  type Blame,
  type BlockListing,
  type Change,
  type ChangeItem,
  type ItemDiff,
  listingLinesAtMost,
  nameConflictsAtMost,
} from '@witnessmark/shared/api';
import {
  isBlockImage,
  type NamedSide,
  namedListing,
  readImage,
  withNames,
} from '@witnessmark/shared/changes';
import { isWitnessError } from '@witnessmark/shared/errors';
import type { ReadBlock } from '@witnessmark/shared/mc7';
import { openedBlocks } from '@witnessmark/shared/names';
import type { Database } from '../db/index.ts';
import type { Store } from '../store/index.ts';
import { contentAt } from './contents.ts';
import { NameFiles } from './name-files.ts';
import { NamesShown } from './names-shown.ts';
import type { Past } from './past.ts';

/** Data blocks one block's code opens that are read to name their members. */
const dataBlocksAtMost = 64;

/** Where one side of a difference stands; null where it is not there. */
type Side = { readonly path: string; readonly commit: string } | null;

/**
 * Names beside addresses, laid over listings and differences when they are shown: they follow from the files an
 * asset held at that commit, and change without the block.
 */
export class Names {
  readonly #database: Database;
  readonly #store: Store;
  readonly #past: Past;
  readonly #files: NameFiles;

  constructor(parts: { readonly database: Database; readonly store: Store; readonly past: Past }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#past = parts.past;
    this.#files = new NameFiles(parts.database, parts.store);
  }

  /** The files that name anything now; null where there is no such asset. */
  async of(asset: string): Promise<AssetNames | null> {
    const row = await this.#asset(asset);
    if (row === undefined) return null;
    if (row.commit_id === null) return { files: [], conflicts: [], conflicting: 0, truncated: false };
    const { book, files, truncated } = await this.#files.at(asset, row.commit_id);
    const conflicts = book.conflicts();
    return {
      files: [...files],
      conflicts: conflicts.slice(0, nameConflictsAtMost).map(({ operand, candidates }) => ({
        operand,
        candidates: candidates.map(candidate => ({ ...candidate, files: [...candidate.files] })),
      })),
      conflicting: conflicts.length,
      truncated,
    };
  }

  /** The listing of a program block, now or at a moment; null where it was never read. */
  async listing(asset: string, path: string, at: string | null): Promise<BlockListing | null> {
    const brought = isBlockImage(path) ? await this.#brought(asset, path, at) : undefined;
    if (brought?.commit_id == null) return null;
    const shown = new NamesShown();
    const side = await this.#side(asset, { path, commit: brought.commit_id }, shown);
    if (side === null) return null;
    const lines = namedListing(side);
    return {
      path,
      commit: brought.commit_id,
      change: brought.change_id,
      since: brought.window_to,
      lines: lines.slice(0, listingLinesAtMost),
      truncated: lines.length > listingLinesAtMost,
      names: shown.empty ? null : shown.from(),
    };
  }

  /** The listing in git may be of an older decoder: only lines that read the same have names. */
  async onBlame(asset: string, blame: Blame): Promise<Blame> {
    if (!isBlockImage(blame.path)) return blame;
    const shown = new NamesShown();
    const side = await this.#side(asset, { path: blame.path, commit: blame.commit }, shown);
    if (side === null || shown.empty) return blame;
    const listed = namedListing(side);
    const lines = blame.lines.map(line => {
      const now = listed[line.line - 1];
      return now?.text === line.text ? { ...line, names: now.names } : line;
    });
    return { ...blame, lines, names: shown.from() };
  }

  async onChange(change: Change): Promise<Change> {
    const { asset, previousCommit, commit } = change;
    return { ...change, items: await this.#onItems(asset.id, change.items, previousCommit, commit) };
  }

  /** Further items of a change. */
  async onItems(change: string, items: readonly ChangeItem[]): Promise<ChangeItem[]> {
    const row = await this.#database.read
      .selectFrom('change')
      .select(['asset', 'commit_id', 'previous_commit'])
      .where('id', '=', change)
      .executeTakeFirst();
    return row ? this.#onItems(row.asset, items, row.previous_commit, row.commit_id) : [...items];
  }

  async onDiff(asset: string, diff: AssetDiff): Promise<AssetDiff> {
    if (!diff.items.some(({ path }) => isBlockImage(path))) return diff;
    const before = (await this.#past.state(asset, diff.from))?.commit ?? null;
    const after = (await this.#past.state(asset, diff.to))?.commit ?? null;
    const items: AssetDiff['items'] = [];
    for (const item of diff.items) {
      const { path, sign } = item;
      const old = before === null || sign === 'added' ? null : { path, commit: before };
      const now = after === null || sign === 'removed' ? null : { path, commit: after };
      items.push({ ...item, diff: await this.#named(asset, path, item.diff, old, now) });
    }
    return { ...diff, items };
  }

  async #onItems(
    asset: string,
    items: readonly ChangeItem[],
    before: string | null,
    after: string | null,
  ): Promise<ChangeItem[]> {
    const named: ChangeItem[] = [];
    for (const item of items) {
      const { path, renamedFrom } = item;
      const old =
        before === null || item.old.sha256 === null ? null : { path: renamedFrom ?? path, commit: before };
      const now = after === null || item.new.sha256 === null ? null : { path, commit: after };
      named.push({ ...item, diff: await this.#named(asset, path, item.diff, old, now) });
    }
    return named;
  }

  async #named(asset: string, path: string, diff: ItemDiff, old: Side, now: Side): Promise<ItemDiff> {
    if (!isBlockImage(path) || (diff.form !== 'logic' && diff.form !== 'text')) return diff;
    const shown = new NamesShown();
    const before = old && (await this.#side(asset, old, shown));
    const after = now && (await this.#side(asset, now, shown));
    return shown.empty ? diff : withNames(diff, before, after, () => shown.from());
  }

  /** Null where the content cannot be read as a block any more. */
  async #side(
    asset: string,
    { path, commit }: NonNullable<Side>,
    shown: NamesShown,
  ): Promise<NamedSide | null> {
    const read = await this.#block(asset, commit, path);
    if (read === null) return null;
    let known = await this.#files.at(asset, commit);
    let later = false;
    if (known.files.length === 0) {
      // A block is often read before anybody exports its symbols: then the newest names are better than none.
      const newest = (await this.#asset(asset))?.commit_id ?? commit;
      known = await this.#files.at(asset, newest);
      later = known.files.length > 0;
    }
    const dataBlocks = new Map<number, ReadBlock>();
    for (const number of known.files.length === 0 ? [] : openedBlocks(read, dataBlocksAtMost)) {
      const block = await this.#block(asset, commit, `raw/DB${number}.mc7`);
      if (block !== null) dataBlocks.set(number, block);
    }
    return shown.side(read, known, later, dataBlocks);
  }

  async #block(asset: string, commit: string, path: string): Promise<ReadBlock | null> {
    const content = await contentAt(this.#store, asset, commit, path);
    if (content.state !== 'read') return null;
    try {
      return readImage(content.bytes, path);
    } catch (error) {
      // What is no block is shown as bytes elsewhere.
      if (isWitnessError(error)) return null;
      throw error;
    }
  }

  #asset(asset: string) {
    return this.#database.read
      .selectFrom('asset')
      .select('commit_id')
      .where('id', '=', asset)
      .executeTakeFirst();
  }

  /** The change that brought the content an item has, or had at a moment. */
  #brought(asset: string, path: string, at: string | null) {
    let found = this.#database.read
      .selectFrom('change_item')
      .innerJoin('change', 'change.id', 'change_item.change_id')
      .select(['change.commit_id', 'change_item.change_id', 'change_item.window_to'])
      .where('change_item.asset', '=', asset)
      .where('change_item.path', '=', path)
      .where('change_item.late', '=', 0)
      .where('change_item.new_sha256', 'is not', null)
      .where('change.commit_id', 'is not', null)
      .orderBy('change_item.pos', 'desc')
      .limit(1);
    if (at !== null) found = found.where('change_item.window_to', '<=', at);
    return found.executeTakeFirst();
  }
}
