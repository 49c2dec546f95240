import type { Instant } from '@witnessmark/shared/time';
import type { AgentClock } from '../../clock/index.ts';
import type { Timers } from '../timers.ts';

const epochMs = Date.UTC(2026, 2, 2, 8, 0, 0);

/** A clock and timers that move only when a test moves them. */
export class VirtualTime implements AgentClock, Timers {
  readonly boot = 'c'.repeat(32);
  mono = 1000;
  wallOffsetMs = 0;
  readonly #waiting: { mono: number; order: number; task: () => void }[] = [];
  #order = 0;

  now(): Instant {
    return this.instant(this.mono);
  }

  instant(mono: number): Instant {
    const wall = new Date(epochMs + mono + this.wallOffsetMs).toISOString();
    return { wall, mono, boot: this.boot };
  }

  at(mono: number, task: () => void): () => void {
    // The clock counts whole milliseconds, as the real one does.
    const entry = { mono: Math.ceil(mono), order: this.#order++, task };
    this.#waiting.push(entry);
    return () => {
      const index = this.#waiting.indexOf(entry);
      if (index >= 0) this.#waiting.splice(index, 1);
    };
  }

  /** Rejects when the signal aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const off = this.at(this.mono + ms, resolve);
      signal?.addEventListener('abort', () => {
        off();
        reject(signal.reason);
      });
    });
  }

  /** Lets `ms` pass: everything due in between happens, in order. */
  async pass(ms: number): Promise<void> {
    const until = this.mono + ms;
    for (;;) {
      await settled();
      this.#waiting.sort((a, b) => a.mono - b.mono || a.order - b.order);
      const next = this.#waiting[0];
      if (next === undefined || next.mono > until) break;
      this.#waiting.shift();
      this.mono = Math.max(this.mono, next.mono);
      next.task();
    }
    this.mono = until;
    await settled();
  }

  /** Passes time until the condition holds; fails after `withinMs` of virtual time. */
  async until(condition: () => boolean, withinMs = 600_000): Promise<void> {
    const end = this.mono + withinMs;
    while (!condition()) {
      if (this.mono >= end) throw new Error(`did not come about within ${withinMs} ms`);
      await this.pass(50);
    }
  }
}

/** Every promise that needs no timer and no I/O has run when this resolves. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
