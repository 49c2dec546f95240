import type { Beats } from '../fleet/index.ts';

/** How well the agents' clocks are known, from their last beat. */
export class Clocks {
  readonly #beats: Beats;

  constructor(beats: Beats) {
    this.#beats = beats;
  }

  /** Offset from the server's clock and its error bound, in milliseconds; null before the first measurement. */
  measured(agent: string): { readonly offsetMs: number; readonly errorMs: number } | null {
    return this.#beats.of(agent)?.beat.clock.previous ?? null;
  }

  /** How far a moment of this agent may lie from the server's clock, in whole milliseconds. */
  errorMs(agent: string): number | null {
    const measured = this.measured(agent);
    return measured === null ? null : Math.ceil(Math.abs(measured.offsetMs) + measured.errorMs);
  }
}
