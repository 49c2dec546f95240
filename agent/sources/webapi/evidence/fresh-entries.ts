import { type BufferEntry, type BufferReading, newestAsked } from './buffers.ts';

/** What came into a buffer since it was last read. */
export interface Fresh {
  readonly entries: readonly BufferEntry[];
  /** Nothing between is missing. */
  readonly gapless: boolean;
  /** It had been read before. */
  readonly compared: boolean;
  /** Why it was not read; null where it was. */
  readonly unread: string | null;
}

/** The entries of one buffer that were there when it was last read. */
export class KnownEntries {
  #known: ReadonlySet<string> | null = null;

  reset(): void {
    this.#known = null;
  }

  /** Takes a reading of the newest entries, in whatever order the CPU gives them. */
  take(reading: BufferReading): Fresh {
    const before = this.#known;
    if ('unread' in reading)
      return { entries: [], gapless: false, compared: before !== null, unread: reading.unread };
    const keys = reading.entries.map(({ time, text }) => `${time} ${text}`);
    this.#known = new Set(keys);
    if (before === null) return { entries: [], gapless: true, compared: false, unread: null };
    const entries = reading.entries.filter((_, index) => !before.has(keys[index] ?? ''));
    // As many as were asked for may have pushed out others.
    const whole = before.size === 0 && entries.length < newestAsked;
    // An entry known from before shows that nothing was pushed out between it and the new ones.
    const gapless = whole || entries.length < reading.entries.length;
    return { entries, gapless, compared: true, unread: null };
  }
}
