import { statfs } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';

/** The disk is asked at most this often. */
const askEveryMs = 1000;

/** Free space on the disk that facts are stored on: ingest stops first, while there is room for all else. */
export class Room {
  readonly #dir: string;
  readonly #keepFree: number;
  #asked = Number.NEGATIVE_INFINITY;
  #free = Number.POSITIVE_INFINITY;

  constructor(dir: string, keepFree: number) {
    this.#dir = dir;
    this.#keepFree = keepFree;
  }

  /** Throws `store.disk-full` where less than what must stay free is left. */
  async assert(): Promise<void> {
    const now = performance.now();
    if (now - this.#asked > askEveryMs || this.#free < this.#keepFree) {
      this.#asked = now;
      const { bavail, bsize } = await statfs(this.#dir);
      this.#free = bavail * bsize;
    }
    if (this.#free < this.#keepFree) {
      throw new WitnessError('store.disk-full', this.#dir, `${this.#free} bytes left`);
    }
  }
}
