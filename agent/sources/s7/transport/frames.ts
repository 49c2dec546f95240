import { Malformed } from './malformed.ts';

const headerBytes = 4;
/** TPKT header and the shortest COTP TPDU (RFC 1006 section 6, ISO 8073). */
const minFrameBytes = 7;

/**
 * Cuts a TCP stream into TPKT packets by their length field (RFC 1006 section 6), wherever TCP joined or
 * split them. Holds at most one unfinished packet of `maxBytes`.
 */
export class FrameReader {
  readonly #maxBytes: number;
  #held: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The payloads (COTP TPDUs) completed by `chunk`, in order. Throws `Malformed`; the stream is then lost. */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (rest.length > 0) {
      if (rest[0] !== 3) throw new Malformed(`TPKT version ${rest[0]} instead of 3`);
      if (rest.length < headerBytes) break;
      const length = rest.readUInt16BE(2);
      if (length < minFrameBytes) throw new Malformed(`TPKT of ${length} bytes`);
      if (length > this.#maxBytes)
        throw new Malformed(`TPKT of ${length} bytes, at most ${this.#maxBytes} expected`);
      if (rest.length < length) break;
      frames.push(rest.subarray(headerBytes, length));
      rest = rest.subarray(length);
    }
    // A copy: a small rest must not keep a large segment alive.
    this.#held = rest.length === 0 ? Buffer.alloc(0) : Buffer.from(rest);
    return frames;
  }
}

/** One TPKT around a COTP TPDU. */
export function frame(tpdu: Buffer): Buffer {
  const header = Buffer.from([3, 0, 0, 0]);
  header.writeUInt16BE(headerBytes + tpdu.length, 2);
  return Buffer.concat([header, tpdu]);
}
