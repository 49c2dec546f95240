import type { Socket } from 'node:net';
import { type BlockHost, BlockServices } from './block-services.ts';
import { dataPacket, type PlantPdu, packet, pduKind, readPdu, takePackets, writePdu } from './bytes.ts';
import { dateAndTime, fromDateAndTime } from './clock.ts';
import type { Memory } from './memory.ts';
import { type Delivery, Outbox } from './outbox.ts';
import { type Role, readingServices, type Service, serviceOf, type Tsaps } from './service.ts';
import { type CpuStatus, statusList } from './status-lists.ts';
import { type OpenAnswer, userdataError, userdataPart } from './userdata.ts';
import { readVariables, writeVariables } from './variables.ts';

/** What a connection needs of its CPU. */
export interface ConnectionHost {
  readonly memory: Memory;
  readonly maxPduSize: number;
  readonly maxJobs: number;
  status(): CpuStatus;
  /** Null where the CPU gives its blocks to nobody. */
  readonly blocks: BlockHost | null;
  clock(): Date;
  setClock(to: Date): void;
  /** A programming device's test function; false where there is no such. */
  test(subfunction: number): boolean;
  delivery(): Delivery;
  /** Lets a client in, leaves it without an answer, or gives the reason of the disconnect request it gets. */
  admit(connection: PlantConnection): 'in' | 'silent' | number;
  asked(connection: PlantConnection, service: Service, pdu: PlantPdu): void;
}

const notAvailable = 0x8104;
const tooLong = 0x8500;
const noData = Buffer.alloc(0);

/** One client of the CPU. */
export class PlantConnection {
  readonly number: number;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #outbox: Outbox;
  readonly #blocks: BlockServices | null;
  #stream: Buffer = noData;
  #tsaps: Tsaps | null = null;
  #role: Role = 'watcher';
  #pduSize = 240;
  #open: OpenAnswer | null = null;
  #sequence = 0;

  constructor(number: number, socket: Socket, host: ConnectionHost) {
    this.number = number;
    this.#socket = socket;
    this.#host = host;
    this.#outbox = new Outbox(socket, () => host.delivery());
    this.#blocks = host.blocks === null ? null : new BlockServices(host.blocks);
  }

  get tsaps(): Tsaps | null {
    return this.#tsaps;
  }

  get role(): Role {
    return this.#role;
  }

  get remotePort(): number {
    return this.#socket.remotePort ?? 0;
  }

  declare(role: Role): void {
    this.#role = role;
  }

  pump(): void {
    this.#outbox.pump();
  }

  end(): void {
    this.#blocks?.release();
    this.#outbox.end();
    this.#socket.destroy();
  }

  receive(chunk: Buffer): void {
    const { packets, rest } = takePackets(Buffer.concat([this.#stream, chunk]));
    this.#stream = rest;
    for (const tpdu of packets) this.#accept(tpdu);
  }

  #accept(tpdu: Buffer): void {
    const type = tpdu.readUInt8(1);
    if (type === 0xe0) this.#connectRequest(tpdu);
    else if (type === 0xf0 && this.#tsaps !== null) this.#request(readPdu(tpdu));
    else this.end();
  }

  #connectRequest(tpdu: Buffer): void {
    this.#tsaps = tsapsOf(tpdu);
    const reason = this.#host.admit(this);
    const clientReference = tpdu.subarray(4, 6);
    if (reason === 'silent') return;
    if (reason !== 'in') {
      const refusal = Buffer.concat([Buffer.from([6, 0x80]), clientReference, Buffer.from([0, 0, reason])]);
      this.#socket.end(packet(refusal));
      return;
    }
    const confirm = Buffer.concat([
      Buffer.from([0x11, 0xd0]),
      clientReference,
      Buffer.from([0, 0x44, 0, 0xc0, 1, 0x0a, 0xc1, 2, 0, 0, 0xc2, 2, 0, 0]),
    ]);
    confirm.writeUInt16BE(this.#tsaps.local, 12);
    confirm.writeUInt16BE(this.#tsaps.remote, 16);
    this.#outbox.send(packet(confirm));
  }

  #request(pdu: PlantPdu): void {
    const answers = pdu.kind === pduKind.answer || pdu.kind === pduKind.ack;
    if (answers && this.#role === 'engineer' && this.#blocks !== null) {
      this.#blocks.answered(pdu);
      this.#sendJobs();
      return;
    }
    const service = serviceOf(pdu);
    this.#host.asked(this, service, pdu);
    if (this.#role === 'watcher' && !readingServices.has(service)) {
      this.end();
      return;
    }
    this.#outbox.send(
      dataPacket(pdu.kind === pduKind.userdata ? this.#userdata(service, pdu) : this.#job(service, pdu)),
    );
    this.#sendJobs();
  }

  /** What the CPU asks of its client while it is being loaded. */
  #sendJobs(): void {
    for (const job of this.#blocks?.takeJobs() ?? []) this.#outbox.send(dataPacket(job));
  }

  #blockJob(blocks: BlockServices, { reference, parameters }: PlantPdu): Buffer {
    const result = blocks.job(parameters, this.#pduSize);
    if (typeof result === 'number') return writePdu(pduKind.ack, reference, noData, noData, result);
    return writePdu(pduKind.answer, reference, result.parameters, result.data);
  }

  #job(service: Service, pdu: PlantPdu): Buffer {
    const { reference, parameters, data } = pdu;
    const done = (answer: Buffer, content: Buffer) => {
      const whole = writePdu(pduKind.answer, reference, answer, content);
      return whole.length <= this.#pduSize
        ? whole
        : writePdu(pduKind.answer, reference, answer, noData, tooLong);
    };
    switch (service) {
      case 'negotiate':
        return done(this.#negotiate(parameters), noData);
      case 'read-variable':
        return done(parameters.subarray(0, 2), readVariables(this.#host.memory, parameters));
      case 'write-variable':
        return done(parameters.subarray(0, 2), writeVariables(this.#host.memory, parameters, data));
      case 'upload':
      case 'download':
      case 'control':
        if (this.#blocks !== null) return this.#blockJob(this.#blocks, pdu);
        return writePdu(pduKind.answer, reference, parameters.subarray(0, 1), noData, notAvailable);
      default:
        return writePdu(pduKind.answer, reference, parameters.subarray(0, 1), noData, notAvailable);
    }
  }

  #negotiate(parameters: Buffer): Buffer {
    const answer = Buffer.from(parameters.subarray(0, 8));
    this.#pduSize = Math.min(parameters.readUInt16BE(6), this.#host.maxPduSize);
    answer.writeUInt16BE(Math.min(parameters.readUInt16BE(2), this.#host.maxJobs), 2);
    answer.writeUInt16BE(Math.min(parameters.readUInt16BE(4), this.#host.maxJobs), 4);
    answer.writeUInt16BE(this.#pduSize, 6);
    return answer;
  }

  #userdata(service: Service, pdu: PlantPdu): Buffer {
    if (pdu.parameters.readUInt8(4) === 0x12) return this.#nextPart(pdu);
    const content = pdu.data.subarray(4);
    switch (service) {
      case 'status-list': {
        const id = content.readUInt16BE(0);
        const list = statusList(id, content.readUInt16BE(2), this.#host.status());
        if (typeof list === 'number') return userdataError(pdu, list);
        const head = Buffer.concat([content.subarray(0, 4), Buffer.alloc(4)]);
        head.writeUInt16BE(list.recordBytes, 4);
        head.writeUInt16BE(list.records.length, 6);
        return this.#firstPart(pdu, Buffer.concat([head, ...list.records]));
      }
      case 'read-clock':
        return this.#firstPart(pdu, Buffer.concat([Buffer.from([0, 0x19]), dateAndTime(this.#host.clock())]));
      case 'set-clock': {
        const to = fromDateAndTime(content.subarray(2));
        if (to !== null) this.#host.setClock(to);
        return this.#firstPart(pdu, noData);
      }
      case 'test':
        return this.#host.test(pdu.parameters.readUInt8(6))
          ? this.#firstPart(pdu, noData)
          : userdataError(pdu, notAvailable);
      case 'list-blocks':
      case 'block-info': {
        const told = this.#blocks?.asked(pdu.parameters.readUInt8(6), content) ?? notAvailable;
        return typeof told === 'number'
          ? userdataError(pdu, told)
          : this.#firstPart(pdu, told, listItemBytes);
      }
      default:
        return userdataError(pdu, notAvailable);
    }
  }

  #firstPart(pdu: PlantPdu, rest: Buffer, itemBytes = 1): Buffer {
    this.#sequence = (this.#sequence % 255) + 1;
    const open: OpenAnswer = {
      sequence: this.#sequence,
      group: pdu.parameters.readUInt8(5) & 0x0f,
      subfunction: pdu.parameters.readUInt8(6),
      itemBytes,
      rest,
    };
    this.#open = open;
    return userdataPart(pdu, open, this.#pduSize);
  }

  #nextPart(pdu: PlantPdu): Buffer {
    const open = this.#open;
    const fits =
      open !== null &&
      open.rest.length > 0 &&
      open.sequence === pdu.parameters.readUInt8(7) &&
      open.group === (pdu.parameters.readUInt8(5) & 0x0f) &&
      open.subfunction === pdu.parameters.readUInt8(6);
    return fits ? userdataPart(pdu, open, this.#pduSize) : userdataError(pdu, noSuchPart);
  }
}

const noSuchPart = 0xd404;
/** Clients take the items of a block list out of each fragment by itself. */
const listItemBytes = 4;

/** TSAPs out of a connect request's parameters: C1 the caller's, C2 the called one's. */
function tsapsOf(tpdu: Buffer): Tsaps {
  let local = 0;
  let remote = 0;
  for (let at = 7; at + 2 <= tpdu.length; at += 2 + tpdu.readUInt8(at + 1)) {
    const code = tpdu.readUInt8(at);
    if (tpdu.readUInt8(at + 1) !== 2) continue;
    if (code === 0xc1) local = tpdu.readUInt16BE(at + 2);
    if (code === 0xc2) remote = tpdu.readUInt16BE(at + 2);
  }
  return { local, remote };
}
