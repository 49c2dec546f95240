import type { Instant } from '@witnessmark/shared/time';

/** A time over which a witness was proven alive, or why it was not. */
export type Period = { readonly from: Instant; readonly to: Instant } & (
  | { readonly alive: true }
  | { readonly alive: false; readonly because: string }
);

interface Chain {
  /** The coming of its first sign. */
  readonly from: Instant;
  /** The last sign is no older than this. */
  lastSign: Instant;
  /** Up to when it is proven. */
  to: Instant;
}

/**
 * The proven life of a trail, by signs of life in it. A sign that was not there at one look and is at the next was
 * written between the two: so the trail's writer lived at least until the first of them, and whatever it had written
 * before is in the file and was read. Signs that follow each other within the bound make one life; a sign too late, a
 * record nobody can read, or a folder that cannot be read ends it at the last moment that was proven.
 */
export class TrailLife {
  readonly #withinMs: number;
  readonly #delayMs: number;
  #chain: Chain | null = null;
  #told: Instant;
  #because: string;
  #saidBecause: string | null = null;
  #periods: Period[] = [];

  /** Silent from `since` on, because of that. `delayMs`: how long a record may be on its way into the file. */
  constructor(
    since: Instant,
    because: string,
    bounds: { readonly withinMs: number; readonly delayMs: number },
  ) {
    this.#told = since;
    this.#because = because;
    this.#withinMs = bounds.withinMs;
    this.#delayMs = bounds.delayMs;
  }

  /** Why it is not proven alive; null while it is. */
  get silent(): string | null {
    return this.#chain === null ? this.#because : null;
  }

  /** Up to when it is proven alive now. */
  get until(): Instant | null {
    return this.#chain?.to ?? null;
  }

  /** A sign was read at `arrivedAt`; it was not there yet when the last complete look was begun. */
  sign(before: Instant, arrivedAt: Instant): void {
    this.looked(arrivedAt);
    const chain = this.#chain;
    if (chain === null) {
      this.#chain = { from: arrivedAt, lastSign: before, to: arrivedAt };
      return;
    }
    chain.lastSign = before;
    const to = earlierBy(before, this.#delayMs);
    if (to.mono > chain.to.mono) chain.to = to;
  }

  /** Everything there was has been read at `at`: where the next sign is overdue by then, life is not proven any more. */
  looked(at: Instant): void {
    if (this.#chain === null || elapsed(this.#chain.lastSign, at) <= this.#withinMs) return;
    this.broken(at, `no sign of life for more than ${Math.round(this.#withinMs / 1000)} s`);
  }

  /** Nothing is proven from the last proof on. It is told once for each reason, and again with the life that ends it. */
  broken(at: Instant, because: string): void {
    this.#tellAlive();
    this.#chain = null;
    this.#because = because;
    if (this.#saidBecause === because) return;
    this.#silence(at);
  }

  /** What was not told yet; with `all` also what is proven of a life that goes on. */
  take(all: boolean): Period[] {
    if (all) this.#tellAlive();
    const periods = this.#periods;
    this.#periods = [];
    return periods;
  }

  #tellAlive(): void {
    if (this.#chain === null) return;
    const { from, to } = this.#chain;
    // A life that no second sign proved never was: where doubts and signs come together it would be told each time.
    if (to.mono <= Math.max(from.mono, this.#told.mono)) return;
    this.#silence(from);
    this.#saidBecause = null;
    this.#periods.push({ alive: true, from: this.#told, to });
    this.#told = to;
  }

  #silence(to: Instant): void {
    if (to.mono <= this.#told.mono) return;
    this.#periods.push({ alive: false, from: this.#told, to, because: this.#because });
    this.#saidBecause = this.#because;
    this.#told = to;
  }
}

/** By whichever clock says more: a machine that slept counts no time itself. */
export function elapsed(from: Instant, to: Instant): number {
  return Math.max(to.mono - from.mono, Date.parse(to.wall) - Date.parse(from.wall));
}

export function earlierBy(instant: Instant, ms: number): Instant {
  const mono = Math.max(0, Math.round(instant.mono - ms));
  return { ...instant, wall: new Date(Date.parse(instant.wall) - ms).toISOString(), mono };
}
