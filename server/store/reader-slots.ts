import { WitnessError } from '@witnessmark/shared/errors';

/** How many readers are served, all together and each. */
export interface ReaderBounds {
  readonly places: number;
  readonly waiting: number;
  readonly placesEach: number;
  readonly waitingEach: number;
}

interface Waiter {
  readonly reader: string;
  readonly goOn: () => void;
}

/** Places that many readers share, in the order they came, of which no single one can have them all. */
export class ReaderSlots {
  readonly #bounds: ReaderBounds;
  readonly #queue: Waiter[] = [];
  readonly #held = new Map<string, number>();
  #taken = 0;

  constructor(bounds: ReaderBounds) {
    this.#bounds = bounds;
  }

  /**
   * Waits for a place; gives it back when the returned function is called, calling it again does nothing.
   * Throws `store.reader-busy` where this reader waits as often as one may already, `store.busy` where
   * everybody together does.
   */
  async take(reader: string): Promise<() => void> {
    if (this.#mayGoOn(reader)) this.#hold(reader);
    else {
      const own = this.#queue.filter(waiter => waiter.reader === reader).length;
      if (own >= this.#bounds.waitingEach)
        throw new WitnessError('store.reader-busy', `${this.#heldBy(reader)} under way, ${own} waiting`);
      if (this.#queue.length >= this.#bounds.waiting) throw new WitnessError('store.busy', 'store');
      await new Promise<void>(goOn => this.#queue.push({ reader, goOn }));
    }
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#giveBack(reader);
    };
  }

  #giveBack(reader: string): void {
    this.#taken--;
    const left = this.#heldBy(reader) - 1;
    if (left === 0) this.#held.delete(reader);
    else this.#held.set(reader, left);
    const next = this.#queue.findIndex(waiter => this.#mayGoOn(waiter.reader));
    const [waiter] = next === -1 ? [] : this.#queue.splice(next, 1);
    if (waiter === undefined) return;
    this.#hold(waiter.reader);
    waiter.goOn();
  }

  #hold(reader: string): void {
    this.#taken++;
    this.#held.set(reader, this.#heldBy(reader) + 1);
  }

  #mayGoOn(reader: string): boolean {
    return this.#taken < this.#bounds.places && this.#heldBy(reader) < this.#bounds.placesEach;
  }

  #heldBy(reader: string): number {
    return this.#held.get(reader) ?? 0;
  }
}
