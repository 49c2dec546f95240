import net, { type AddressInfo } from 'node:net';

/** Which bytes are counted: those to the server or those back. */
export type Direction = 'up' | 'down';

/**
 * A TCP proxy that resets its connections after a number of bytes have passed in one direction: cuts a link
 * in the middle of a body or of an answer. Without a cut set it passes everything.
 */
export class CuttingProxy {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #cut: { readonly direction: Direction; left: number } | null = null;
  /** How often a link was cut. */
  cuts = 0;

  constructor(target: number) {
    this.#server = net.createServer(near => {
      const far = net.connect(target, '127.0.0.1');
      this.#pass(near, far, 'up');
      this.#pass(far, near, 'down');
    });
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Once: after this many more bytes in this direction, over all connections. */
  cutAfter(direction: Direction, bytes: number): void {
    this.#cut = { direction, left: bytes };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #pass(from: net.Socket, to: net.Socket, direction: Direction): void {
    this.#sockets.add(from);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    // A reset is what this proxy is for; the close that follows is handled above.
    from.on('error', () => undefined);
    from.on('data', (chunk: Buffer) => {
      const cut = this.#cut;
      if (cut === null || cut.direction !== direction) {
        to.write(chunk);
        return;
      }
      if (chunk.byteLength < cut.left) {
        cut.left -= chunk.byteLength;
        to.write(chunk);
        return;
      }
      this.#cut = null;
      this.cuts += 1;
      to.write(chunk.subarray(0, cut.left), () => {
        to.resetAndDestroy();
        from.resetAndDestroy();
      });
    });
  }
}
