import { type Fact, factHash, factSchema } from '@witnessmark/shared/facts';
import type { Content, FactDraft, StreamState, Watermarks } from '../../spool/index.ts';
import type { WatchSpool } from '../watcher.ts';

/** Keeps facts in memory and checks each against the wire's schema. */
export class MemorySpool implements WatchSpool {
  readonly epoch = 'e'.repeat(32);
  readonly facts: Fact[] = [];
  readonly contents = new Map<string, Content>();
  /** While set, every call fails with it. */
  failure: Error | null = null;
  readonly #states = new Map<string, StreamState>();

  state(stream: string): StreamState | null {
    return structuredClone(this.#states.get(stream) ?? null);
  }

  async append(
    draft: FactDraft,
    contents: ReadonlyMap<string, Content>,
    next: StreamState | null,
  ): Promise<Fact> {
    if (this.failure !== null) throw this.failure;
    const before = this.facts.findLast(fact => fact.stream === draft.stream);
    const fact = factSchema.parse({
      epoch: this.epoch,
      seq: (before?.seq ?? 0) + 1,
      prev: before === undefined ? null : factHash(before),
      ...draft,
    });
    this.facts.push(fact);
    for (const [sha256, content] of contents) this.contents.set(sha256, content);
    if (next !== null) this.#states.set(draft.stream, structuredClone(next));
    return fact;
  }

  async watermark(stream: string, marks: Watermarks): Promise<void> {
    if (this.failure !== null) throw this.failure;
    const state = this.#states.get(stream);
    if (state !== undefined) this.#states.set(stream, { ...state, watermarks: marks });
  }

  observations(stream?: string) {
    return this.facts.flatMap(fact =>
      fact.kind === 'observation' && (stream === undefined || fact.stream === stream) ? [fact.body] : [],
    );
  }

  coverage() {
    return this.facts.flatMap(fact => (fact.kind === 'coverage' ? fact.body.changes : []));
  }

  notices() {
    return this.facts.flatMap(fact => (fact.kind === 'notice' ? [fact.body] : []));
  }
}

/** A watcher that was killed: nothing it still does reaches the spool it had. */
export class CutOff implements WatchSpool {
  readonly #spool: WatchSpool;
  #dead = false;

  constructor(spool: WatchSpool) {
    this.#spool = spool;
  }

  kill(): void {
    this.#dead = true;
  }

  state(stream: string): StreamState | null {
    return this.#spool.state(stream);
  }

  append(...given: Parameters<WatchSpool['append']>): Promise<Fact> {
    return this.#dead ? never() : this.#spool.append(...given);
  }

  watermark(...given: Parameters<WatchSpool['watermark']>): Promise<void> {
    return this.#dead ? never() : this.#spool.watermark(...given);
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}
