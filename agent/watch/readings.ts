import type { Cause, ReadingSort } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { AgentClock } from '../clock/index.ts';
import { Costs } from './costs.ts';
import type { CoverageLedger } from './coverage.ts';
import type { Hints } from './hints.ts';
import { Plan } from './plan.ts';
import type { WatchPolicy } from './policy.ts';
import type { Round } from './round.ts';
import { type PendingRead, Rounds } from './rounds.ts';
import type { StreamReader } from './stream-reader.ts';

export interface ReadingsParts {
  readonly clock: AgentClock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly reader: StreamReader;
  readonly ledger: CoverageLedger;
  readonly hints: Hints;
  readonly policy: () => WatchPolicy;
}

/**
 * Which readings of a connected stream are made, and when: fingerprint, poll, sweep, what a hint asks for, and rounds
 * between them. One reading at a time; what goes wrong is thrown, and the plan stays as it was.
 */
export class Readings {
  readonly plan: Plan;
  readonly rounds: Rounds;
  readonly costs = new Costs();
  readonly #parts: ReadingsParts;
  #sees: readonly Kind[] = [];
  /** Of these, the kinds that are read in rounds. */
  #inRounds: readonly Kind[] = [];
  #lastPolled: number | null = null;

  constructor(parts: ReadingsParts) {
    this.#parts = parts;
    this.plan = new Plan(parts.clock, parts.random, parts.policy());
    this.rounds = new Rounds(parts.reader, () => this.#now());
  }

  /** What a new connection sees; gives back who waited for a round of what it no longer sees. */
  sees(sees: readonly Kind[], inRounds: readonly Kind[]): PendingRead[] {
    this.#sees = sees;
    this.#inRounds = sees.filter(kind => inRounds.includes(kind));
    return this.rounds.sees(this.#inRounds);
  }

  /** The contact broke: what was read stays read. */
  broken(error: unknown): void {
    this.costs.take();
    this.rounds.broken(error);
  }

  /** A reading is done: what was spent since the last one is its cost. */
  tellCost(sort: ReadingSort): void {
    this.costs.tell(sort, this.costs.take(), this.#parts.clock.now().wall);
  }

  /** The reading after connecting. What an unmoved fingerprint covers need not be read again. */
  async first(cause: Cause): Promise<void> {
    const startedAt = this.#now();
    const fingerprint = await this.#parts.reader.fingerprint();
    const proven = fingerprint !== null && this.#parts.reader.provenBy(fingerprint);
    const asked = proven ? this.#polled() : this.#sees;
    const later = this.#inRounds.filter(kind => asked.includes(kind));
    const now = asked.filter(kind => !later.includes(kind));
    const whole = later.length === 0;
    // What is read now alone does not give the content that the fingerprint stands for.
    const beside = proven || !whole ? null : fingerprint;
    if (now.length > 0 || (whole && !this.#parts.reader.known.observed)) {
      await this.#parts.reader.examine({ kinds: now }, { cause, fingerprint: beside, whole });
    }
    this.rounds.meet(fingerprint, later, cause);
    this.#charge(proven ? 'poll' : 'sweep');
    this.#planAfter(startedAt);
  }

  /** Everything that is seen, and in rounds what takes long. */
  async all(cause: 'order' | 'sweep' | 'event'): Promise<void> {
    const startedAt = this.#now();
    const fingerprint = await this.#parts.reader.fingerprint();
    const now = this.#sees.filter(kind => !this.#inRounds.includes(kind));
    const whole = this.#inRounds.length === 0;
    const beside = whole ? fingerprint : null;
    if (now.length > 0 || whole) {
      await this.#parts.reader.examine({ kinds: now }, { cause, fingerprint: beside, whole });
    }
    if (!whole) this.rounds.demand(this.#inRounds, cause, fingerprint);
    this.#charge(cause === 'event' ? 'change' : 'sweep');
    this.#planAfter(startedAt);
  }

  /** What is due first, or the next part of a round. */
  async due(): Promise<void> {
    const startedAt = this.#now();
    switch (this.plan.dueBy(startedAt)) {
      case 'sweep':
        this.plan.drawSweep();
        return this.all('sweep');
      case 'hint':
        return this.#readHinted();
      case 'fingerprint':
        return this.#readFingerprint(startedAt);
      case 'poll':
        return this.#poll(startedAt);
      case 'round':
        this.rounds.meet(null, this.#polledInRounds(), 'poll');
        return this.#planRounds();
      case null:
        await this.#goOn();
    }
  }

  async #goOn(): Promise<void> {
    const round = this.rounds.current;
    if (round === null || !this.rounds.running) return;
    await this.rounds.step();
    round.charge(this.costs.take());
    if (!this.rounds.open) this.costs.tell(sortOf(round), round.cost, this.#parts.clock.now().wall);
    if (!this.rounds.running) this.#planRounds();
  }

  async #readHinted(): Promise<void> {
    const paths = this.#parts.hints.take();
    this.plan.afterHint();
    if (paths === 'all') await this.all('event');
    else if (paths.length > 0) {
      const whole = !this.rounds.open;
      await this.#parts.reader.examine({ paths }, { cause: 'event', fingerprint: null, whole });
      this.tellCost('change');
    }
  }

  async #readFingerprint(startedAt: number): Promise<void> {
    const fingerprint = await this.#parts.reader.fingerprint();
    const moved = fingerprint !== null && !this.#parts.reader.provenBy(fingerprint);
    const covered = moved ? this.#sees.filter(kind => fingerprint.covers.includes(kind)) : [];
    const later = this.#inRounds.filter(kind => covered.includes(kind));
    const now = covered.filter(kind => !later.includes(kind));
    const whole = later.length === 0;
    const beside = whole ? fingerprint : null;
    if (now.length > 0) {
      await this.#parts.reader.examine({ kinds: now }, { cause: 'fingerprint', fingerprint: beside, whole });
    }
    if (fingerprint !== null) this.rounds.meet(fingerprint, later, 'fingerprint');
    if (later.length > 0) this.#charge('change');
    else this.tellCost(moved ? 'change' : 'fingerprint');
    this.plan.afterFingerprint(startedAt, fingerprint !== null && !this.rounds.running);
    if (fingerprint !== null) return;
    // What it no longer covers has to be polled.
    this.plan.afterPoll(startedAt, true);
    this.plan.afterRound(startedAt, this.#polledInRounds().length > 0);
  }

  async #poll(startedAt: number): Promise<void> {
    const asked = this.#polled().filter(kind => !this.#inRounds.includes(kind));
    this.#noticeOverload(startedAt, asked);
    if (asked.length > 0) {
      const whole = !this.rounds.open;
      const { told } = this.#parts.reader;
      await this.#parts.reader.examine({ kinds: asked }, { cause: 'poll', fingerprint: null, whole });
      this.tellCost(this.#parts.reader.told > told ? 'found' : 'poll');
    }
    this.plan.afterPoll(startedAt, asked.length > 0);
  }

  #planAfter(startedAt: number): void {
    const running = this.rounds.running;
    this.plan.afterFingerprint(startedAt, this.#fingerprinted && !running);
    this.plan.afterPoll(startedAt, this.#polled().length > this.#polledInRounds().length);
    this.plan.afterRound(startedAt, !running && this.#polledInRounds().length > 0);
    this.#lastPolled = startedAt;
  }

  /** While a round runs, it tells more than a fingerprint; after it, both are due in their own time. */
  #planRounds(): void {
    const running = this.rounds.running;
    this.plan.afterFingerprint(this.#now(), this.#fingerprinted && !running);
    this.plan.afterRound(this.rounds.begunAt, !running && this.#polledInRounds().length > 0);
  }

  /** Readings that come far later than the rules ask for are no watch, whatever they find. */
  #noticeOverload(startedAt: number, polled: readonly Kind[]): void {
    const { periodMs } = this.#parts.policy();
    const spacing = this.#lastPolled === null ? 0 : startedAt - this.#lastPolled;
    this.#lastPolled = startedAt;
    if (spacing > 3 * periodMs) {
      this.#parts.ledger.gap('overloaded', this.#parts.clock.now(), `read ${spacing} ms apart`, polled);
      this.#parts.ledger.hold(polled);
    } else if (spacing <= 2 * periodMs) {
      this.#parts.ledger.hold([]);
    }
  }

  /** The kinds only their own content tells about. */
  #polled(): Kind[] {
    return this.#sees.filter(kind => !this.#parts.reader.covers.includes(kind));
  }

  #polledInRounds(): Kind[] {
    return this.#polled().filter(kind => this.#inRounds.includes(kind));
  }

  get #fingerprinted(): boolean {
    return this.#parts.reader.covers.length > 0;
  }

  /** A reading of which a round is still to come costs what both cost. */
  #charge(sort: ReadingSort): void {
    const round = this.rounds.current;
    if (round === null) this.tellCost(sort);
    else round.charge(this.costs.take());
  }

  #now(): number {
    return this.#parts.clock.now().mono;
  }
}

/** What a round was, now that it has ended. One that had to hold every content anew is a sweep, whatever led to it. */
function sortOf({ why, cause, thorough, changed }: Round): ReadingSort {
  const anew = cause === 'first' || why === 'restart' || why === 'replaced';
  if (thorough || anew) return 'sweep';
  return why === 'poll' && changed.size === 0 ? 'round' : 'change';
}
