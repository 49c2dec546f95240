import { WitnessError } from '@witnessmark/shared/errors';
import type { Git } from './git.ts';
import type { Hashes } from './hashes.ts';
import { History } from './history.ts';
import { type Layout, mainRef } from './layout.ts';
import { Listing } from './listing.ts';
import { type Originals, parsePointer } from './original.ts';
import type { ReaderPool } from './reader-pool.ts';
import { exists, readRef } from './repository.ts';
import type { BlamedLine, StoredItem, TreeItem } from './store.ts';
import { type TreeLine, treeLines } from './tree-lines.ts';
import { itemOfTreePath, treePath } from './tree-path.ts';

export interface ReadingParts {
  readonly layout: Layout;
  readonly git: Git;
  readonly readers: ReaderPool;
  readonly hashes: Hashes;
  readonly originals: Originals;
}

/** What can be asked of the store without changing it; see `Store` for the meaning of each. */
export class Reading {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  async tip(asset: string): Promise<string | null> {
    return await readRef(asset, this.#parts.layout.repository(asset), mainRef);
  }

  /** Asks questions of a repository that is there; `store.asset-unknown` otherwise. */
  async history(asset: string): Promise<History> {
    const repository = this.#parts.layout.repository(asset);
    if (!(await exists(repository))) throw new WitnessError('store.asset-unknown', asset);
    return new History(this.#parts.git, asset, repository);
  }

  async item(asset: string, commit: string, path: string): Promise<StoredItem | null> {
    const { readers, originals } = this.#parts;
    await this.#proveCommit(asset, commit);
    const found = await readers.ask(asset, `${commit}:${treePath(path, false)}`);
    if (found?.type === 'blob') return { at: 'git', content: found.content };
    const text = await readers.ask(asset, `${commit}:${treePath(path, true)}`);
    if (text?.type === 'blob') {
      const pointer = this.#pointer(asset, path, text.content);
      return { at: 'original', ...pointer, file: await originals.locate(asset, pointer) };
    }
    // "Not there" is a result only where the commit's tree says so, not where its content is lost.
    const history = await this.history(asset);
    if (await history.names(commit, [treePath(path, false), treePath(path, true)])) {
      throw new WitnessError('store.damaged', asset, `the content of ${path} is gone`);
    }
    return null;
  }

  async items(asset: string, commit: string): Promise<readonly TreeItem[]> {
    const items: TreeItem[] = [];
    for (const { path, blob, bytes } of await this.#lines(asset, commit)) {
      const item = itemOfTreePath(path);
      if (!item.original) {
        items.push({ ...item, blob, bytes });
        continue;
      }
      const text = await this.#parts.readers.ask(asset, blob);
      const pointer = this.#pointer(asset, path, text?.content ?? Buffer.alloc(0));
      items.push({ ...item, blob, bytes: pointer.bytes });
    }
    return items;
  }

  /** Rebuilds a commit's listing from git; the empty one for null. */
  async listing(asset: string, commit: string | null): Promise<Listing> {
    const listing = new Listing();
    if (commit === null) return listing;
    for (const { path, blob } of await this.#lines(asset, commit)) {
      listing.set(path, { sha256: await this.#parts.hashes.of(asset, blob) });
    }
    listing.mark();
    return listing;
  }

  async blame(asset: string, commit: string, path: string): Promise<readonly BlamedLine[]> {
    checkCommit(asset, commit);
    const history = await this.history(asset);
    try {
      const blame = await history.blame(commit, path, []);
      if (!blame.derived) return blame.lines;
      return (await history.blame(commit, path, await history.derived(commit))).lines;
    } catch (error) {
      // Why git had nothing to blame: no commit, no item, or an original, which has no lines.
      const item = await this.item(asset, commit, path);
      if (item === null) return [];
      if (item.at === 'original') throw new WitnessError('store.too-large', asset, path);
      throw error;
    }
  }

  async #lines(asset: string, commit: string): Promise<readonly TreeLine[]> {
    await this.#proveCommit(asset, commit);
    return await treeLines(this.#parts.git, asset, this.#parts.layout.repository(asset), commit);
  }

  async #proveCommit(asset: string, commit: string): Promise<void> {
    checkCommit(asset, commit);
    await this.history(asset);
    const found = await this.#parts.readers.ask(asset, commit);
    if (found?.type !== 'commit') throw new WitnessError('store.commit-missing', asset, commit);
  }

  #pointer(asset: string, path: string, text: Buffer) {
    const pointer = parsePointer(text.toString('utf8'));
    if (pointer === null) throw new WitnessError('store.damaged', asset, `${path} names no original`);
    return pointer;
  }
}

/** A full id or nothing: a name such as `HEAD` or `--output=x` never reaches git. */
export function checkCommit(asset: string, commit: string): void {
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw new WitnessError('store.commit-missing', asset, JSON.stringify(commit).slice(0, 80));
  }
}
