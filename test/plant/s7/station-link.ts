import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { dataPacket, type PlantPdu, packet, pduKind, readPdu, takePackets, writePdu } from './bytes.ts';

export interface StationOptions {
  readonly port: number;
  readonly host?: string;
  readonly rack?: number;
  readonly slot?: number;
  readonly timeoutMs?: number;
}

/** How a station presents itself: its own TSAP, and the type it asks the CPU for (1 programming device, 2 OP). */
export interface StationKind {
  readonly localTsap: number;
  readonly type: 1 | 2;
}

interface Waiting {
  readonly resolve: (pdu: PlantPdu | null) => void;
  readonly reject: (reason: unknown) => void;
}

/** The connection of a panel or a programming device to a CPU: one request of its own at a time. */
export class StationLink {
  readonly #options: StationOptions;
  readonly #kind: StationKind;
  /** Answers a request of the CPU: its parameters and data; null where none was expected. */
  readonly #onJob: (pdu: PlantPdu) => { parameters: Buffer; data: Buffer } | null;
  #socket: Socket | null = null;
  #ended: Promise<never> | null = null;
  #waiting: Waiting | null = null;
  #pduSize = 240;
  #reference = 0;

  constructor(
    options: StationOptions,
    kind: StationKind,
    onJob: (pdu: PlantPdu) => { parameters: Buffer; data: Buffer } | null = () => null,
  ) {
    this.#options = options;
    this.#kind = kind;
    this.#onJob = onJob;
  }

  get pduSize(): number {
    return this.#pduSize;
  }

  async connect(): Promise<void> {
    const { host = '127.0.0.1', port, rack = 0, slot = 2 } = this.#options;
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    this.#socket = socket;
    this.#ended = once(socket, 'close').then(() => {
      throw new Error('the connection to the CPU ended');
    });
    // Whoever waits for it hears of it; nobody may be waiting.
    this.#ended.catch(() => undefined);
    this.#listen(socket);
    const request = Buffer.from('11e00000000200c0010ac1020000c2020000', 'hex');
    request.writeUInt16BE(this.#kind.localTsap, 12);
    request.writeUInt16BE((this.#kind.type << 8) | (rack * 32 + slot), 16);
    await this.#ask(packet(request));
    const answer = await this.job(Buffer.from([0xf0, 0, 0, 1, 0, 1, 0x03, 0xc0]));
    this.#pduSize = answer.parameters.readUInt16BE(6);
  }

  /** Waits for what the CPU makes of it later; rejects when the connection ends first. */
  async within<T>(work: Promise<T>): Promise<T> {
    return this.#ended === null ? work : Promise.race([work, this.#ended]);
  }

  /** The CPU's answer to one job; rejects where it refuses, ends the connection, or takes too long. */
  async job(parameters: Buffer, data: Buffer = Buffer.alloc(0)): Promise<PlantPdu> {
    this.#reference = (this.#reference % 0xffff) + 1;
    const answer = await this.#ask(dataPacket(writePdu(pduKind.job, this.#reference, parameters, data)));
    if (answer === null || answer.reference !== this.#reference) throw new Error('no answer to this request');
    if (answer.error !== 0) throw new Error(`refused with ${answer.error.toString(16)}`);
    return answer;
  }

  /** The CPU's answer to one userdata request without content; rejects where it refuses. */
  async userdata(group: number, subfunction: number): Promise<void> {
    this.#reference = (this.#reference % 0xffff) + 1;
    const parameters = Buffer.from([0, 1, 0x12, 4, 0x11, 0x40 | group, subfunction, 0]);
    const data = Buffer.from([0x0a, 0, 0, 0]);
    const answer = await this.#ask(dataPacket(writePdu(pduKind.userdata, this.#reference, parameters, data)));
    if (answer === null || answer.reference !== this.#reference) throw new Error('no answer to this request');
    const error = answer.parameters.readUInt16BE(10);
    if (error !== 0) throw new Error(`refused with ${error.toString(16)}`);
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
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
        else if (tpdu[1] === 0xf0) this.#accept(socket, readPdu(tpdu));
        else this.#waiting?.reject(new Error('the CPU turned the connection away'));
      }
    });
    socket.on('error', error => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the CPU closed the connection')));
  }

  #accept(socket: Socket, pdu: PlantPdu): void {
    if (pdu.kind !== pduKind.job) {
      this.#waiting?.resolve(pdu);
      return;
    }
    const answer = this.#onJob(pdu);
    if (answer === null) socket.destroy(new Error('the CPU asked for something unexpected'));
    else socket.write(dataPacket(writePdu(pduKind.answer, pdu.reference, answer.parameters, answer.data)));
  }
}
