import { lstat, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileFailure } from './failures.ts';
import { type Entry, signatureOf } from './walk.ts';

export interface WholeRules {
  readonly afterMs: number;
  readonly withinMs: number;
}

/**
 * Tells files that are whole from files still being written: one is whole when its size, times and number
 * stood still for a while, by the agent's own clock (a share's clock proves nothing). Signatures once found
 * whole are remembered, so that a folder at rest is never waited for.
 */
export class WholeFiles {
  readonly #rules: WholeRules;
  #whole = new Map<string, string>();

  constructor(rules: WholeRules) {
    this.#rules = rules;
  }

  /** The entries with the signature they came to rest with; one that did not is a problem entry. */
  async settle(entries: readonly Entry[], now: () => number, signal: AbortSignal): Promise<Entry[]> {
    const settled = new Map(entries.map(entry => [entry.relative, entry]));
    let moving = entries.filter(entry => 'signature' in entry && !this.#isWhole(entry));
    const until = now() + this.#rules.withinMs;
    while (moving.length > 0) {
      await wait(this.#rules.afterMs, undefined, { signal });
      const still: Entry[] = [];
      for (const entry of moving) {
        const again = await relook(entry);
        if (again === null) settled.delete(entry.relative);
        else if ('signature' in again && 'signature' in entry && again.signature === entry.signature) {
          this.#whole.set(entry.relative, entry.signature);
        } else {
          settled.set(entry.relative, again);
          if ('signature' in again) still.push(again);
        }
      }
      moving = still;
      if (now() < until) continue;
      for (const { names, relative } of moving) {
        settled.set(relative, { names, relative, problem: 'still being written' });
      }
      break;
    }
    return [...settled.values()];
  }

  /** Waits once more for a file that moved after it had come to rest; null where it is gone. */
  async settleAnew(entry: Entry, now: () => number, signal: AbortSignal): Promise<Entry | null> {
    this.#whole.delete(entry.relative);
    const [settled] = await this.settle([entry], now, signal);
    return settled ?? null;
  }

  /** Forgets files that are no longer there, so that the memory never outgrows the folder. */
  keepOnly(entries: readonly Entry[]): void {
    const there = new Set(entries.map(entry => entry.relative));
    this.#whole = new Map([...this.#whole].filter(([relative]) => there.has(relative)));
  }

  #isWhole(entry: Entry): boolean {
    return 'signature' in entry && this.#whole.get(entry.relative) === entry.signature;
  }
}

/** The same entry as it stands now; null where it is gone. */
async function relook(entry: Entry): Promise<Entry | null> {
  if (!('file' in entry)) return entry;
  const { names, relative, file } = entry;
  try {
    // Listed files are real paths: a link here is one that was put in the file's place.
    const stats = await lstat(file, { bigint: true });
    if (!stats.isFile()) return { names, relative, problem: 'no longer a regular file' };
    return { names, relative, file, signature: signatureOf(stats), size: Number(stats.size) };
  } catch (error) {
    const failure = fileFailure(error);
    if (failure.is === 'folder') throw error;
    return failure.is === 'gone' ? null : { names, relative, problem: failure.reason };
  }
}

/** Device and file number of a folder: whether it is still the one that was listed. */
export async function folderNumber(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder, { bigint: true });
  return `${dev}:${ino}`;
}
