import { WitnessError } from '@witnessmark/shared/errors';
import { type Call, CallQueue, groupBytes } from './call-queue.ts';
import { explainFailure, GitFailure } from './git.ts';
import type { ImportPool } from './import-pool.ts';
import { type Layout, mainRef } from './layout.ts';
import type { Listing } from './listing.ts';
import type { Originals } from './original.ts';
import { type PreparedCommit, prepare } from './preparation.ts';
import { countPacks, ensureRepository, readRef, syncRepository } from './repository.ts';
import type { Slots } from './slots.ts';
import type { CommitRecord, StoreCommit, StoreLog } from './store.ts';
import { blobStream, commitStream, readAnswer } from './stream.ts';

/** Packs after which an asset is repacked: a commit costs twice as much at 300. */
const packsBeforeUpkeep = 64;

export interface WriterParts {
  readonly layout: Layout;
  readonly imports: ImportPool;
  readonly slots: Slots;
  readonly originals: Originals;
  readonly originalBytes: number;
  readonly log: StoreLog;
  /** Files of a commit with their SHA-256, rebuilt from git. */
  readonly list: (asset: string, commit: string | null) => Promise<Listing>;
  /** Repacks; called with the asset's turn held. */
  readonly upkeep: (asset: string) => Promise<void>;
}

/**
 * Everything that changes one asset's repository, one at a time and in order of arrival. Calls that
 * arrive while git works are put into one stream, so that a burst costs one pack.
 */
export class AssetWriter {
  readonly #asset: string;
  readonly #parts: WriterParts;
  readonly #queue = new CallQueue();
  #turn: Promise<unknown> = Promise.resolve();
  /** Where `main` must stand; undefined until the first look. */
  #tip: string | null | undefined;
  #listing: Listing | null = null;
  #packs: number | null = null;
  /** After a failed fsync nothing later proves what is on disk: only a new start may go on. */
  #failed: WitnessError | null = null;

  constructor(asset: string, parts: WriterParts) {
    this.#asset = asset;
    this.#parts = parts;
  }

  /** Entries of the listing held in memory. */
  get held(): number {
    return this.#listing?.size ?? 0;
  }

  /** Gives up what can be rebuilt; only the listing, never the expected tip. */
  forget(): void {
    this.#listing = null;
  }

  commit(commits: readonly StoreCommit[]): Promise<readonly CommitRecord[]> {
    const records = this.#queue.add(commits);
    void this.exclusively(() => this.#drain());
    return records;
  }

  /** Runs a task with nothing else changing the repository. */
  exclusively<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(task);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /** After the repository was replaced: nothing remembered holds any more. */
  restart(): void {
    this.#tip = undefined;
    this.#listing = null;
    this.#packs = null;
    this.#failed = null;
  }

  async #drain(): Promise<void> {
    if (this.#queue.empty) return;
    await this.#parts.slots.run(async () => {
      // Only now, so that what came while a place was awaited joins the same stream.
      const group = this.#queue.take();
      try {
        await this.#write(group);
      } catch (error) {
        const told = explainFailure(this.#asset, error);
        for (const call of group) call.reject(told);
        return;
      }
      await this.#upkeepIfDue();
    });
  }

  /** Resolves the calls of a group, or rejects with what failed them all. */
  async #write(group: readonly Call[]): Promise<void> {
    if (this.#failed !== null) throw this.#failed;
    const repository = this.#parts.layout.repository(this.#asset);
    await ensureRepository(this.#parts.layout, this.#asset);
    const parent = await this.#expectedTip(repository);
    this.#listing ??= await this.#parts.list(this.#asset, parent);
    const listing = this.#listing;

    const taken: { call: Call; prepared: readonly PreparedCommit[] }[] = [];
    for (const call of group) {
      try {
        taken.push({ call, prepared: await this.#prepare(call, listing) });
        listing.mark();
      } catch (error) {
        listing.rollback();
        call.reject(explainFailure(this.#asset, error));
      }
    }
    const prepared = taken.flatMap(entry => entry.prepared);
    let ids: readonly string[] = [];
    if (prepared.length > 0) {
      try {
        ids = await this.#import(repository, parent, prepared);
      } catch (error) {
        this.#listing = null;
        for (const { call } of taken) call.reject(error);
        return;
      }
    }
    let at = 0;
    let previous = parent;
    for (const { call, prepared: own } of taken) {
      const records: CommitRecord[] = [];
      for (const { manifest } of own) {
        const id = ids[at++] ?? '';
        records.push({ id, parent: previous, manifest });
        previous = id;
      }
      call.resolve(records);
    }
  }

  async #prepare(call: Call, listing: Listing): Promise<readonly PreparedCommit[]> {
    return await prepare(call.commits, listing, {
      asset: this.#asset,
      originals: this.#parts.originals,
      originalBytes: this.#parts.originalBytes,
      heldBytes: groupBytes,
      storeBlobs: async contents => {
        await this.#parts.imports.run(this.#asset, blobStream(contents), 0);
      },
    });
  }

  /** Puts the commits on `main`, durably, and gives their ids. */
  async #import(
    repository: string,
    parent: string | null,
    prepared: readonly PreparedCommit[],
  ): Promise<readonly string[]> {
    const stream = commitStream(
      parent,
      prepared.map(({ stream }) => stream),
    );
    let answer = '';
    let failure: unknown = null;
    try {
      answer = await this.#parts.imports.run(this.#asset, stream, prepared.length);
    } catch (error) {
      failure = error;
      if (error instanceof GitFailure) answer = error.stdout;
    }
    const ids = readAnswer(answer, prepared.length);
    const last = ids?.at(-1);
    const now = await readRef(this.#asset, repository, mainRef);
    if (ids === null || last === undefined || now !== last) {
      // Where git refused to move the branch it goes on, and its end brings out what it complained of.
      failure ??= await this.#parts.imports.end(this.#asset);
      if (now !== parent) throw this.#secondWriter(parent, now);
      throw failure === null
        ? new WitnessError('store.git-failed', this.#asset, 'git did not say what it wrote')
        : explainFailure(this.#asset, failure);
    }
    // From here on the branch has moved, even if git was killed on its last steps.
    await this.#sync(repository);
    this.#tip = last;
    if (this.#packs !== null) this.#packs++;
    return ids;
  }

  async #sync(repository: string): Promise<void> {
    try {
      await syncRepository(repository);
    } catch (error) {
      this.#failed = new WitnessError(
        'store.git-failed',
        this.#asset,
        'the disk failed to sync; start anew',
        {
          cause: error,
        },
      );
      throw this.#failed;
    }
  }

  async #expectedTip(repository: string): Promise<string | null> {
    const now = await readRef(this.#asset, repository, mainRef);
    if (this.#tip === undefined) this.#tip = now;
    else if (this.#tip !== now) throw this.#secondWriter(this.#tip, now);
    return this.#tip;
  }

  #secondWriter(expected: string | null, found: string | null): WitnessError {
    this.#parts.log.error({ asset: this.#asset, expected, found }, 'something else wrote to the repository');
    return new WitnessError(
      'store.second-writer',
      this.#asset,
      `main stands at ${found ?? 'nothing'} instead of ${expected ?? 'nothing'}`,
    );
  }

  async #upkeepIfDue(): Promise<void> {
    try {
      this.#packs ??= await countPacks(this.#parts.layout.repository(this.#asset));
      if (this.#packs < packsBeforeUpkeep || !this.#queue.empty) return;
      await this.#parts.upkeep(this.#asset);
      this.#packs = await countPacks(this.#parts.layout.repository(this.#asset));
    } catch (error) {
      // Nothing acknowledged depends on it; the next commits try again.
      this.#packs = 0;
      this.#parts.log.error({ asset: this.#asset, err: error }, 'repacking failed');
    }
  }
}
