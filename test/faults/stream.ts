import { setTimeout as wait } from 'node:timers/promises';
import type { Chance, Place } from '../world/index.ts';

interface Part {
  readonly places: readonly Place[];
  write(place: Place, value: number): Promise<void>;
}

const pauseMs = { least: 20, most: 150 } as const;

/** Changes in the plant, one after the other, each value another one, until it is paused. */
export class Stream {
  readonly #parts: readonly Part[];
  readonly #chance: Chance;
  #value = 0;
  #paused = true;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: readonly Part[], chance: Chance) {
    this.#parts = parts;
    this.#chance = chance;
  }

  run(): void {
    this.#paused = false;
    this.#running = this.#change();
    // Told by `pause`, which everybody who runs a stream awaits.
    this.#running.catch(() => undefined);
  }

  /** Resolves when the last change was made; rejects where one failed. */
  async pause(): Promise<void> {
    this.#paused = true;
    await this.#running;
  }

  async #change(): Promise<void> {
    while (!this.#paused) {
      const part = this.#chance.pick(this.#parts);
      this.#value += 1;
      await part.write(this.#chance.pick(part.places), this.#value);
      await wait(this.#chance.between(pauseMs.least, pauseMs.most));
    }
  }
}
