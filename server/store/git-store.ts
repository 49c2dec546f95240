import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { WitnessError } from '@witnessmark/shared/errors';
import { rebuildFromBundle, writeBundle } from './bundle.ts';
import { checkAsset } from './check.ts';
import { explainFailure, Git } from './git.ts';
import { Hashes } from './hashes.ts';
import { ImportPool } from './import-pool.ts';
import { assetsIn, type Layout } from './layout.ts';
import type { StoreLock } from './lock.ts';
import { readNotesTip, writeNotes } from './notes.ts';
import { Originals } from './original.ts';
import { checkPath } from './preparation.ts';
import { ReaderPool } from './reader-pool.ts';
import { ReaderSlots } from './reader-slots.ts';
import { checkCommit, Reading } from './reading.ts';
import { syncRepository } from './repository.ts';
import { Slots } from './slots.ts';
import type {
  BlamedLine,
  CheckResult,
  CommitNotes,
  CommitRecord,
  CommitSummary,
  HistoryPage,
  NotesTip,
  OriginalFile,
  PathDifference,
  Store,
  StoreCommit,
  StoredItem,
  StoreLog,
  StoreOptions,
  TreeItem,
} from './store.ts';
import { type CloneBounds, cloneBounds, startUploadPack } from './upload-pack.ts';
import type { UploadPackCall } from './upload-pack-call.ts';
import { AssetWriter, type WriterParts } from './writer.ts';

/** Files remembered over all assets for their next manifest; about 300 bytes each. */
const heldFiles = 300_000;
const writing = { idleMs: 20_000, batchMs: 10 * 60_000 };

/** The store over the git of this machine. `openStore` makes it and holds the folder for it. */
export class GitStore implements Store {
  readonly #layout: Layout;
  readonly #lock: StoreLock;
  readonly #git: Git;
  readonly #originals: Originals;
  readonly #readers: ReaderPool;
  readonly #imports: ImportPool;
  readonly #reading: Reading;
  readonly #log: StoreLog;
  readonly #writing: WriterParts;
  readonly #clones: CloneBounds;
  readonly #cloneSlots: ReaderSlots;
  readonly #stop = new AbortController();
  /** In order of use, the longest unused first. */
  readonly #writers = new Map<string, AssetWriter>();

  constructor(layout: Layout, lock: StoreLock, options: StoreOptions) {
    const git = new Git(layout.dir);
    const originals = new Originals(layout);
    const readers = new ReaderPool(git, layout, options.readers ?? 8);
    const writers = options.writers ?? 4;
    const places = Math.max(options.writersKept ?? 128, writers);
    const imports = new ImportPool(git, layout, { places, ...writing, log: options.log });
    this.#layout = layout;
    this.#lock = lock;
    this.#git = git;
    this.#originals = originals;
    this.#readers = readers;
    this.#imports = imports;
    this.#reading = new Reading({ layout, git, readers, originals, hashes: new Hashes(readers) });
    this.#log = options.log;
    this.#clones = { ...cloneBounds, ...options.clones };
    this.#cloneSlots = new ReaderSlots(this.#clones);
    this.#writing = {
      layout,
      imports,
      originals,
      slots: new Slots(writers),
      originalBytes: options.originalBytes ?? 5 * 1024 * 1024,
      log: options.log,
      list: (asset, commit) => this.#reading.listing(asset, commit),
      upkeep: asset => this.#upkeep(asset),
    };
  }

  async commit(asset: string, commits: readonly StoreCommit[]): Promise<readonly CommitRecord[]> {
    const records = await this.#writer(asset).commit(commits);
    this.#forgetUnused();
    return records;
  }

  async tip(asset: string): Promise<string | null> {
    return await this.#reading.tip(asset);
  }

  async assets(): Promise<readonly string[]> {
    return await assetsIn(this.#layout);
  }

  async read(asset: string, commit: string, path: string): Promise<StoredItem | null> {
    checkPath(asset, path);
    return await this.#reading.item(asset, commit, path);
  }

  async tree(asset: string, commit: string): Promise<readonly TreeItem[]> {
    return await this.#reading.items(asset, commit);
  }

  async manifest(asset: string, commit: string): Promise<string> {
    return (await this.#reading.listing(asset, commit)).manifest();
  }

  async history(asset: string, page: HistoryPage): Promise<readonly CommitSummary[]> {
    if (page.path !== undefined) checkPath(asset, page.path);
    if (page.before !== undefined) checkCommit(asset, page.before);
    const history = await this.#reading.history(asset);
    const from = page.before ?? (await this.tip(asset));
    return from === null ? [] : await history.page(page, from);
  }

  async blame(asset: string, commit: string, path: string): Promise<readonly BlamedLine[]> {
    checkPath(asset, path);
    return await this.#reading.blame(asset, commit, path);
  }

  async commitsAfter(asset: string, commit: string | null, limit: number): Promise<readonly CommitSummary[]> {
    if (commit !== null) checkCommit(asset, commit);
    if ((await this.tip(asset)) === null) {
      if (commit === null) return [];
      throw new WitnessError('store.commit-missing', asset, commit);
    }
    return await (await this.#reading.history(asset)).after(commit, limit);
  }

  async diffNames(asset: string, from: string | null, to: string): Promise<readonly PathDifference[]> {
    if (from !== null) checkCommit(asset, from);
    checkCommit(asset, to);
    return await (await this.#reading.history(asset)).differences(from, to);
  }

  async check(asset: string, known: readonly string[] = []): Promise<CheckResult> {
    const history = await this.#reading.history(asset);
    const [git, originals, readers] = [this.#git, this.#originals, this.#readers];
    const repository = this.#layout.repository(asset);
    return await this.#writer(asset).exclusively(() =>
      checkAsset(asset, known, { git, repository, history, originals, readers }),
    );
  }

  async maintain(asset: string): Promise<void> {
    await this.#reading.history(asset);
    await this.#writer(asset).exclusively(() => this.#writing.slots.run(() => this.#upkeep(asset)));
  }

  async exportBundle(asset: string, file: string): Promise<string> {
    await this.#reading.history(asset);
    const repository = this.#layout.repository(asset);
    return await this.#writer(asset).exclusively(() => writeBundle(this.#git, asset, repository, file));
  }

  async notesTip(asset: string): Promise<NotesTip | null> {
    return await readNotesTip(this.#git, asset, this.#layout.repository(asset));
  }

  async note(asset: string, notes: CommitNotes): Promise<string> {
    const history = await this.#reading.history(asset);
    return await this.#writer(asset).exclusively(async () => {
      const known = new Set(await history.ids());
      const missing = notes.notes.find(({ commit }) => !known.has(commit));
      if (missing) throw new WitnessError('store.commit-missing', asset, missing.commit);
      // One git at a time writes packs and refs.
      await this.#imports.end(asset);
      return await writeNotes(this.#git, asset, this.#layout.repository(asset), notes);
    });
  }

  async originals(asset: string): Promise<readonly OriginalFile[]> {
    return await this.#originals.list(asset);
  }

  async restoreOriginal(asset: string, sha256: string, file: string): Promise<void> {
    const { size } = await stat(file);
    const replace = () => this.#originals.replace(asset, { file, sha256, bytes: size });
    await this.#writer(asset).exclusively(replace);
  }

  async restoreFrom(asset: string, bundle: string): Promise<{ readonly tip: string; readonly kept: string }> {
    const writer = this.#writer(asset);
    return await writer.exclusively(async () => {
      await this.#imports.end(asset);
      const done = await rebuildFromBundle(this.#git, this.#layout, asset, bundle, this.#log);
      this.#readers.drop(asset);
      writer.restart();
      this.#log.warn({ asset, ...done }, 'the repository was rebuilt from a bundle');
      return done;
    });
  }

  async uploadPack(asset: string, call: UploadPackCall): Promise<Readable> {
    this.#assertOpen();
    await this.#reading.history(asset);
    const signal = AbortSignal.any([call.signal, this.#stop.signal]);
    const repository = this.#layout.repository(asset);
    const parts = { git: this.#git, slots: this.#cloneSlots, bounds: this.#clones };
    return await startUploadPack(parts, asset, repository, { ...call, signal });
  }

  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(new WitnessError('store.closed', 'store'));
    await Promise.all([...this.#writers.values()].map(writer => writer.exclusively(async () => undefined)));
    await this.#imports.close();
    await this.#readers.close();
    this.#lock.release();
  }

  #assertOpen(): void {
    if (this.#stop.signal.aborted) throw new WitnessError('store.closed', 'store');
  }

  #writer(asset: string): AssetWriter {
    this.#assertOpen();
    this.#layout.repository(asset);
    const writer = this.#writers.get(asset) ?? new AssetWriter(asset, this.#writing);
    this.#writers.delete(asset);
    this.#writers.set(asset, writer);
    return writer;
  }

  #forgetUnused(): void {
    let held = 0;
    for (const writer of this.#writers.values()) held += writer.held;
    for (const writer of this.#writers.values()) {
      if (held <= heldFiles) return;
      held -= writer.held;
      writer.forget();
    }
  }

  /** git-repack(1), git-commit-graph(1): few packs, and which commits touched which path. */
  async #upkeep(asset: string): Promise<void> {
    const repository = this.#layout.repository(asset);
    // A living fast-import keeps its packs from being repacked, and reads in those it made.
    await this.#imports.end(asset);
    try {
      await this.#git.run(repository, ['repack', '--geometric=2', '-d', '--quiet']);
      await this.#git.run(repository, ['commit-graph', 'write', '--reachable', '--changed-paths']);
      await syncRepository(repository);
    } catch (error) {
      throw explainFailure(asset, error);
    }
  }
}
