import type { Entry } from './draft.ts';

export type EntriesListener = (entries: readonly Entry[]) => void;

/** Tells listeners in this process what was appended, in order, after it is on disk. */
export class EventBus {
  readonly #listeners = new Set<EntriesListener>();

  /** Returns the way to stop listening. DON'T throw from a listener: nobody is left to catch it. */
  subscribe(listener: EntriesListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(entries: readonly Entry[]): void {
    for (const listener of [...this.#listeners]) queueMicrotask(() => listener(entries));
  }
}
