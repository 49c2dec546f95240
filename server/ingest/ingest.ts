import { type ErrorCode, isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import { factKey, type ItemObservation } from '@witnessmark/shared/facts';
import type { Refusal, StreamDeclaration, StreamPoint, StreamReached } from '@witnessmark/shared/wire';
import type {
  Acceptance,
  AgentRecord,
  Assignment,
  IncomingFact,
  Ingest as IngestPort,
} from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { assertWritable, type EventDraft, type Log } from '../log/index.ts';
import type { Store } from '../store/index.ts';
import type { KeyedDigest, Vault } from '../vault/index.ts';
import { AssetLocks } from './asset-locks.ts';
import { Assignments } from './assignments.ts';
import { Blobs, LateContents } from './blobs.ts';
import { type Redact, sha256Of } from './contents.ts';
import type { IngestLog } from './ingest-log.ts';
import { Journal } from './journal.ts';
import { withCommit } from './named-commit.ts';
import type { Planned } from './plan.ts';
import { Planner } from './planner.ts';
import { Reconciler } from './reconcile.ts';
import { Room } from './room.ts';
import { Manifests, readAsset } from './stream-view.ts';

export interface IngestOptions {
  readonly database: Database;
  readonly log: Log;
  readonly store: Store;
  readonly vault: Vault;
  readonly digests: KeyedDigest;
  readonly redact: Redact;
  /** Content on its way into git; on the file system of the agent listener's staging folder. */
  readonly blobDir: string;
  /** Content of late observations, for good. */
  readonly lateDir: string;
  /** Below this much free space no facts are taken, so that reading and alarms go on. Default 256 MiB. */
  readonly keepFreeBytes?: number;
  readonly logger: IngestLog;
}

/** Facts of one asset planned and written at once: bounds memory and what one failure makes wait. */
const chunkFacts = 64;
/** Facts that may be in work at once over all agents. */
const mostFacts = 4000;
const creditPerAgent = 500;
const keepFreeBytes = 256 * 1024 * 1024;

/** These can never succeed, however often the fact is sent. */
const neverCodes: ReadonlySet<string> = new Set([
  'store.path-invalid',
  'store.path-conflict',
  'store.commit-invalid',
  'log.entry-invalid',
]);

interface Outcome {
  readonly acked: Map<string, StreamReached>;
  readonly refused: Refusal[];
  /** Streams that wait for something; their later facts are left for the next batch. */
  readonly stopped: Set<string>;
}

/** Why a fact can never be stored. */
interface Doomed {
  readonly code: ErrorCode;
  readonly says: string;
}

/** From facts to git and log. An acknowledgement means: both are on disk. */
export class Ingest implements IngestPort {
  /** Where the content of a late observation rests. */
  readonly lateFile: (sha256: string) => string;
  readonly #options: IngestOptions;
  readonly #locks = new AssetLocks();
  readonly #blobs: Blobs;
  readonly #room: Room;
  readonly #manifests = new Manifests();
  readonly #assignments: Assignments;
  readonly #planner: Planner;
  readonly #journal: Journal;
  readonly #reconciler: Reconciler;
  /** Assets whose git may be ahead of the log, after an append that failed. */
  readonly #unsure = new Set<string>();
  #working = 0;
  #collector: NodeJS.Timeout | null = null;

  constructor(options: IngestOptions) {
    const { database, log, store, vault, digests, redact } = options;
    this.#options = options;
    this.#blobs = new Blobs(options.blobDir);
    this.#room = new Room(options.blobDir, options.keepFreeBytes ?? keepFreeBytes);
    this.#assignments = new Assignments(database, log, digests);
    const lateContents = new LateContents(options.lateDir);
    this.lateFile = sha256 => lateContents.file(sha256);
    const tools = { db: database.read, vault, digests, blobs: this.#blobs, lateContents, redact };
    this.#planner = new Planner(tools, log.reader);
    this.#journal = new Journal(database);
    this.#reconciler = new Reconciler({
      database,
      log,
      store,
      journal: this.#journal,
      logger: options.logger,
    });
  }

  /** Brings log and git together after whatever happened, then collects old content once an hour. */
  async start(): Promise<void> {
    await this.#blobs.start();
    await this.#blobs.collect(Date.now());
    for (const asset of await this.#reconciler.reconcileAll()) this.#unsure.add(asset);
    this.#collector = setInterval(() => {
      this.#blobs
        .collect(Date.now())
        .catch((error: unknown) =>
          this.#options.logger.warn({ err: error }, 'old content could not be collected'),
        );
    }, 3_600_000).unref();
  }

  /** Lets what was begun finish. */
  async stop(): Promise<void> {
    if (this.#collector) clearInterval(this.#collector);
    await this.#locks.idle();
  }

  hello(agent: AgentRecord, streams: readonly StreamDeclaration[]): Promise<readonly Assignment[]> {
    return this.#assignments.hello(agent, streams);
  }

  /** Hands a stream to an agent at a logged point; see `Assignments.assign`. */
  async assign(
    stream: string,
    agent: string,
    reason: string,
    by: { person: string; request: string },
  ): Promise<void> {
    const asset = stream.slice(0, stream.indexOf('/'));
    await this.#locks.run(asset, () => this.#assignments.assign(stream, agent, reason, by));
  }

  /** Looks again at a damaged asset; `asset.healed` is appended where git holds everything logged. */
  async heal(asset: string): Promise<boolean> {
    return this.#locks.run(asset, () => this.#reconciler.heal(asset));
  }

  /** Runs `work` while no fact of this asset is being written. */
  undisturbed<Result>(asset: string, work: () => Promise<Result>): Promise<Result> {
    return this.#locks.run(asset, work);
  }

  async accept(agent: AgentRecord, facts: readonly IncomingFact[]): Promise<Acceptance> {
    if (this.#working + facts.length > mostFacts) throw new WitnessError('ingest.busy', agent.id);
    await this.#room.assert();
    this.#working += facts.length;
    try {
      const acked: StreamReached[] = [];
      const refused: Refusal[] = [];
      const parts = [...byAsset(facts)].map(async ([asset, part]) => {
        const result = await this.#acceptAsset(agent, asset, part);
        acked.push(...result.acked);
        refused.push(...result.refused);
      });
      await Promise.all(parts);
      return { acked, refused };
    } finally {
      this.#working -= facts.length;
    }
  }

  credit(_agent: string): number {
    return Math.max(0, Math.min(creditPerAgent, mostFacts - this.#working));
  }

  async coveredByBackup(agent: string): Promise<readonly StreamPoint[]> {
    return this.#options.database.read
      .selectFrom('backup_cover')
      .innerJoin('epoch', join =>
        join
          .onRef('epoch.stream', '=', 'backup_cover.stream')
          .onRef('epoch.epoch', '=', 'backup_cover.epoch'),
      )
      .select(['backup_cover.stream', 'backup_cover.epoch', 'backup_cover.seq'])
      .where('epoch.agent', '=', agent)
      .execute();
  }

  async hasBlob(_agent: string, sha256: string): Promise<boolean> {
    return (await this.#blobs.size(sha256)) !== null;
  }

  assertRoom(): Promise<void> {
    return this.#room.assert();
  }

  async putBlob(_agent: string, sha256: string, file: string, _bytes: number): Promise<void> {
    await this.#blobs.take(sha256, file);
  }

  async #acceptAsset(agent: AgentRecord, asset: string, facts: readonly IncomingFact[]): Promise<Acceptance> {
    const acked = new Map<string, StreamReached>();
    const refused: Refusal[] = [];
    const stopped = new Set<string>();
    for (let at = 0; at < facts.length; at += chunkFacts) {
      const chunk = facts.slice(at, at + chunkFacts).filter(fact => !stopped.has(streamOf(fact)));
      await this.#locks.run(asset, () => this.#acceptChunk(agent, asset, chunk, { acked, refused, stopped }));
    }
    return { acked: [...acked.values()], refused };
  }

  async #acceptChunk(
    agent: AgentRecord,
    asset: string,
    facts: readonly IncomingFact[],
    outcome: Outcome,
    doomed: Doomed | null = null,
  ): Promise<void> {
    if (facts.length === 0) return;
    try {
      if (this.#unsure.has(asset)) {
        await this.#reconciler.reconcile(asset);
        this.#unsure.delete(asset);
      }
      const done = await this.#write(agent, asset, facts, doomed);
      for (const { fact, planned } of done) {
        if ('refusal' in planned) {
          outcome.refused.push(planned.refusal);
          if (planned.refusal.retry) outcome.stopped.add(streamOf(fact));
        }
        if (planned.state !== 'refuse' && fact.key !== null) {
          const { stream, epoch, seq } = fact.key;
          outcome.acked.set(`${stream}/${epoch}`, { stream, epoch, seq, head: fact.hash });
        }
      }
    } catch (error) {
      if (doomed === null && isWitnessError(error) && neverCodes.has(error.code)) {
        await this.#isolate(agent, asset, facts, error, outcome);
        return;
      }
      await this.#forgetLost(facts, error);
      this.#options.logger.warn(
        { asset, agent: agent.id, err: error },
        'facts could not be stored and will come again',
      );
      for (const fact of firstOfEachStream(facts)) {
        outcome.stopped.add(streamOf(fact));
        outcome.refused.push({
          key: fact.key === null ? '' : factKey(fact.key),
          code: isWitnessError(error) ? error.code : 'ingest.busy',
          says: isWitnessError(error) ? error.message.slice(0, 1000) : 'the server could not store it',
          retry: true,
        });
      }
    }
  }

  /** Content that changed on the server's own disk after it arrived: it has to come again. */
  async #forgetLost(facts: readonly IncomingFact[], error: unknown): Promise<void> {
    if (!isWitnessError(error) || error.code !== 'store.content-mismatch') return;
    for (const { sha256, inline } of facts.flatMap(itemsOf)) {
      if (sha256 !== undefined && inline === undefined) await this.#blobs.remove(sha256);
    }
  }

  /** One of these facts can never be stored: each alone, to find it; the last one left is refused for good. */
  async #isolate(
    agent: AgentRecord,
    asset: string,
    facts: readonly IncomingFact[],
    error: WitnessError,
    outcome: Outcome,
  ): Promise<void> {
    const [only, ...others] = facts;
    if (only === undefined) return;
    if (others.length > 0) {
      for (const fact of facts) {
        if (!outcome.stopped.has(streamOf(fact))) await this.#acceptChunk(agent, asset, [fact], outcome);
      }
      return;
    }
    await this.#acceptChunk(agent, asset, [only], outcome, { code: error.code, says: error.detail ?? '' });
  }

  async #write(
    agent: AgentRecord,
    asset: string,
    facts: readonly IncomingFact[],
    doomed: Doomed | null,
  ): Promise<readonly { fact: IncomingFact; planned: Planned }[]> {
    const { database, store, log } = this.#options;
    const wanted = new Set(facts.map(streamOf));
    const reveal = (digest: string) => this.#reveal(asset, digest);
    const view =
      (await readAsset(database.read, asset, wanted, this.#manifests, reveal)) ??
      ({ id: asset, damaged: null, streams: new Map(), items: new Map() } as const);
    const done: { fact: IncomingFact; planned: Planned }[] = [];
    const stopped = new Set<string>();
    for (const fact of facts) {
      if (stopped.has(streamOf(fact))) continue;
      const planned = await this.#planner.plan(fact, agent, view, doomed);
      done.push({ fact, planned });
      if (planned.state === 'refuse' && planned.refusal.retry) stopped.add(streamOf(fact));
    }
    const commits = done.flatMap(({ planned }) =>
      planned.state === 'take' && planned.commit ? [planned.commit] : [],
    );
    const drafts = done.flatMap(({ planned }) => ('drafts' in planned ? planned.drafts : []));
    if (drafts.length === 0) return done;
    for (const stream of wanted) this.#manifests.forget(stream);
    if (commits.length === 0) {
      await log.append(drafts);
    } else {
      // What the log could not take must not get into git first.
      for (const draft of drafts) assertWritable(draft);
      await this.#journal.write(asset, drafts);
      const records = await store.commit(asset, commits);
      // From here on git is ahead of the log until the append is done.
      this.#unsure.add(asset);
      const withCommits = nameCommits(
        asset,
        done.map(({ planned }) => planned),
        records,
      );
      await log.append(withCommits);
      this.#unsure.delete(asset);
      this.#journal.done(drafts);
    }
    for (const [stream, { manifest }] of view.streams) this.#manifests.keep(stream, manifest);
    // What holds a secret rests in the vault now, and nowhere else.
    const withheld = new Set(
      drafts.flatMap(draft => (draft.type === 'content.withheld' ? [draft.body['path']] : [])),
    );
    for (const { path, sha256, inline } of done.flatMap(({ fact }) => itemsOf(fact))) {
      if (withheld.has(path) && sha256 !== undefined && inline === undefined)
        await this.#blobs.remove(sha256);
    }
    return done;
  }

  async #reveal(asset: string, digest: string): Promise<string | null> {
    const original = await this.#options.vault.read(`original/${asset}/${digest}`);
    if (original === null) return null;
    return sha256Of(original);
  }
}

function nameCommits(
  asset: string,
  planned: readonly Planned[],
  records: readonly { readonly id: string; readonly manifest: string }[],
): EventDraft[] {
  let next = 0;
  return planned.flatMap(plan => {
    if (!('drafts' in plan)) return [];
    if (plan.state !== 'take' || plan.commit === null) return plan.drafts;
    const record = records[next++];
    if (record === undefined)
      throw new WitnessError('store.git-failed', asset, 'fewer commits than asked for');
    return plan.drafts.map(draft =>
      draft.type === 'observation.recorded' ? withCommit(draft, asset, record) : draft,
    );
  });
}

function streamOf(fact: IncomingFact): string {
  return fact.key?.stream ?? '';
}

function itemsOf(incoming: IncomingFact): readonly ItemObservation[] {
  return incoming.state === 'valid' && incoming.fact.kind === 'observation' ? incoming.fact.body.items : [];
}

function byAsset(facts: readonly IncomingFact[]): Map<string, IncomingFact[]> {
  const assets = new Map<string, IncomingFact[]>();
  for (const fact of facts) {
    const stream = streamOf(fact);
    const asset = stream.slice(0, stream.indexOf('/'));
    assets.set(asset, [...(assets.get(asset) ?? []), fact]);
  }
  return assets;
}

function firstOfEachStream(facts: readonly IncomingFact[]): IncomingFact[] {
  const first = new Map<string, IncomingFact>();
  for (const fact of facts) if (!first.has(streamOf(fact))) first.set(streamOf(fact), fact);
  return [...first.values()];
}
