import net, { type AddressInfo } from 'node:net';
import type { Passage } from './passage.ts';
import { Relay } from './relay.ts';

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP proxy on the loopback interface that stands for the cable between two parties and breaks as
 * cables do. Its port stays the same while the target is restarted or replaced.
 */
export class FaultyProxy {
  readonly #server: net.Server;
  readonly #relays = new Set<Relay>();
  #target: ProxyTarget;
  #passage: Passage = { way: 'straight' };
  #cut = false;

  constructor(target: ProxyTarget) {
    this.#target = target;
    this.#server = net.createServer({ pauseOnConnect: true }, socket => this.#accept(socket));
  }

  /** Listens on a port of the system's choice unless one is given. */
  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections open through the proxy at the moment. */
  get connections(): number {
    return this.#relays.size;
  }

  /** Where new connections go from now on. */
  retarget(target: ProxyTarget): void {
    this.#target = target;
  }

  /** Pulls the cable: open connections end by a reset, new ones are reset at once. */
  cut(): void {
    this.#cut = true;
    this.drop();
  }

  /** Resets the open connections; new ones pass. */
  drop(): void {
    for (const relay of [...this.#relays]) relay.reset();
  }

  /** Plugs the cable in again and lets bytes pass as they come. */
  restore(): void {
    this.#cut = false;
    this.#pass({ way: 'straight' });
  }

  /** Connections stay open, new ones are accepted, and no byte passes: a device that hangs. */
  freeze(): void {
    this.#pass({ way: 'frozen' });
  }

  /** Every chunk arrives `ms` milliseconds later, in order. */
  delay(ms: number): void {
    this.#pass({ way: 'delayed', ms });
  }

  /** Every chunk arrives in segments of at most `bytes` bytes. */
  split(bytes: number): void {
    this.#pass({ way: 'split', bytes });
  }

  /** Chunks that come within `ms` milliseconds arrive as one. */
  join(ms: number): void {
    this.#pass({ way: 'joined', ms });
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  #pass(passage: Passage): void {
    this.#passage = passage;
    for (const relay of this.#relays) relay.pass(passage);
  }

  #accept(near: net.Socket): void {
    if (this.#cut) {
      near.on('error', () => near.destroy());
      near.resetAndDestroy();
      return;
    }
    const relay = new Relay(near, net.connect(this.#target.port, this.#target.host), this.#passage);
    this.#relays.add(relay);
    relay.onEnd(() => this.#relays.delete(relay));
  }
}
