/** Results of the last questions, by key, up to a weight together; those asked longest ago go first. */
export class Recent<Result> {
  readonly #kept = new Map<string, { readonly result: Promise<Result>; weight: number }>();
  readonly #most: number;
  #weight = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** What was made for the key, or what `make` gives now with its weight. What fails is not kept. */
  get(key: string, make: () => Promise<{ result: Result; weight: number }>): Promise<Result> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.result;
    }
    const made = make();
    const entry = { result: made.then(({ result }) => result), weight: 0 };
    this.#kept.set(key, entry);
    made.then(
      ({ weight }) => {
        entry.weight = weight;
        this.#weight += weight;
        this.#shed(key);
      },
      () => this.#kept.delete(key),
    );
    return entry.result;
  }

  /** The newest stays, however heavy. */
  #shed(newest: string): void {
    for (const [key, { weight }] of this.#kept) {
      if (this.#weight <= this.#most) return;
      if (key === newest || weight === 0) continue;
      this.#kept.delete(key);
      this.#weight -= weight;
    }
  }
}
