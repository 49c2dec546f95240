/** One piece of work at a time for each asset, in the order of the calls; assets run side by side. */
export class AssetLocks {
  readonly #tails = new Map<string, Promise<void>>();

  async run<Result>(asset: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(asset) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.then(ignore, ignore);
    this.#tails.set(asset, tail);
    try {
      return await result;
    } finally {
      if (this.#tails.get(asset) === tail) this.#tails.delete(asset);
    }
  }

  /** Resolves when everything begun has ended. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}

// The caller gets the failure; whoever waits behind it only waits for the end.
function ignore(): undefined {
  return undefined;
}
