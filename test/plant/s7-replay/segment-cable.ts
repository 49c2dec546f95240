import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { SegmentWriter } from '../net/index.ts';
import { packet, takePackets } from '../s7/index.ts';

/** How a CPU's answers arrive. */
export interface Segmentation {
  /** Answers that arrive as one row of bytes; fewer where no more was asked for. */
  readonly together: number;
  /** Where such a row is cut in two: behind this byte; `each`: every byte is a segment; null: not at all. */
  readonly cut: number | 'each' | null;
}

/** A TCP proxy before one CPU that splits and joins the segments of its answers, and changes none of their bytes. */
export class SegmentCable {
  segmentation: Segmentation = { together: 1, cut: null };
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  /** Listens on a port of the system's choice, and gives it back. */
  async start(cpuPort: number): Promise<number> {
    const server = createServer({ noDelay: true }, near => this.#join(near, cpuPort));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP address');
    this.#server = server;
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

  #join(near: Socket, cpuPort: number): void {
    const far = connect({ host: '127.0.0.1', port: cpuPort, noDelay: true });
    const writer = new SegmentWriter(near);
    let requests: Buffer = Buffer.alloc(0);
    let answers: Buffer = Buffer.alloc(0);
    let open = 0;
    let held: Buffer[] = [];
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      // A broken connection ends the pair, as a cable does.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', chunk => {
      const { packets, rest } = takePackets(Buffer.concat([requests, chunk]));
      requests = rest;
      open += packets.length;
      far.write(chunk);
    });
    far.on('data', chunk => {
      const { packets, rest } = takePackets(Buffer.concat([answers, chunk]));
      answers = rest;
      for (const tpdu of packets) {
        held.push(packet(tpdu));
        if (held.length < Math.min(this.segmentation.together, open)) continue;
        open -= held.length;
        void writer.send(this.#segments(Buffer.concat(held)));
        held = [];
      }
    });
  }

  #segments(row: Buffer): Buffer[] {
    const { cut } = this.segmentation;
    if (cut === 'each') return Array.from(row, byte => Buffer.from([byte]));
    if (cut === null || cut >= row.length) return [row];
    return [row.subarray(0, cut), row.subarray(cut)];
  }
}
