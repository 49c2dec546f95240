/** What a piece of a stream brought. */
export interface Framed {
  readonly messages: readonly Uint8Array[];
  /** Messages that were longer than is taken, and were left out. */
  readonly tooLong: number;
  /** The stream cannot be read on: nothing tells where the next message begins. */
  readonly broken: boolean;
}

const lineEnd = 0x0a;
const blank = 0x20;
const mostLengthDigits = 7;

/**
 * Cuts a stream into messages (RFC 6587): octet counting where a message begins with a digit, else lines. Holds at most
 * one message of `limit` bytes.
 */
export class FrameReader {
  readonly #limit: number;
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of an overlong counted message that are still to be passed over. */
  #skip = 0;
  #skipLine = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): Framed {
    this.#held = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk]);
    const messages: Uint8Array[] = [];
    let tooLong = 0;
    while (this.#held.length > 0) {
      if (this.#passOver()) continue;
      if (this.#skip > 0 || this.#skipLine) break;
      const first = this.#held[0] ?? 0;
      const step = first >= 0x31 && first <= 0x39 ? this.#counted() : this.#line();
      if (step === 'more') break;
      if (step === 'broken') return { messages, tooLong, broken: true };
      if (step === 'too-long') tooLong += 1;
      else if (step.length > 0) messages.push(step);
    }
    return { messages, tooLong, broken: false };
  }

  /** What is left when the stream ends: a last line without an end. */
  end(): Uint8Array | null {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held.length === 0 || held[0] !== 0x3c || this.#skip > 0 || this.#skipLine ? null : held;
  }

  #passOver(): boolean {
    if (this.#skip > 0) {
      const passed = Math.min(this.#skip, this.#held.length);
      this.#skip -= passed;
      this.#held = this.#held.subarray(passed);
      return passed > 0;
    }
    if (!this.#skipLine) return false;
    const end = this.#held.indexOf(lineEnd);
    this.#skipLine = end < 0;
    this.#held = end < 0 ? Buffer.alloc(0) : this.#held.subarray(end + 1);
    return true;
  }

  #counted(): Uint8Array | 'more' | 'too-long' | 'broken' {
    const space = this.#held.subarray(0, mostLengthDigits + 1).indexOf(blank);
    if (space < 0) return this.#held.length > mostLengthDigits ? 'broken' : 'more';
    const digits = this.#held.subarray(0, space).toString('latin1');
    if (!/^\d+$/.test(digits)) return 'broken';
    const length = Number(digits);
    if (length > this.#limit) {
      this.#held = this.#held.subarray(space + 1);
      this.#skip = length;
      return 'too-long';
    }
    if (this.#held.length < space + 1 + length) return 'more';
    const message = Buffer.from(this.#held.subarray(space + 1, space + 1 + length));
    this.#held = this.#held.subarray(space + 1 + length);
    return message;
  }

  #line(): Uint8Array | 'more' | 'too-long' {
    const end = this.#held.indexOf(lineEnd);
    if (end > this.#limit || (end < 0 && this.#held.length > this.#limit)) {
      this.#skipLine = true;
      return 'too-long';
    }
    if (end < 0) return 'more';
    const message = Buffer.from(this.#held.subarray(0, end));
    this.#held = this.#held.subarray(end + 1);
    return message;
  }
}
