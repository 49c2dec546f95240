import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { dataPacket, type PlantPdu, packet, pduKind, readPdu, takePackets, writePdu } from './bytes.ts';
import { panelTsap } from './service.ts';

export interface HmiOptions {
  readonly port: number;
  readonly host?: string;
  readonly rack?: number;
  readonly slot?: number;
  /** A panel connects as OP; an engineer's station as a programming device. */
  readonly as?: 'operator' | 'engineer';
  readonly timeoutMs?: number;
}

interface Waiting {
  readonly resolve: (pdu: PlantPdu | null) => void;
  readonly reject: (reason: unknown) => void;
}

const dataBlock = 0x84;
const bit = 1;
const byte = 2;

/**
 * An operator's panel or an engineer's station: the plant's people change values with it. It can write, which
 * no part of the agent can. One request at a time.
 */
export class S7Hmi {
  readonly #options: HmiOptions;
  #socket: Socket | null = null;
  #waiting: Waiting | null = null;
  #pduSize = 240;
  #reference = 0;

  constructor(options: HmiOptions) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    const { host = '127.0.0.1', port, rack = 0, slot = 2, as = 'operator' } = this.#options;
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    this.#socket = socket;
    this.#listen(socket);
    const request = Buffer.from('11e00000000200c0010ac1020000c2020000', 'hex');
    request.writeUInt16BE(as === 'operator' ? panelTsap : 0x0100, 12);
    request.writeUInt16BE(((as === 'operator' ? 2 : 1) << 8) | (rack * 32 + slot), 16);
    await this.#ask(packet(request));
    const answer = await this.#job(Buffer.from([0xf0, 0, 0, 1, 0, 1, 0x03, 0xc0]));
    this.#pduSize = answer.parameters.readUInt16BE(6);
  }

  /** Writes bytes into a data block, in as many requests as the PDU size asks for. */
  async write(db: number, start: number, bytes: Buffer): Promise<void> {
    const longest = this.#pduSize - 10 - 14 - 4;
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
    const longest = this.#pduSize - 18;
    const parts: Buffer[] = [];
    for (let at = 0; at < length; at += longest) {
      const count = Math.min(longest, length - at);
      const request = Buffer.concat([Buffer.from([4, 1]), item(byte, count, db, (start + at) * 8)]);
      const { data } = await this.#job(request);
      if (data[0] !== 0xff) throw new Error(`reading DB${db} was refused with ${data.toString('hex', 0, 1)}`);
      parts.push(data.subarray(4, 4 + count));
    }
    return Buffer.concat(parts);
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #write(address: Buffer, data: Buffer): Promise<void> {
    const answer = await this.#job(Buffer.concat([Buffer.from([5, 1]), address]), data);
    if (answer.data[0] !== 0xff)
      throw new Error(`the write was refused with ${answer.data.toString('hex', 0, 1)}`);
  }

  async #job(parameters: Buffer, data: Buffer = Buffer.alloc(0)): Promise<PlantPdu> {
    this.#reference = (this.#reference % 0xffff) + 1;
    const answer = await this.#ask(dataPacket(writePdu(pduKind.job, this.#reference, parameters, data)));
    if (answer === null || answer.reference !== this.#reference) throw new Error('no answer to this request');
    if (answer.error !== 0) throw new Error(`refused with ${answer.error.toString(16)}`);
    return answer;
  }

  #ask(bytes: Buffer): Promise<PlantPdu | null> {
    const socket = this.#socket;
    if (socket === null || this.#waiting !== null) throw new Error('not connected, or busy');
    return new Promise((resolve, reject) => {
      const { timeoutMs = 5000 } = this.#options;
      const timer = setTimeout(
        () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting = null;
        act();
      };
      this.#waiting = {
        resolve: pdu => settle(() => resolve(pdu)),
        reject: reason => settle(() => reject(reason)),
      };
      socket.write(bytes);
    });
  }

  #listen(socket: Socket): void {
    let stream: Buffer = Buffer.alloc(0);
    socket.on('data', chunk => {
      const { packets, rest } = takePackets(Buffer.concat([stream, chunk]));
      stream = rest;
      for (const tpdu of packets) {
        if (tpdu[1] === 0xd0) this.#waiting?.resolve(null);
        else if (tpdu[1] === 0xf0) this.#waiting?.resolve(readPdu(tpdu));
        else this.#waiting?.reject(new Error('the CPU turned the connection away'));
      }
    });
    socket.on('error', error => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the CPU closed the connection')));
  }
}

function item(transport: number, count: number, db: number, bitAddress: number): Buffer {
  const raw = Buffer.from([0x12, 0x0a, 0x10, transport, 0, 0, 0, 0, dataBlock, 0, 0, 0]);
  raw.writeUInt16BE(count, 4);
  raw.writeUInt16BE(db, 6);
  raw.writeUIntBE(bitAddress, 9, 3);
  return raw;
}
