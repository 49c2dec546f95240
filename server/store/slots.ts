/** Lets a bounded number of tasks run at the same time, the others in the order they came. */
export class Slots {
  readonly #places: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Whether a place can be had at once. */
  get free(): boolean {
    return this.#taken < this.#places;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    const release = await this.take();
    try {
      return await task();
    } finally {
      release();
    }
  }

  /** Gives the place back when the returned function is called; calling it again does nothing. */
  async take(): Promise<() => void> {
    if (this.#taken >= this.#places) await new Promise<void>(resolve => this.#queue.push(resolve));
    else this.#taken++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#queue.shift();
      if (next === undefined) this.#taken--;
      else next();
    };
  }
}
