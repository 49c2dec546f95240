import { isWitnessError } from '@witnessmark/shared/errors';
import { parseFactKey } from '@witnessmark/shared/facts';
import type { FactsResponse, Refusal, StreamReached } from '@witnessmark/shared/wire';
import type { BlobOnDisk, OfferedFact, SpoolStore } from '../spool/index.ts';
import { backOffMs } from './back-off.ts';
import { Refused, type WireClient } from './client.ts';
import { sendContent } from './contents.ts';
import type { UplinkLog } from './uplink-log.ts';

/** Calls under way at once; a stream is in at most one of them. */
const callsAtOnce = 4;
const contentsAtOnce = 2;
const batch = { streams: 64, facts: 200, bytes: 1024 * 1024 } as const;
/** With no credit left, one fact is tried this much later. */
const withoutCreditMs = 2000;

/** Why sending ended: the server has to be greeted anew, or a new epoch has to begin first. */
export type SendingEnd =
  | { readonly why: 'greet' }
  | { readonly why: 'forked'; readonly says: string }
  | { readonly why: 'damaged'; readonly says: string };

interface Outcome {
  end: SendingEnd | null;
  failure: { readonly error: unknown } | null;
}

export interface SenderParts {
  readonly spool: SpoolStore;
  readonly client: () => WireClient;
  readonly sendBatch: (facts: readonly OfferedFact[]) => Promise<FactsResponse>;
  readonly mayBeSent: (stream: string) => boolean;
  readonly log: UplinkLog;
  /** In [0, 1). */
  readonly random: () => number;
  /** Monotonic milliseconds. */
  readonly mono: () => number;
}

interface Lane {
  /** The call this stream is in; null where it is free. */
  task: symbol | null;
  failures: number;
  notBefore: number;
  servedAt: number;
  /** Send one fact of this stream alone: a batch with it was refused as a whole. */
  alone: boolean;
}

/** What the server's greeting allows. */
export interface Allowance {
  /** Facts that may be unacknowledged at once. */
  readonly credit: number;
  /** JSON of one batch. */
  readonly batchBytes: number;
}

/**
 * Sends what the spool has: facts in order per stream, contents before the fact that names them, many
 * streams at once. A stream that fails waits by itself; only the link's own failures stop them all.
 */
export interface Sender {
  /** Sends until the server has to be greeted anew or `signal` aborts; throws when the link or the server fails. */
  run(allowed: Allowance, signal: AbortSignal): Promise<SendingEnd>;
  /** Something may have become ready to send. */
  wake(): void;
  /** Ends `run` at the next turn, to greet. */
  interrupt(): void;
}

export function createSender(parts: SenderParts): Sender {
  const { spool, log, random, mono } = parts;
  const lanes = new Map<string, Lane>();
  let waker = Promise.withResolvers<void>();
  let stopping: AbortSignal = AbortSignal.abort();
  let outcome: Outcome = { end: null, failure: null };
  let credit = 0;
  let creditAt = 0;
  let batchBytes: number = batch.bytes;
  let served = 0;
  let contents = 0;
  const under = new Set<Promise<void>>();

  function wake(): void {
    waker.resolve();
  }

  function laneOf(stream: string): Lane {
    const lane = lanes.get(stream) ?? { task: null, failures: 0, notBefore: 0, servedAt: 0, alone: false };
    lanes.set(stream, lane);
    return lane;
  }

  function delay(stream: string, why: object): void {
    const lane = laneOf(stream);
    lane.failures += 1;
    const ms = backOffMs(lane.failures, random);
    lane.notBefore = mono() + ms;
    log.warn({ stream, waitMs: ms, ...why }, 'stream waits; the others go on');
  }

  function readyStreams(): string[] {
    const now = mono();
    return spool
      .waiting()
      .filter(
        stream => parts.mayBeSent(stream) && laneOf(stream).task === null && laneOf(stream).notBefore <= now,
      )
      .sort((a, b) => laneOf(a).servedAt - laneOf(b).servedAt);
  }

  function start(streams: readonly string[], work: (task: symbol) => Promise<void>): void {
    const task = Symbol('call');
    for (const stream of streams) {
      served += 1;
      Object.assign(laneOf(stream), { task, servedAt: served });
    }
    const running = work(task)
      .catch((error: unknown) => {
        outcome.failure ??= { error };
      })
      .finally(() => {
        for (const stream of streams) free(stream, task);
        under.delete(running);
        wake();
      });
    under.add(running);
  }

  function free(stream: string, task: symbol): void {
    const lane = laneOf(stream);
    if (lane.task === task) lane.task = null;
  }

  function startMore(): void {
    const sendable: string[] = [];
    for (const stream of readyStreams()) {
      const needed = spool.unsentBlobs(stream, 1);
      if (needed.length === 0) sendable.push(stream);
      else if (contents < contentsAtOnce) startContents(stream, needed);
    }
    while (sendable.length > 0 && under.size - contents < callsAtOnce) {
      if (credit <= 0 && mono() < creditAt) return;
      const alone = sendable.findIndex(stream => laneOf(stream).alone);
      const chosen = alone < 0 ? sendable.splice(0, batch.streams) : sendable.splice(alone, 1);
      start(chosen, task => sendFacts(chosen, alone >= 0 ? 1 : batch.facts, task));
    }
  }

  async function sendFacts(streams: readonly string[], most: number, task: symbol): Promise<void> {
    const facts: OfferedFact[] = [];
    const limit = Math.min(most, Math.max(1, credit));
    let bytes = batchBytes;
    for (const stream of streams) {
      if (facts.length >= limit || bytes <= 0) break;
      const offered = await spool.offer(stream, { facts: limit - facts.length, bytes });
      for (const fact of offered) bytes -= fact.bytes.byteLength;
      facts.push(...offered);
    }
    const sent = new Set(facts.map(fact => fact.key.stream));
    for (const stream of streams) if (!sent.has(stream)) free(stream, task);
    if (facts.length === 0) return;
    if (sent.size < streams.length) wake();
    credit -= facts.length;
    try {
      await settle(facts, await parts.sendBatch(facts));
    } catch (error) {
      if (!(error instanceof Refused) || !isAboutTheBatch(error)) throw error;
      refuseBatch(facts, error);
    }
  }

  function startContents(stream: string, needed: readonly BlobOnDisk[]): void {
    contents += 1;
    start([stream], async () => {
      try {
        for (const blob of needed) await sendBlob(stream, blob);
      } finally {
        contents -= 1;
      }
    });
  }

  async function sendBlob(stream: string, blob: BlobOnDisk): Promise<void> {
    try {
      await sendContent(parts.client(), blob, stopping);
      await spool.blobSent(blob.sha256);
    } catch (error) {
      if (stopping.aborted) return;
      // A merge may have let go of it meanwhile: then no fact waits for it.
      if (!spool.unsentBlobs(stream, 1).some(needed => needed.sha256 === blob.sha256)) return;
      if (isAboutTheContent(error) && !(await spool.blobHolds(blob.sha256))) {
        outcome.end ??= { why: 'damaged', says: `Content ${blob.sha256} is damaged on the agent's disk.` };
        return;
      }
      if (!(error instanceof Refused) || isAboutTheAgent(error)) throw error;
      delay(stream, { content: blob.sha256, code: error.code });
    }
  }

  function refuseBatch(facts: readonly OfferedFact[], error: Refused): void {
    const streams = [...new Set(facts.map(fact => fact.key.stream))];
    for (const stream of streams) {
      const lane = laneOf(stream);
      if (lane.alone || (streams.length === 1 && facts.length === 1)) delay(stream, { code: error.code });
      lane.alone = true;
    }
  }

  async function settle(facts: readonly OfferedFact[], answer: FactsResponse): Promise<void> {
    credit = answer.credit;
    creditAt = mono() + withoutCreditMs;
    const mismatched = await spool.acknowledge(answer.acked);
    if (mismatched.length > 0) outcome.end ??= { why: 'forked', says: forkedSays(mismatched) };
    const moved = new Set(answer.acked.filter(point => covers(point, facts)).map(point => point.stream));
    for (const stream of moved) Object.assign(laneOf(stream), { failures: 0, notBefore: 0, alone: false });
    for (const refusal of answer.refused) await settleRefusal(refusal, moved);
    for (const stream of new Set(facts.map(fact => fact.key.stream))) {
      // Neither taken nor refused: without this the same batch would go round and round.
      if (!moved.has(stream)) delay(stream, { code: 'none', detail: 'the server answered nothing for it' });
    }
  }

  async function settleRefusal({ key, code, says, retry }: Refusal, moved: Set<string>): Promise<void> {
    const fact = parseFactKey(key);
    if (fact === null) {
      log.error({ key, code, says }, 'server refused a fact it could not name');
      return;
    }
    if (code === 'wire.forked') {
      outcome.end ??= {
        why: 'forked',
        says: `The server has another fact at ${key}: this spool's epoch is written by two.`,
      };
      moved.add(fact.stream);
      return;
    }
    if (!retry) {
      await spool.quarantine(fact, code, says);
      moved.add(fact.stream);
      return;
    }
    if (code === 'wire.blob-missing') await spool.blobsLost(fact);
    if (code === 'wire.out-of-order' || code === 'wire.stream-not-assigned') outcome.end ??= { why: 'greet' };
    delay(fact.stream, { code, says });
    moved.add(fact.stream);
  }

  function nextTurn(): Promise<unknown> {
    const now = mono();
    const times = [...lanes.values()].filter(lane => lane.notBefore > now).map(lane => lane.notBefore);
    if (credit <= 0) times.push(Math.max(creditAt, now + 1));
    if (times.length === 0) return waker.promise;
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, Math.min(...times) - now);
    return Promise.race([waker.promise, timer.promise]).finally(() => clearTimeout(handle));
  }

  return {
    async run(allowed, signal) {
      const ending = new AbortController();
      stopping = AbortSignal.any([signal, ending.signal]);
      outcome = { end: null, failure: null };
      credit = allowed.credit;
      batchBytes = Math.min(batch.bytes, allowed.batchBytes);
      creditAt = mono() + withoutCreditMs;
      for (const lane of lanes.values()) lane.notBefore = Math.min(lane.notBefore, mono() + 1000);
      signal.addEventListener('abort', wake);
      try {
        while (!signal.aborted && outcome.end === null && outcome.failure === null) {
          waker = Promise.withResolvers();
          startMore();
          await nextTurn();
        }
      } finally {
        signal.removeEventListener('abort', wake);
        // Contents under way stop at their next part and go on from there later.
        ending.abort();
        await Promise.all(under);
      }
      if (outcome.failure !== null) throw outcome.failure.error;
      return outcome.end ?? { why: 'greet' };
    },
    wake,
    interrupt() {
      outcome.end ??= { why: 'greet' };
      wake();
    },
  };
}

/** Refusals of what was sent, as against refusals of who sends, or "later". */
function isAboutTheBatch(error: Refused): boolean {
  return [400, 409, 413, 422].includes(error.status);
}

/** The server found another hash, or reading the file failed, which the link reports as its own failure. */
function isAboutTheContent(error: unknown): boolean {
  if (error instanceof Refused) return error.code === 'wire.blob-mismatch';
  return isWitnessError(error) && error.code === 'wire.unreachable';
}

function isAboutTheAgent(error: Refused): boolean {
  return [401, 403, 429, 503, 507].includes(error.status);
}

function covers(point: StreamReached, facts: readonly OfferedFact[]): boolean {
  return facts.some(
    ({ key }) => key.stream === point.stream && key.epoch === point.epoch && key.seq <= point.seq,
  );
}

function forkedSays(points: readonly StreamReached[]): string {
  const [point] = points;
  return `The server acknowledged ${point?.stream} at ${point?.seq} with another head: this spool's epoch is written by two.`;
}
