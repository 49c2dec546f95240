import type { Cause } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { FingerprintReading } from '../sources/index.ts';
import { Round } from './round.ts';
import type { StreamReader } from './stream-reader.ts';

/** Somebody who waits for a reading. */
export interface PendingRead {
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The round of one stream, if there is one. It goes on step by step whenever nothing else is due. Where it
 * cannot go on it is held: the next fingerprint tells whether what was read still counts, or all is read anew.
 */
export class Rounds {
  readonly #reader: StreamReader;
  readonly #now: () => number;
  #begunAt = 0;
  #round: Round | null = null;
  #held = false;
  #waiting: PendingRead[] = [];

  /** `now` in the clock's milliseconds. */
  constructor(reader: StreamReader, now: () => number) {
    this.#reader = reader;
    this.#now = now;
  }

  /** The round that is still to be read, now or later. */
  get current(): Round | null {
    return this.#round;
  }

  /** Something is still to be read, now or later. */
  get open(): boolean {
    return this.#round !== null;
  }

  /** A step can be taken. */
  get running(): boolean {
    return this.#round !== null && !this.#held;
  }

  /** One that somebody asked for is running; who asks now waits for the next. */
  get ordered(): boolean {
    return this.running && this.#round?.why === 'order';
  }

  /** When the last round began. */
  get begunAt(): number {
    return this.#begunAt;
  }

  /** Everything is to be read, in place of a round under way that would not do as well. */
  demand(kinds: readonly Kind[], why: Cause, before: FingerprintReading | null): void {
    const does = why === 'event' || (why === 'sweep' && this.#round?.thorough === true);
    if (!(this.running && does)) this.#begin(kinds, why, before);
  }

  /**
   * After a fingerprint was read, or was found missing: goes on with the round, begins it anew, or begins one
   * of the kinds that are `due`. What is to be read thoroughly stays so.
   */
  meet(fingerprint: FingerprintReading | null, due: readonly Kind[], why: Cause): void {
    const round = this.#round;
    const stood = fingerprint !== null && fingerprint.value === round?.before?.value;
    if (round !== null && (round.thorough || due.length > 0)) {
      if (stood) this.#held = false;
      else this.#begin(round.kinds, round.thorough ? round.why : why, fingerprint);
      return;
    }
    this.#round = null;
    this.#answer();
    if (due.length > 0) this.#begin(due, why, fingerprint);
  }

  /** These are answered when the round has ended; at once where there is none. */
  wait(pending: readonly PendingRead[]): void {
    this.#waiting.push(...pending);
    if (!this.running) this.#answer();
  }

  /** One call or two; false where the round has ended or is held. */
  async step(): Promise<boolean> {
    const round = this.#round;
    if (round === null) return false;
    const outcome = await this.#reader.advance(round);
    if (outcome === 'going') return true;
    if (outcome === 'held') this.#held = true;
    else this.#round = null;
    this.#answer();
    return false;
  }

  /** The contact broke: what was read stays read. */
  broken(error: unknown): void {
    this.#held = true;
    for (const pending of this.#waiting.splice(0)) pending.failed(error);
  }

  /** What a connection sees: a round of anything else is given up; gives back who waited for it. */
  sees(kinds: readonly Kind[]): PendingRead[] {
    return this.#round?.kinds.every(kind => kinds.includes(kind)) === false ? this.drop() : [];
  }

  /** Gives the round up; gives back who waited for it. */
  drop(): PendingRead[] {
    this.#round = null;
    this.#held = false;
    return this.#waiting.splice(0);
  }

  #begin(kinds: readonly Kind[], why: Cause, before: FingerprintReading | null): void {
    const { clean, fingerprint: knownFingerprint } = this.#reader.known;
    const first = kinds.every(kind => !clean.has(kind));
    this.#begunAt = this.#now();
    this.#held = false;
    this.#round = new Round({ kinds, why, first, before, knownFingerprint });
  }

  #answer(): void {
    for (const pending of this.#waiting.splice(0)) pending.done();
  }
}
