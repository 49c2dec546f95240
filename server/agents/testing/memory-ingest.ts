import { readFile, rm } from 'node:fs/promises';
import type { Fact, FactKey } from '@witnessmark/shared/facts';
import type { Refusal, StreamDeclaration, StreamPoint, StreamReached } from '@witnessmark/shared/wire';
import type { Acceptance, AgentRecord, Assignment, IncomingFact, Ingest } from '../ports.ts';
import type { MemoryLog } from './memory-log.ts';

export interface Taken {
  readonly hash: string;
  readonly fact: Fact | null;
}

/** Takes facts as the real ingest has to, by the rules of the port, and keeps them in memory. */
export class MemoryIngest implements Ingest {
  /** `epoch/stream` → facts by seq, from 1. */
  readonly streams = new Map<string, Taken[]>();
  readonly blobs = new Map<string, Buffer>();
  readonly covered: StreamPoint[] = [];
  /** Answers a stream's facts with this refusal instead of taking them. */
  readonly failing = new Map<string, Pick<Refusal, 'code' | 'retry'>>();
  readonly pending = new Set<string>();
  /** Thrown by the next call of `accept`. */
  failNext: Error | null = null;
  batches = 0;
  creditLeft = 1000;
  readonly #log: MemoryLog;

  constructor(log: MemoryLog) {
    this.#log = log;
  }

  facts(stream: string): Fact[] {
    return [...this.streams].flatMap(([key, taken]) =>
      key.endsWith(`/${stream}`) ? taken.flatMap(({ fact }) => (fact === null ? [] : [fact])) : [],
    );
  }

  async hello(_agent: AgentRecord, streams: readonly StreamDeclaration[]): Promise<Assignment[]> {
    return streams.map(({ stream, epoch, last, head }): Assignment => {
      if (this.pending.has(stream)) return { stream, state: 'pending' };
      const taken = this.streams.get(`${epoch}/${stream}`) ?? [];
      if (last < taken.length || (last > 0 && last === taken.length && taken.at(-1)?.hash !== head)) {
        return { stream, state: 'forked' };
      }
      return { stream, state: 'assigned', expected: taken.length + 1 };
    });
  }

  async accept(_agent: AgentRecord, facts: readonly IncomingFact[]): Promise<Acceptance> {
    this.batches += 1;
    if (this.failNext !== null) {
      const error = this.failNext;
      this.failNext = null;
      throw error;
    }
    const refused: Refusal[] = [];
    const acked = new Map<string, StreamReached>();
    const stopped = new Set<string>();
    for (const fact of facts) this.#take(fact, refused, acked, stopped);
    return { acked: [...acked.values()], refused };
  }

  #take(
    incoming: IncomingFact,
    refused: Refusal[],
    acked: Map<string, StreamReached>,
    stopped: Set<string>,
  ): void {
    if (incoming.state === 'invalid' && incoming.key === null) {
      refused.push({ key: incoming.reference, code: incoming.code, says: incoming.says, retry: false });
      return;
    }
    if (incoming.key === null || stopped.has(incoming.key.stream)) return;
    const { epoch, stream, seq } = incoming.key;
    const refusal = this.#judge(incoming, incoming.key);
    if (refusal !== null) {
      refused.push({ ...refusal, key: `${epoch}/${stream}/${seq}`, says: refusal.code });
      if (refusal.retry) stopped.add(stream);
      if (refusal.retry || refusal.code === 'wire.forked') return;
    }
    acked.set(`${epoch}/${stream}`, { epoch, stream, seq, head: incoming.hash });
  }

  /** Keeps the fact, or its place where it is refused for good; says why it was refused. */
  #judge(incoming: IncomingFact, { epoch, stream, seq }: FactKey): Pick<Refusal, 'code' | 'retry'> | null {
    const failing = this.failing.get(stream);
    if (failing?.retry) return failing;
    const taken = this.streams.get(`${epoch}/${stream}`) ?? [];
    const known = taken[seq - 1];
    if (known !== undefined)
      return known.hash === incoming.hash ? null : { code: 'wire.forked', retry: false };
    if (seq !== taken.length + 1) return { code: 'wire.out-of-order', retry: true };
    const fact = incoming.state === 'valid' ? incoming.fact : null;
    if (fact !== null && !this.#hasContents(fact)) return { code: 'wire.blob-missing', retry: true };
    const bad = incoming.state === 'invalid' ? incoming.code : failing?.code;
    taken.push({ hash: incoming.hash, fact: bad === undefined ? fact : null });
    this.streams.set(`${epoch}/${stream}`, taken);
    this.#log.append(`${epoch}/${stream}/${seq}`);
    return bad === undefined ? null : { code: bad, retry: false };
  }

  #hasContents(fact: Fact): boolean {
    if (fact.kind !== 'observation') return true;
    return fact.body.items.every(
      item => item.sha256 === undefined || item.inline !== undefined || this.blobs.has(item.sha256),
    );
  }

  credit(): number {
    return this.creditLeft;
  }

  async coveredByBackup(): Promise<StreamPoint[]> {
    return this.covered;
  }

  async hasBlob(_agent: string, sha256: string): Promise<boolean> {
    return this.blobs.has(sha256);
  }

  async assertRoom(): Promise<void> {}

  async putBlob(_agent: string, sha256: string, file: string): Promise<void> {
    this.blobs.set(sha256, await readFile(file));
    await rm(file);
  }
}
