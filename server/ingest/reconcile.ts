import { isWitnessError } from '@witnessmark/shared/errors';
import { type FactKey, factKey, parseFactKey } from '@witnessmark/shared/facts';
import type { Database } from '../db/index.ts';
import { type ObservedItem, toBody } from '../events/index.ts';
import type { EventDraft, Log } from '../log/index.ts';
import { type CommitSummary, derivedTrailer, readFactTrailers, type Store } from '../store/index.ts';
import { sha256Of } from './contents.ts';
import { isDerivedPath } from './derived.ts';
import type { IngestLog } from './ingest-log.ts';
import type { Journal } from './journal.ts';
import { kindOfPath } from './kind-of-path.ts';
import { withCommit } from './named-commit.ts';

export interface ReconcilerOptions {
  readonly database: Database;
  readonly log: Log;
  readonly store: Store;
  readonly journal: Journal;
  readonly logger: IngestLog;
}

/** Commits adopted at a time. */
const page = 100;

/** Brings the log and an asset's git together: commits beyond the log are adopted, lost ones are damage. */
export class Reconciler {
  readonly #options: ReconcilerOptions;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Every asset; gives those that could not be looked at now, whose facts wait until they can. */
  async reconcileAll(): Promise<readonly string[]> {
    const unsure: string[] = [];
    const rows = await this.#options.database.read.selectFrom('asset').select('id').execute();
    const assets = new Set([...(await this.#options.store.assets()), ...rows.map(row => row.id)]);
    for (const asset of assets) {
      try {
        await this.reconcile(asset);
      } catch (error) {
        if (!isWitnessError(error) || !error.code.startsWith('store.')) throw error;
        this.#options.logger.error({ asset, err: error }, 'git and log could not be brought together');
        unsure.push(asset);
      }
    }
    return unsure;
  }

  /** Adopts what git holds beyond the log. A logged commit that git lost marks the asset damaged. */
  async reconcile(asset: string): Promise<void> {
    const { store, journal, logger } = this.#options;
    let after: string | null | undefined;
    for (;;) {
      const row = await this.#asset(asset);
      if (row !== undefined && row.damaged !== null) return;
      const tip = row?.commit_id ?? null;
      if (after === undefined) after = tip;
      // Most assets: nothing was lost, and no git needs to be started to know it.
      if (after === tip && tip !== null && (await store.tip(asset)) === tip) break;
      let commits: readonly CommitSummary[];
      try {
        commits = await store.commitsAfter(asset, after, page);
      } catch (error) {
        if (isWitnessError(error) && error.code === 'store.asset-unknown' && tip === null) return;
        if (!isWitnessError(error) || !damages.has(error.code)) throw error;
        await this.#damage(asset, tip ?? '', error.message);
        return;
      }
      if (commits.length === 0) break;
      let adopted = 0;
      for (const commit of commits) {
        after = commit.id;
        // Renewed derived text is no change of the asset and has no entry.
        if (commit.trailers.some(([name]) => name === derivedTrailer)) continue;
        const key = parseFactKey(readFactTrailers(commit.trailers)?.fact ?? '');
        if (key === null) {
          await this.#damage(
            asset,
            commit.id,
            `commit ${commit.id} records no fact: something else wrote it`,
          );
          return;
        }
        await this.#adopt(asset, commit, key);
        adopted++;
      }
      if (adopted > 0)
        logger.warn({ asset, commits: adopted }, 'commits that a crash left without a log entry are adopted');
    }
    await journal.clear(asset);
  }

  /** True where everything the log vouches for is on `main` again. */
  async heal(asset: string): Promise<boolean> {
    const row = await this.#asset(asset);
    if (row === undefined || row.damaged === null) return true;
    const logged = await this.#options.database.read
      .selectFrom('change')
      .select('commit_id')
      .where('asset', '=', asset)
      .where('commit_id', 'is not', null)
      .execute();
    const known = logged.flatMap(each => each.commit_id ?? []);
    const result = await this.#options.store.check(asset, known);
    if (!result.whole) return false;
    const damage = await this.#options.database.read
      .selectFrom('damage')
      .select('pos')
      .where('asset', '=', asset)
      .orderBy('pos', 'desc')
      .executeTakeFirst();
    await this.#options.log.append([
      {
        type: 'asset.healed',
        key: `asset.healed/${asset}/${damage?.pos ?? 0}`,
        actor: { kind: 'server', id: 'server' },
        subject: `asset:${asset}`,
        body: toBody('asset.healed', { says: `${known.length} commits of the log are in git` }),
      },
    ]);
    await this.reconcile(asset);
    return true;
  }

  async #adopt(asset: string, commit: CommitSummary, key: FactKey): Promise<void> {
    const { store, log, journal } = this.#options;
    const manifest = await store.manifest(asset, commit.id);
    const journalled = await journal.read(factKey(key));
    const draft = journalled ?? (await this.#fromTrailers(asset, commit, key));
    const [entry] = await log.append([withCommit(draft, asset, { id: commit.id, manifest })]);
    if (entry?.event.commits?.some(each => each.id === commit.id) !== true) {
      await this.#damage(asset, commit.id, `commit ${commit.id} repeats a fact that another commit recorded`);
    }
  }

  /** What the commit alone tells: which items it moved, and when at the widest. */
  async #fromTrailers(asset: string, commit: CommitSummary, key: FactKey): Promise<EventDraft> {
    const window = readFactTrailers(commit.trailers)?.window;
    const at = { wall: commit.at, mono: 0, boot: key.epoch };
    const { lastClean, firstDirty } = window ?? { lastClean: null, firstDirty: commit.at };
    const items: ObservedItem[] = [];
    for (const { path, change } of await this.#options.store.diffNames(asset, commit.parent, commit.id)) {
      if (isDerivedPath(path)) continue;
      const stored = change === 'removed' ? undefined : await this.#stored(asset, commit.id, path);
      items.push({
        path,
        kind: kindOfPath(path),
        state: stored === undefined ? 'absent' : 'present',
        ...(stored === undefined ? {} : { stored, digest: `sha256:${stored.sha256}` }),
        lastClean: lastClean === null ? null : { ...at, wall: lastClean },
        firstDirty: { ...at, wall: firstDirty },
        basis: 'content',
      });
    }
    const unknown = 'sha256:0000000000000000000000000000000000000000000000000000000000000000';
    return {
      type: 'observation.recorded',
      key: factKey(key),
      actor: { kind: 'agent', id: commit.author.id },
      subject: `stream:${key.stream}`,
      body: toBody('observation.recorded', {
        fact: { ...key, hash: unknown, prev: null, at },
        base: unknown,
        result: unknown,
        complete: false,
        cause: 'poll',
        load: { requests: 0, bytes: 0, ms: 0 },
        items,
        missing: [],
        proven: false,
        adopted: true,
      }),
    };
  }

  async #stored(
    asset: string,
    commit: string,
    path: string,
  ): Promise<{ sha256: string; bytes: number } | undefined> {
    const item = await this.#options.store.read(asset, commit, path);
    if (item === null) return undefined;
    if (item.at === 'original') return { sha256: item.sha256, bytes: item.bytes };
    return { sha256: sha256Of(item.content), bytes: item.content.byteLength };
  }

  async #damage(asset: string, commit: string, says: string): Promise<void> {
    this.#options.logger.error({ asset, commit, says }, 'git does not hold what the log vouches for');
    await this.#options.log.append([
      {
        type: 'asset.damaged',
        key: `asset.damaged/${asset}/${this.#options.log.count}`,
        actor: { kind: 'server', id: 'server' },
        subject: `asset:${asset}`,
        body: toBody('asset.damaged', { commit, says: says.slice(0, 1000) }),
      },
    ]);
  }

  async #asset(asset: string) {
    return this.#options.database.read
      .selectFrom('asset')
      .select(['commit_id', 'damaged'])
      .where('id', '=', asset)
      .executeTakeFirst();
  }
}

const damages: ReadonlySet<string> = new Set([
  'store.commit-missing',
  'store.damaged',
  'store.asset-unknown',
]);
