/** How the bytes of a text file stand for its signs: quotes and line ends are looked for without decoding the rest. */
export interface Signs {
  /** Bytes of one code unit. */
  readonly unit: 1 | 2;
  /** With two bytes: the low one comes first. */
  readonly littleEndian: boolean;
}

export interface Cutting {
  readonly signs: Signs;
  /** What stands between values, where quotes can hold line ends; null where every line end ends a record. */
  readonly delimiter: string | null;
  /** Bytes of the longest record. */
  readonly most: number;
  /** Nothing more is to come: a quote that is still open will never be closed. */
  readonly atRest: boolean;
  /** The last record counts though no line end is behind it. */
  readonly takeLast: boolean;
}

/** Where the last cut ended, beside its offset. */
export interface CutState {
  /** Inside of a record that is too long: passed over up to its line end. */
  readonly skipping: boolean;
  /** For so many bytes from here a quote means nothing: one was opened and never closed. */
  readonly plain: number;
}

export const cutFromStart: CutState = { skipping: false, plain: 0 };

export interface CutRecords {
  /** Each record's bytes without the line end; null for one that was too long. */
  readonly records: readonly (Uint8Array | null)[];
  /** Bytes that are done with; what is behind is a record that is not whole yet. */
  readonly taken: number;
  /** For the bytes from there on. */
  readonly state: CutState;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

/**
 * Cuts bytes that begin with a record into records. Each byte is looked at once, or twice behind a quote that is never
 * closed, whatever the bytes are.
 */
export function cut(bytes: Uint8Array, from: CutState, cutting: Cutting): CutRecords {
  return new Cutter(bytes, from, cutting).run();
}

class Cutter {
  readonly #bytes: Uint8Array;
  readonly #cutting: Cutting;
  readonly #delimiter: number | null;
  readonly #low: number;
  readonly #records: (Uint8Array | null)[] = [];
  #start = 0;
  #at = 0;
  #skipping: boolean;
  #plainUntil: number;
  #firstLineEnd: number | null = null;
  #quoted = false;
  /** A value begins here. */
  #fresh = true;
  /** The quotes of a value were closed right before. */
  #closed = false;

  constructor(bytes: Uint8Array, from: CutState, cutting: Cutting) {
    this.#bytes = bytes;
    this.#cutting = cutting;
    this.#delimiter = cutting.delimiter?.charCodeAt(0) ?? null;
    this.#low = cutting.signs.unit === 2 && !cutting.signs.littleEndian ? 1 : 0;
    this.#skipping = from.skipping;
    this.#plainUntil = from.plain;
  }

  run(): CutRecords {
    const { signs, most, atRest, takeLast } = this.#cutting;
    const end = this.#bytes.length - (this.#bytes.length % signs.unit);
    for (;;) {
      while (this.#at < end) {
        this.#look();
        this.#at += signs.unit;
        if (!this.#skipping && this.#at - this.#start > most) this.#giveUp(this.#at);
      }
      if (!atRest || !this.#quoted || this.#firstLineEnd === null) break;
      this.#giveUp(end);
    }
    if (takeLast && this.#start < end) this.#take(end, end);
    const taken = this.#skipping ? end : this.#start;
    const plain = Math.max(0, this.#plainUntil - taken);
    return { records: this.#records, taken, state: { skipping: this.#skipping, plain } };
  }

  #look(): void {
    const at = this.#at;
    const sign = this.#sign(at);
    if (sign === lineFeed) {
      this.#firstLineEnd ??= at;
      if (this.#skipping || !this.#quoted) {
        this.#take(at, at + this.#cutting.signs.unit);
        return;
      }
    }
    if (this.#skipping || this.#delimiter === null || at < this.#plainUntil) return;
    // A quote opens a value only at its beginning; a doubled one closes it and opens it again.
    const opens = sign === quote && !this.#quoted && (this.#fresh || this.#closed);
    this.#closed = sign === quote && this.#quoted;
    if (sign === quote) this.#quoted = opens;
    this.#fresh = !this.#quoted && sign === this.#delimiter;
  }

  #take(end: number, next: number): void {
    const { unit } = this.#cutting.signs;
    const last = end - unit;
    const trimmed = last >= this.#start && this.#sign(last) === carriageReturn ? last : end;
    this.#records.push(this.#skipping ? null : this.#bytes.subarray(this.#start, trimmed));
    this.#begin(next);
  }

  /** A quote without its end would swallow what follows: its line is a record, and those behind it are lines. */
  #giveUp(until: number): void {
    const lineEnd = this.#firstLineEnd;
    if (lineEnd === null) {
      this.#skipping = true;
      return;
    }
    this.#plainUntil = until;
    this.#take(lineEnd, lineEnd + this.#cutting.signs.unit);
    this.#at = this.#start;
  }

  #begin(next: number): void {
    this.#start = next;
    this.#skipping = false;
    this.#firstLineEnd = null;
    this.#quoted = false;
    this.#fresh = true;
    this.#closed = false;
  }

  #sign(at: number): number {
    const low = this.#bytes[at + this.#low] ?? 0;
    const isWide = this.#cutting.signs.unit === 2 && this.#bytes[at + 1 - this.#low] !== 0;
    return isWide ? -1 : low;
  }
}
