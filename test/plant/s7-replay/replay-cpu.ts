import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { dataPacket, packet, takePackets } from '../s7/index.ts';

/** One request as it was recorded, and the answers that followed: more than one where it was sent in fragments. */
export interface Recorded {
  /** S7 PDUs in hex, without TPKT and COTP. */
  readonly request: string;
  readonly answers: readonly string[];
}

interface Queue {
  readonly recorded: Recorded[];
  next: number;
}

const userdata = 7;
const continues = 0x12;
/** In the parameters of userdata, behind a header of ten bytes. */
const sequenceAt = 17;
const confirm = Buffer.from('11d00001004400c0010ac1020100c2020202', 'hex');

/**
 * A CPU that says what a real one once said, byte for byte but for the request's reference. The same request
 * asked again gets the next recorded answer, and the last one from then on. What was never recorded ends the
 * connection.
 */
export class S7ReplayCpu {
  /** Requests for which nothing was recorded, in hex. */
  readonly unknown: string[] = [];
  /** Every request after the negotiation, in hex. */
  readonly asked: string[] = [];
  readonly #pduSize: number;
  readonly #parallelJobs: number;
  readonly #queues = new Map<string, Queue>();
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  constructor(recorded: readonly Recorded[], pduSize: number, parallelJobs = 1) {
    this.#pduSize = pduSize;
    this.#parallelJobs = parallelJobs;
    this.replay(recorded);
  }

  /** From now on it says this, from its beginning. */
  replay(recorded: readonly Recorded[]): void {
    this.#queues.clear();
    for (const exchange of recorded) {
      const key = keyOf(Buffer.from(exchange.request, 'hex'));
      const queue = this.#queues.get(key);
      if (queue === undefined) this.#queues.set(key, { recorded: [exchange], next: 0 });
      else queue.recorded.push(exchange);
    }
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<number> {
    const server = createServer({ noDelay: true }, socket => this.#client(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP address');
    this.#server = server;
    this.#port = address.port;
    return address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close();
    await once(server, 'close');
  }

  #client(socket: Socket): void {
    let stream: Buffer = Buffer.alloc(0);
    /** Answers that wait for the client to ask for the next fragment, by their sequence number. */
    const fragments = new Map<number, readonly string[]>();
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', chunk => {
      const { packets, rest } = takePackets(Buffer.concat([stream, chunk]));
      stream = rest;
      for (const tpdu of packets) {
        if (tpdu[1] === 0xe0) {
          socket.write(packet(confirm));
          continue;
        }
        const request = tpdu.subarray(3);
        const more = asksForMore(request) ? fragments.get(sequenceOf(request)) : undefined;
        const [first, ...others] = more ?? this.#answers(request);
        if (first === undefined) {
          this.unknown.push(request.toString('hex'));
          socket.destroy();
          return;
        }
        const answer = Buffer.from(first, 'hex');
        request.copy(answer, 4, 4, 6);
        if (others.length > 0) fragments.set(sequenceOf(answer), others);
        else if (more !== undefined) fragments.delete(sequenceOf(request));
        socket.write(dataPacket(answer));
      }
    });
  }

  #answers(request: Buffer): readonly string[] {
    if (request[1] === 1 && request[10] === 0xf0) return [this.#negotiated()];
    this.asked.push(request.toString('hex'));
    const queue = this.#queues.get(keyOf(request));
    if (queue === undefined) return [];
    const exchange = queue.recorded[queue.next];
    queue.next = Math.min(queue.next + 1, queue.recorded.length - 1);
    return exchange?.answers ?? [];
  }

  #negotiated(): string {
    const word = (value: number) => value.toString(16).padStart(4, '0');
    const jobs = word(this.#parallelJobs);
    return `320300000000000800000000f000${jobs}${jobs}${word(this.#pduSize)}`;
  }
}

/** A request without its reference. */
function keyOf(request: Buffer): string {
  return request.toString('hex', 0, 4) + request.toString('hex', 6);
}

/** Which answer a fragment belongs to; the CPU chose the number. */
function sequenceOf(pdu: Buffer): number {
  return pdu.readUInt8(sequenceAt);
}

function asksForMore(request: Buffer): boolean {
  return request[1] === userdata && request[14] === continues;
}
