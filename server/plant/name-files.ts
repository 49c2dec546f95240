import { createHash } from 'node:crypto';
import type { NameFileInfo } from '@witnessmark/shared/api';
import {
  mayHoldNames,
  NameBook,
  type NameFile,
  type NameResult,
  nameLimits,
  readNames,
} from '@witnessmark/shared/names';
import type { Database } from '../db/index.ts';
import type { Store, TreeItem } from '../store/index.ts';
import { contentAt } from './contents.ts';
import { Recent } from './recent.ts';

/** What an asset's files name at one commit. */
export interface NamesAt {
  readonly book: NameBook;
  /** As many as the book has, in its order, and behind them those that could not be read. */
  readonly files: readonly NameFileInfo[];
  /** More files hold names than are read of one asset. */
  readonly truncated: boolean;
}

/** Files of an asset names are read from. */
const filesAtMost = 200;
const bytesAtMost = 4 * nameLimits.bytes;
/** Bytes of files whose names are kept in memory, and again for the books made of them. */
const keptAtMost = 2 * bytesAtMost;

/** Null for content that is lost or cannot be read here: that is said where the item itself is shown. */
type Parsed = { readonly sha256: string; readonly result: NameResult } | null;

/** Reads the names in an asset's watched folders, once for each version of a file. */
export class NameFiles {
  readonly #database: Database;
  readonly #store: Store;
  readonly #books = new Recent<NamesAt>(keptAtMost);
  readonly #parsed = new Recent<Parsed>(keptAtMost);

  constructor(database: Database, store: Store) {
    this.#database = database;
    this.#store = store;
  }

  at(asset: string, commit: string): Promise<NamesAt> {
    return this.#books.get(`${asset} ${commit}`, () => this.#read(asset, commit));
  }

  async #read(asset: string, commit: string): Promise<{ result: NamesAt; weight: number }> {
    const held = (await this.#store.tree(asset, commit)).filter(
      ({ path }) => path.startsWith('files/') && mayHoldNames(path),
    );
    const read: { file: NameFile; info: NameFileInfo }[] = [];
    const unread: NameFileInfo[] = [];
    let bytes = 0;
    let truncated = held.length > filesAtMost;
    for (const item of held.slice(0, filesAtMost)) {
      bytes += item.bytes;
      if (bytes > bytesAtMost) {
        truncated = true;
        break;
      }
      const parsed = await this.#parse(asset, commit, item);
      if (parsed === null || parsed.result.state === 'none') continue;
      const { sha256, result } = parsed;
      const info = { path: item.path, sha256, ...(await this.#version(asset, commit, item.path, sha256)) };
      if (result.state === 'unread') {
        unread.push({ ...info, form: null, says: result.says, symbols: 0, blocks: 0 });
        continue;
      }
      const { form, symbols, blocks } = result.source;
      const counts = { form, symbols: symbols.length, blocks: blocks.length };
      read.push({
        file: { path: item.path, source: result.source },
        info: { ...info, ...counts, says: caveatOf(result.source) },
      });
    }
    const result = {
      book: new NameBook(read.map(({ file }) => file)),
      files: [...read.map(({ info }) => info), ...unread],
      truncated,
    };
    return { result, weight: bytes + 1 };
  }

  #parse(asset: string, commit: string, { path, blob, bytes }: TreeItem): Promise<Parsed> {
    return this.#parsed.get(`${asset} ${path} ${blob}`, async () => {
      const content = await contentAt(this.#store, asset, commit, path);
      if (content.state !== 'read') return { result: null, weight: 1 };
      const sha256 = createHash('sha256').update(content.bytes).digest('hex');
      return { result: { sha256, result: readNames(path, content.bytes) }, weight: bytes + 1 };
    });
  }

  /** The change that brought this content, the newest that the commit holds. */
  async #version(
    asset: string,
    commit: string,
    path: string,
    sha256: string,
  ): Promise<{ since: string | null; change: string | null }> {
    const row = await this.#database.read
      .selectFrom('change_item')
      .select(['change_id', 'window_to'])
      .where('asset', '=', asset)
      .where('path', '=', path)
      .where('late', '=', 0)
      .where('new_sha256', '=', sha256)
      .where('pos', '<=', e =>
        e
          .selectFrom('change')
          .select(f => f.fn.max('change.pos').as('pos'))
          .where('change.asset', '=', asset)
          .where('change.commit_id', '=', commit),
      )
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    return { since: row?.window_to ?? null, change: row?.change_id ?? null };
  }
}

/** What a reader should know of a file that was read. */
function caveatOf({ encoding, encodingCertain, unread, truncated }: NameFile['source']): string | null {
  const said = [
    ...(encodingCertain ? [] : [`read as ${encoding}, by how its letters stand together`]),
    ...(unread === 0 ? [] : [`${unread} ${unread === 1 ? 'entry was' : 'entries were'} not understood`]),
    ...(truncated ? ['it holds more than is read of one file'] : []),
  ];
  return said.length === 0 ? null : said.join('; ');
}
