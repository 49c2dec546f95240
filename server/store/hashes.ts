import { WitnessError } from '@witnessmark/shared/errors';
import { sha256 } from './listing.ts';
import type { ReaderPool } from './reader-pool.ts';

/** About 20 MB of memory. */
const kept = 100_000;

/** SHA-256 of contents by git's id of them, remembered because reading them all again is what a manifest costs. */
export class Hashes {
  readonly #readers: ReaderPool;
  readonly #known = new Map<string, string>();

  constructor(readers: ReaderPool) {
    this.#readers = readers;
  }

  /** `store.damaged` where the asset's repository does not have the content. */
  async of(asset: string, blob: string): Promise<string> {
    const known = this.#known.get(blob);
    if (known !== undefined) return known;
    const object = await this.#readers.ask(asset, blob);
    if (object === null) throw new WitnessError('store.damaged', asset, `content ${blob} is gone`);
    const found = sha256(object.content);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size < kept) break;
      this.#known.delete(oldest);
    }
    this.#known.set(blob, found);
    return found;
  }
}
