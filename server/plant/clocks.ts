import type { AgentTime, ClockBook, ClockMeasurement } from '../fleet/index.ts';

/** How well the agents' clocks are known, by what is kept of their measurements. */
export class Clocks {
  readonly #book: ClockBook;

  constructor(book: ClockBook) {
    this.#book = book;
  }

  /** Offset from the server's clock and its error bound, in milliseconds; null before the first measurement. */
  measured(agent: string): ClockMeasurement | null {
    return this.#book.newest(agent);
  }

  /**
   * How far a moment of this agent may lie from the server's clock, in whole milliseconds, over a stretch of the agent's
   * time; as the newest measurement has it where none is given.
   */
  errorMs(agent: string, during?: AgentTime): number | null {
    return this.#book.errorMs(agent, during);
  }

  /** The same over the window of a change or an item (UTC text), as this agent gave it. */
  errorIn(
    agent: string,
    { window_from, window_to }: { readonly window_from: string | null; readonly window_to: string },
  ): number | null {
    return this.errorMs(agent, { from: Date.parse(window_from ?? window_to), to: Date.parse(window_to) });
  }
}
