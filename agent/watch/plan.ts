import type { AgentClock } from '../clock/index.ts';
import { nextSweep } from './calendar.ts';
import { cadence, type WatchPolicy } from './policy.ts';

export type Reading = 'poll' | 'fingerprint' | 'sweep' | 'hint' | 'round';

/** When which reading of one stream is due, in the clock's milliseconds; infinity = not at all. */
export class Plan {
  readonly #clock: AgentClock;
  readonly #random: () => number;
  readonly #due: Record<Reading, number> = {
    poll: Infinity,
    fingerprint: Infinity,
    sweep: Infinity,
    hint: Infinity,
    round: Infinity,
  };
  #policy: WatchPolicy;
  #hintsFrom = 0;

  constructor(clock: AgentClock, random: () => number, policy: WatchPolicy) {
    this.#clock = clock;
    this.#random = random;
    this.#policy = policy;
  }

  /** When the first reading of all is due. */
  get next(): number {
    return Math.min(...Object.values(this.#due));
  }

  /** The reading due by now; of several the one that answers somebody or something first. */
  dueBy(now: number): Reading | null {
    const order: readonly Reading[] = ['sweep', 'hint', 'fingerprint', 'poll', 'round'];
    let first: Reading | null = null;
    for (const reading of order) {
      if (this.#due[reading] <= now && (first === null || this.#due[reading] < this.#due[first]))
        first = reading;
    }
    return first;
  }

  /**
   * After a reading that began at `startedAt`. One that takes longer than half its period makes the period
   * longer: the device works for others.
   */
  afterPoll(startedAt: number, needed: boolean): void {
    this.#due.poll = needed ? startedAt + this.#period(this.#policy.periodMs, startedAt) : Infinity;
  }

  /** After a round that began at `begunAt`; needed for what no fingerprint covers. */
  afterRound(begunAt: number, needed: boolean): void {
    this.#due.round = needed ? begunAt + this.#period(this.#policy.periodMs, begunAt) : Infinity;
  }

  /**
   * A device without a fingerprint is asked again with each sweep and each connection; while a round runs,
   * at its end.
   */
  afterFingerprint(startedAt: number, has: boolean): void {
    this.#due.fingerprint = has ? startedAt + this.#period(this.#policy.fingerprintMs, startedAt) : Infinity;
  }

  /** Draws the moment of the next sweep. */
  drawSweep(): void {
    const { sweep } = this.#policy;
    const now = this.#clock.now();
    const wallMs = Date.parse(now.wall);
    const at = sweep === null ? null : nextSweep(wallMs, sweep, this.#random);
    this.#due.sweep = at === null ? Infinity : now.mono + (at - wallMs);
  }

  /** The first hint is answered at once; a stream of them once a second. */
  hinted(): void {
    const at = Math.max(this.#clock.now().mono + cadence.hintMs, this.#hintsFrom);
    this.#due.hint = Math.min(this.#due.hint, at);
  }

  afterHint(): void {
    this.#due.hint = Infinity;
    this.#hintsFrom = this.#clock.now().mono + cadence.hintSpacingMs;
  }

  /** New rules; nothing is put off by them. */
  setPolicy(policy: WatchPolicy): void {
    const now = this.#clock.now().mono;
    const redraw = JSON.stringify(policy.sweep) !== JSON.stringify(this.#policy.sweep);
    this.#policy = policy;
    if (this.#due.poll < Infinity) this.#due.poll = Math.min(this.#due.poll, now + policy.periodMs);
    if (this.#due.round < Infinity) this.#due.round = Math.min(this.#due.round, now + policy.periodMs);
    if (this.#due.fingerprint < Infinity) {
      this.#due.fingerprint = Math.min(this.#due.fingerprint, now + policy.fingerprintMs);
    }
    if (redraw && this.#due.sweep < Infinity) this.drawSweep();
    else if (redraw && policy.sweep !== null) this.drawSweep();
  }

  /** Everything that is read regularly is due now; the sweep is drawn anew (the wall clock moved). */
  readNow(): void {
    const now = this.#clock.now().mono;
    if (this.#due.poll < Infinity) this.#due.poll = now;
    if (this.#due.fingerprint < Infinity) this.#due.fingerprint = now;
    if (this.#due.round < Infinity) this.#due.round = now;
    this.drawSweep();
  }

  #period(periodMs: number, startedAt: number): number {
    return Math.max(periodMs, 2 * (this.#clock.now().mono - startedAt));
  }
}
