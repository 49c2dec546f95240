import { type ErrorCode, errorTable } from '@witnessmark/shared/errors';
import { type FactKey, factKey } from '@witnessmark/shared/facts';
import type { Refusal } from '@witnessmark/shared/wire';
import type { AgentRecord, IncomingFact } from '../agents/index.ts';
import type { EpochRow } from '../db/index.ts';
import { bodyOf, type FactHead, toBody } from '../events/index.ts';
import type { EventActor, EventDraft, LogReader } from '../log/index.ts';
import type { Digest } from '../vault/index.ts';
import { refusedDraft, simpleDraft } from './facts.ts';
import { type ObservationTools, planLateObservation, planObservation } from './observation.ts';
import { advance, type Planned } from './plan.ts';
import { type AssetView, matches, type StreamView } from './stream-view.ts';

type ValidFact = Extract<IncomingFact, { state: 'valid' }>;

/** What has to be written before the fact itself, and the epoch it belongs to; or the answer at once. */
type Standing =
  | { readonly ready: true; readonly epoch: EpochRow; readonly before: readonly EventDraft[] }
  | { readonly ready: false; readonly planned: Planned };

/** Decides, fact by fact, what is to be done. Moves the view on; writes nothing but late contents. */
export class Planner {
  readonly #tools: ObservationTools;
  readonly #log: LogReader;

  constructor(tools: ObservationTools, log: LogReader) {
    this.#tools = tools;
    this.#log = log;
  }

  /** `doomed`: why a fact that looks right can still never be stored. */
  async plan(
    incoming: IncomingFact,
    agent: AgentRecord,
    asset: AssetView,
    doomed: { readonly code: ErrorCode; readonly says: string } | null = null,
  ): Promise<Planned> {
    const { key } = incoming;
    if (key === null) {
      const refused = answer(incoming);
      return { state: 'reject', drafts: [this.#refused(incoming, agent, null, refused)], refusal: refused };
    }
    const stream = asset.streams.get(key.stream);
    const standing = await this.#stand(key, incoming, agent, stream);
    if (!standing.ready) return standing.planned;
    if (stream === undefined) return wait(key, 'wire.stream-not-assigned');
    if (incoming.state === 'invalid')
      return this.#reject(incoming, agent, stream, standing, answer(incoming));
    if (doomed !== null) {
      const refused = refusal(key, doomed.code, false, doomed.says);
      return this.#reject(incoming, agent, stream, standing, refused);
    }
    return this.#take(incoming, agent, asset, stream, standing);
  }

  /** Is it this fact's turn? */
  async #stand(
    key: FactKey,
    { hash, ...incoming }: IncomingFact,
    agent: AgentRecord,
    stream: StreamView | undefined,
  ): Promise<Standing> {
    const epoch = stream?.epochs.get(key.epoch);
    if (stream === undefined || epoch === undefined || epoch.agent !== agent.id) {
      return { ready: false, planned: wait(key, 'wire.stream-not-assigned') };
    }
    if (epoch.state === 'forked') return { ready: false, planned: refuse(key, 'wire.forked') };
    if (epoch.state !== 'late' && stream.row.holder !== agent.id) {
      return { ready: false, planned: wait(key, 'wire.stream-not-assigned') };
    }
    if (key.seq <= epoch.seq) {
      const planned = stream.planned.get(`${key.epoch}/${key.seq}`);
      const known = planned === undefined ? await this.#isKnown(key, hash, epoch) : planned === hash;
      return {
        ready: false,
        planned: known ? { state: 'known' } : this.#fork(key, hash, agent, stream, epoch),
      };
    }
    if (key.seq > epoch.seq + 1) return { ready: false, planned: wait(key, 'wire.out-of-order') };
    const prev = incoming.state === 'valid' ? incoming.fact.prev : undefined;
    if (prev !== undefined && epoch.head !== null && !matches(this.#tools.digests, epoch.head, prev)) {
      return { ready: false, planned: this.#fork(key, hash, agent, stream, epoch) };
    }
    const begins = epoch.state === 'declared' && stream.row.epoch !== null && stream.row.epoch !== key.epoch;
    return { ready: true, epoch, before: begins ? [this.#gap(key, agent, stream)] : [] };
  }

  async #isKnown(key: FactKey, hash: string, epoch: EpochRow): Promise<boolean> {
    if (key.seq === epoch.seq && epoch.head !== null && this.#tools.digests.matches(epoch.head, hash))
      return true;
    const entry = await this.#log.byKey(factKey(key));
    if (entry === null) return false;
    const { type } = entry.event;
    switch (type) {
      case 'observation.recorded':
      case 'observation.late': {
        const body = bodyOf(type, entry.event);
        // Made from its commit alone after a crash: the fact is in git, its hash was lost.
        return body.adopted || this.#tools.digests.matches(body.fact.hash, hash);
      }
      case 'coverage.changed':
      case 'coverage.digest':
      case 'statement.recorded':
      case 'notice.recorded':
        return this.#tools.digests.matches(bodyOf(type, entry.event).fact.hash, hash);
      case 'fact.refused':
        return this.#tools.digests.matches(bodyOf(type, entry.event).hash, hash);
      default:
        return false;
    }
  }

  async #take(
    incoming: ValidFact,
    agent: AgentRecord,
    asset: AssetView,
    stream: StreamView,
    { epoch, before }: Extract<Standing, { ready: true }>,
  ): Promise<Planned> {
    const { fact, hash, key } = incoming;
    const actor: EventActor = { kind: 'agent', id: agent.id };
    // What can be guessed from a hash can be guessed from every later hash of the chain.
    const tainted = epoch.head === null ? key.seq > 1 : epoch.head.startsWith('keyed:');
    const late = epoch.state === 'late' || epoch.state === 'ended';
    const head = (secret: boolean): FactHead => {
      const digest = this.#digest(hash, secret || tainted);
      const prev = fact.prev === null ? null : (epoch.head ?? this.#digest(fact.prev, true));
      advance(stream, epoch, { seq: key.seq, hash, head: digest });
      return { ...key, hash: digest, prev: prev as Digest | null, at: fact.at };
    };
    if (fact.kind !== 'observation') {
      const secret = fact.kind === 'statement';
      return {
        state: 'take',
        commit: null,
        drafts: [...before, simpleDraft(fact, head(secret), actor, late, this.#tools)],
      };
    }
    if (asset.damaged !== null) return wait(key, 'ingest.asset-damaged');
    const plan = late
      ? await planLateObservation(fact, agent, asset, stream, this.#tools)
      : await planObservation(fact, agent, asset, stream, this.#tools);
    if (plan.state === 'not-planned') {
      if (plan.code === 'wire.blob-missing') return wait(key, plan.code, plan.says);
      return this.#reject(
        incoming,
        agent,
        stream,
        { ready: true, epoch, before },
        refusal(key, plan.code, false, plan.says),
      );
    }
    if (plan.state === 'late')
      return { state: 'take', commit: null, drafts: [...before, ...plan.draft(head(true))] };
    const drafts = plan.draft(head(plan.secret));
    stream.manifest = plan.manifest;
    stream.known = plan.proven;
    stream.manifestDigest = this.#digest(fact.body.result, plan.secret);
    for (const [path, item] of plan.items) asset.items.set(path, item);
    return { state: 'take', commit: plan.commit, drafts: [...before, ...drafts] };
  }

  #reject(
    incoming: IncomingFact,
    agent: AgentRecord,
    stream: StreamView,
    { epoch, before }: Extract<Standing, { ready: true }>,
    refused: Refusal,
  ): Planned {
    const result =
      incoming.state === 'valid' && incoming.fact.kind === 'observation'
        ? this.#digest(incoming.fact.body.result, true)
        : null;
    const draft = this.#refused(incoming, agent, result, refused);
    advance(stream, epoch, {
      seq: epoch.seq + 1,
      hash: incoming.hash,
      head: this.#digest(incoming.hash, true),
    });
    if (result !== null && epoch.state !== 'late') {
      stream.known = false;
      stream.manifestDigest = result;
    }
    return { state: 'reject', drafts: [...before, draft], refusal: refused };
  }

  #refused(
    { key, bytes, hash }: IncomingFact,
    agent: AgentRecord,
    result: Digest | null,
    { key: reference, code, says }: Refusal,
  ): EventDraft {
    return refusedDraft(
      { key, reference, bytes, hash: this.#digest(hash, true), result, code, says },
      { kind: 'agent', id: agent.id },
      this.#tools.vault,
    );
  }

  #fork(key: FactKey, hash: string, agent: AgentRecord, stream: StreamView, epoch: EpochRow): Planned {
    stream.epochs.set(key.epoch, { ...epoch, state: 'forked' });
    const known = key.seq === epoch.seq ? (epoch.head as Digest | null) : null;
    return {
      state: 'refuse',
      drafts: [forkDraft(key, known, this.#digest(hash, true), agent.id)],
      refusal: refusal(key, 'wire.forked', false),
    };
  }

  #gap(key: FactKey, agent: AgentRecord, stream: StreamView): EventDraft {
    const before = stream.row.epoch ?? '';
    stream.known = false;
    return gapDraft(key, agent.id, { epoch: before, seq: stream.epochs.get(before)?.seq ?? 0 });
  }

  #digest(sha256: string, secret: boolean): Digest {
    return secret ? this.#tools.digests.keyed(sha256) : this.#tools.digests.plain(sha256);
  }
}

/** Two facts of one key: the epoch ends here. */
export function forkDraft(
  key: FactKey,
  known: Digest | null,
  claimed: Digest | null,
  agent: string,
): EventDraft {
  const { stream, epoch, seq } = key;
  return {
    type: 'stream.forked',
    key: `stream.forked/${stream}/${epoch}`,
    actor: { kind: 'agent', id: agent },
    subject: `stream:${stream}`,
    body: toBody('stream.forked', { stream, epoch, seq, known, claimed }),
  };
}

/** `key` is the first fact after what was lost. */
export function gapDraft(
  key: FactKey,
  agent: string,
  after: { readonly epoch: string; readonly seq: number },
): EventDraft {
  const { stream, epoch, seq } = key;
  return {
    type: 'stream.gap',
    key: `stream.gap/${factKey(key)}`,
    actor: { kind: 'agent', id: agent },
    subject: `stream:${stream}`,
    body: toBody('stream.gap', { stream, epoch, agent, after, first: seq }),
  };
}

function refusal(key: FactKey, code: ErrorCode, retry: boolean, says?: string): Refusal {
  const happened = says === undefined ? errorTable[code].happened : `${errorTable[code].happened}: ${says}`;
  return { key: factKey(key), code, says: happened.slice(0, 1000), retry };
}

function refuse(key: FactKey, code: ErrorCode): Planned {
  return { state: 'refuse', drafts: [], refusal: refusal(key, code, false) };
}

function wait(key: FactKey, code: ErrorCode, says?: string): Planned {
  return { state: 'refuse', drafts: [], refusal: refusal(key, code, true, says) };
}

function answer(incoming: IncomingFact): Refusal {
  if (incoming.state === 'valid') throw new TypeError('only an invalid fact is answered so');
  const { reference, code, says } = incoming;
  return { key: reference, code, says, retry: false };
}
