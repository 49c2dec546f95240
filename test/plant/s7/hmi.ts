import { panelTsap } from './service.ts';
import { StationLink, type StationOptions } from './station-link.ts';

export interface HmiOptions extends StationOptions {
  /** A panel connects as OP; an engineer's station as a programming device. */
  readonly as?: 'operator' | 'engineer';
}

const dataBlock = 0x84;
const bit = 1;
const byte = 2;

/**
 * An operator's panel or an engineer's station: the plant's people change values with it. It can write, which
 * no part of the agent can. One request at a time.
 */
export class S7Hmi {
  readonly #link: StationLink;

  constructor(options: HmiOptions) {
    const { as = 'operator' } = options;
    this.#link = new StationLink(
      options,
      as === 'operator' ? { localTsap: panelTsap, type: 2 } : { localTsap: 0x0100, type: 1 },
    );
  }

  connect(): Promise<void> {
    return this.#link.connect();
  }

  /** Writes bytes into a data block, in as many requests as the PDU size asks for. */
  async write(db: number, start: number, bytes: Buffer): Promise<void> {
    const longest = this.#link.pduSize - 10 - 14 - 4;
    for (let at = 0; at < bytes.length; at += longest) {
      const part = bytes.subarray(at, at + longest);
      const head = Buffer.from([0, 4, 0, 0]);
      head.writeUInt16BE(part.length * 8, 2);
      await this.#write(item(byte, part.length, db, (start + at) * 8), Buffer.concat([head, part]));
    }
  }

  async writeReal(db: number, start: number, value: number): Promise<void> {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(value);
    await this.write(db, start, bytes);
  }

  async writeInt(db: number, start: number, value: number): Promise<void> {
    const bytes = Buffer.alloc(2);
    bytes.writeInt16BE(value);
    await this.write(db, start, bytes);
  }

  async writeBool(db: number, start: number, bitNumber: number, value: boolean): Promise<void> {
    const data = Buffer.from([0, 3, 0, 1, value ? 1 : 0]);
    await this.#write(item(bit, 1, db, start * 8 + bitNumber), data);
  }

  async read(db: number, start: number, length: number): Promise<Buffer> {
    const longest = this.#link.pduSize - 18;
    const parts: Buffer[] = [];
    for (let at = 0; at < length; at += longest) {
      const count = Math.min(longest, length - at);
      const request = Buffer.concat([Buffer.from([4, 1]), item(byte, count, db, (start + at) * 8)]);
      const { data } = await this.#link.job(request);
      if (data[0] !== 0xff) throw new Error(`reading DB${db} was refused with ${data.toString('hex', 0, 1)}`);
      parts.push(data.subarray(4, 4 + count));
    }
    return Buffer.concat(parts);
  }

  close(): void {
    this.#link.close();
  }

  async #write(address: Buffer, data: Buffer): Promise<void> {
    const answer = await this.#link.job(Buffer.concat([Buffer.from([5, 1]), address]), data);
    if (answer.data[0] !== 0xff)
      throw new Error(`the write was refused with ${answer.data.toString('hex', 0, 1)}`);
  }
}

function item(transport: number, count: number, db: number, bitAddress: number): Buffer {
  const raw = Buffer.from([0x12, 0x0a, 0x10, transport, 0, 0, 0, 0, dataBlock, 0, 0, 0]);
  raw.writeUInt16BE(count, 4);
  raw.writeUInt16BE(db, 6);
  raw.writeUIntBE(bitAddress, 9, 3);
  return raw;
}
