import type { Instant } from '@witnessmark/shared/time';
import { type DiagnosticEntry, diagnosticEntries, type StatusLists, type Szl } from '../szl/index.ts';

/** What the diagnostic buffer holds that it did not hold before, newest first. */
export interface Trail {
  readonly fresh: readonly DiagnosticEntry[];
  /** Some before these, for whoever reads it. */
  readonly older: readonly DiagnosticEntry[];
  /** Nothing between the last reading and this one is missing. */
  readonly gapless: boolean;
  /** When it was last known what the newest entry is; null where it was not. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Why it was not read; null where it was. */
  readonly unread: string | null;
}

/** What the reader asks: of no list more than the newest `many` entries are taken. */
export type BufferLists = Pick<StatusLists, 'read' | 'refusal'>;

/** Fits one answer of the smallest PDU. */
const few = 10;
const many = 100;
const olderShown = 3;

const buffer = 0x00a0;
const newestOf = 0x01a0;

/** Reads the newest entries: as many as reach back to the last one known, within bounds. */
export class BufferReader {
  readonly #lists: BufferLists;
  #newest: string | null = null;
  #knownAt: Instant | null = null;

  constructor(lists: BufferLists) {
    this.#lists = lists;
  }

  reset(): void {
    this.#newest = null;
    this.#knownAt = null;
  }

  /** What came since the last call. The first call only learns which entry is the newest. */
  async since(signal: AbortSignal): Promise<Trail> {
    const newest = this.#newest;
    const from = this.#knownAt;
    let list = await this.#read(few, signal);
    let entries = newestEntries(list);
    const reachesBack = () => newest === null || entries.some(({ raw }) => raw === newest);
    if (list !== null && !reachesBack() && entries.length >= few) {
      list = (await this.#read(many, signal)) ?? list;
      entries = newestEntries(list);
    }
    if (list === null) return { ...unreadTrail(this.#refusal()), from };
    const [first] = entries;
    this.#newest = first?.raw ?? newest;
    this.#knownAt = list.requestedAt;
    const { arrivedAt: to } = list;
    if (newest === null)
      return { fresh: [], older: entries.slice(0, olderShown), gapless: false, from, to, unread: null };
    const at = entries.findIndex(({ raw }) => raw === newest);
    const fresh = at === -1 ? entries : entries.slice(0, at);
    const older = entries.slice(fresh.length, fresh.length + olderShown);
    return { fresh, older, gapless: at !== -1, from, to, unread: null };
  }

  /** Some CPUs give the newest entries by number; the others give what they give of the whole. */
  async #read(count: number, signal: AbortSignal): Promise<Szl | null> {
    return (await this.#lists.read(newestOf, count, signal)) ?? this.#lists.read(buffer, 0, signal);
  }

  #refusal(): string {
    return this.#lists.refusal(buffer, 0) ?? 'the diagnostic buffer is refused';
  }
}

export function unreadTrail(unread: string): Trail {
  return { fresh: [], older: [], gapless: false, from: null, to: null, unread };
}

function newestEntries(list: Szl | null): DiagnosticEntry[] {
  return diagnosticEntries((list?.records ?? []).slice(0, many));
}
