import type { AgentClock } from '../clock/index.ts';

/** Runs things later. Times are the agent clock's `mono` in milliseconds. */
export interface Timers {
  /** Runs `task` once, at `mono` or soon after it; the returned function calls it off. */
  at(mono: number, task: () => void): () => void;
}

interface Entry {
  readonly mono: number;
  readonly task: () => void;
  off: boolean;
}

/** The longest a system timer is set for; a machine that slept is noticed this soon. */
const longestMs = 60_000;

/** All watchers of an agent share one system timer: a heap of what is due, earliest first. */
export class TimerQueue implements Timers {
  readonly #clock: AgentClock;
  readonly #heap: Entry[] = [];
  #timer: NodeJS.Timeout | null = null;
  #setFor = Number.POSITIVE_INFINITY;

  constructor(clock: AgentClock) {
    this.#clock = clock;
  }

  at(mono: number, task: () => void): () => void {
    const entry: Entry = { mono, task, off: false };
    this.#push(entry);
    if (mono < this.#setFor) this.#set();
    return () => {
      entry.off = true;
    };
  }

  /** Calls everything off. */
  stop(): void {
    this.#heap.length = 0;
    this.#set();
  }

  #fire(): void {
    const now = this.#clock.now().mono;
    for (let first = this.#heap[0]; first !== undefined && first.mono <= now; first = this.#heap[0]) {
      this.#pop();
      if (!first.off) first.task();
    }
    this.#set();
  }

  #set(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#setFor = Number.POSITIVE_INFINITY;
    while (this.#heap[0]?.off) this.#pop();
    const first = this.#heap[0];
    if (first === undefined) return;
    this.#setFor = first.mono;
    const ms = Math.min(longestMs, Math.max(0, first.mono - this.#clock.now().mono));
    this.#timer = setTimeout(() => this.#fire(), ms);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.mono <= entry.mono) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let least = left;
      if (right !== undefined && right.mono < left.mono) {
        least = right;
        child += 1;
      }
      if (least.mono >= last.mono) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
  }
}
