/** A content that was read, and what spoke for it then. */
interface Remembered {
  readonly stamp: string;
  readonly sha256: string;
  readonly bytes: number;
  /** When it was read, in the agent's monotonic milliseconds. */
  readonly at: number;
}

/**
 * Milliseconds for which size and time speak for a file. The window of a change begins where the content was last
 * read, so that it is read again now and then although nothing moved.
 */
const speaksForMs = 900_000;

/**
 * Which content was read of each file under which size and time, so that an unmoved file need not be read
 * again. Forgotten when another device answers, or what stands for its program moved.
 */
export class FileMemory {
  readonly #files = new Map<string, Remembered>();
  #of = '';

  /** Everything remembered is of this device in this state; forgets what is of another. */
  of(state: string): void {
    if (state !== this.#of) this.#files.clear();
    this.#of = state;
  }

  keep(path: string, { stamp, ...read }: Omit<Remembered, 'stamp'> & { stamp: string | null }): void {
    if (stamp === null) this.#files.delete(path);
    else this.#files.set(path, { stamp, ...read });
  }

  /** The content of this file under this stamp, where exactly `known` was read under it not long before `now`. */
  unmoved(path: string, stamp: string | null, known: string | null, now: number): Remembered | null {
    const found = this.#files.get(path);
    if (!found || found.stamp !== stamp || found.sha256 !== known) return null;
    return now - found.at < speaksForMs ? found : null;
  }
}
