/** A content that was read, and what spoke for it then. */
interface Remembered {
  readonly stamp: string;
  readonly sha256: string;
  readonly bytes: number;
}

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

  keep(
    path: string,
    { stamp, sha256, bytes }: { stamp: string | null; sha256: string; bytes: number },
  ): void {
    if (stamp === null) this.#files.delete(path);
    else this.#files.set(path, { stamp, sha256, bytes });
  }

  /** The content of this file under this stamp, where exactly `known` was read under it. */
  unmoved(path: string, stamp: string | null, known: string | null): Remembered | null {
    const found = this.#files.get(path);
    return found && found.stamp === stamp && found.sha256 === known ? found : null;
  }
}
