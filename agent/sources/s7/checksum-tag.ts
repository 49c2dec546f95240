import type { Instant } from '@witnessmark/shared/time';
import { checksumOfMembers, type TagReading } from '../checksum-tag/index.ts';
import { decode, type Leaf, leavesAt } from './layout/index.ts';
import type { S7Transport } from './transport/index.ts';
import { readRanges } from './variables/index.ts';

/** A variable in which the controller's program keeps its own checksum. */
export class ChecksumTag {
  readonly address: string;
  readonly #leaves: readonly Leaf[];
  readonly #transport: S7Transport;
  readonly #now: () => Instant;

  /** Throws `s7.layout-invalid` for an address that is none. */
  constructor(address: string, transport: S7Transport, now: () => Instant) {
    this.address = address;
    this.#leaves = leavesAt('checksum', address, 'logic.checksumTag');
    this.#transport = transport;
    this.#now = now;
  }

  /** Throws only what ends the connection; a refusal is the reading's failure. */
  async read(signal: AbortSignal): Promise<TagReading> {
    const requestedAt = this.#now();
    const ranges = this.#leaves.map(({ area, db, byte, bytes }) => ({
      area,
      db,
      start: byte,
      length: bytes,
    }));
    const readings = await readRanges(this.#transport, ranges, signal);
    const arrivedAt = this.#now();
    const failed = readings.find(({ failure }) => failure !== null)?.failure ?? null;
    if (failed !== null) return { requestedAt, arrivedAt, checksum: null, failure: failed.detail };
    const members = this.#leaves.flatMap((leaf, index) => {
      const bytes = readings[index]?.bytes;
      return bytes == null
        ? []
        : [{ name: leaf.name, type: leaf.type, value: decode(leaf, bytes, leaf.byte) }];
    });
    const checksum = checksumOfMembers(members);
    return checksum === null
      ? { requestedAt, arrivedAt, checksum, failure: 'its value is no checksum' }
      : { requestedAt, arrivedAt, checksum, failure: null };
  }
}
