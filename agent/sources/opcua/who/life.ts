import type { Instant } from '@witnessmark/shared/time';

/** A time over which a witness was proven alive, or why it was not. */
export type Period = { readonly from: Instant; readonly to: Instant } & (
  | { readonly alive: true }
  | { readonly alive: false; readonly because: string }
);

/**
 * The proven life of one witness. What is not proven is not alive: it begins silent, and a break takes back
 * nothing that was proven but everything after it. Instants are of one boot of the agent.
 */
export class Life {
  #alive: { from: Instant; to: Instant } | null = null;
  #told: Instant;
  #because: string;
  #periods: Period[] = [];

  /** Silent from `since` on, because of that. */
  constructor(since: Instant, because: string) {
    this.#told = since;
    this.#because = because;
  }

  /** Up to when it is proven alive now; null while it is not. */
  get until(): Instant | null {
    return this.#alive?.to ?? null;
  }

  /** Proven alive from `from` to `to`; goes on from what is proven already where nothing broke. */
  extend(from: Instant, to: Instant): void {
    if (this.#alive !== null) {
      if (to.mono > this.#alive.to.mono) this.#alive.to = to;
      return;
    }
    this.#silence(from);
    this.#alive = { from, to };
    this.#told = from;
  }

  /** Nothing is proven any more, from the last proof on. The silence is told at once and when it ends. */
  broken(at: Instant, because: string): void {
    const lived = this.#alive !== null;
    this.#tellAlive();
    this.#alive = null;
    if (!lived && this.#because === because) return;
    if (!lived) this.#silence(at);
    this.#because = because;
    if (lived) this.#silence(at);
  }

  /** What has not been told yet; with `all` also what is proven of a life that goes on. */
  take(all: boolean): Period[] {
    if (all) this.#tellAlive();
    const periods = this.#periods;
    this.#periods = [];
    return periods;
  }

  #tellAlive(): void {
    if (this.#alive === null) return;
    const { to } = this.#alive;
    if (to.mono > this.#told.mono) this.#periods.push({ alive: true, from: this.#told, to });
    this.#told = to;
  }

  #silence(to: Instant): void {
    if (to.mono > this.#told.mono) {
      this.#periods.push({ alive: false, from: this.#told, to, because: this.#because });
    }
    this.#told = to;
  }
}
