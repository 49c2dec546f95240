import type { Socket } from 'node:net';

/** How answers reach the wire. */
export interface Delivery {
  /** Answers are kept back until thawed. */
  readonly frozen: boolean;
  /** Milliseconds before each answer. */
  readonly delayMs: number;
  /** `bytes`: every byte its own segment; `joined`: answers that are ready together share a segment. */
  readonly segments: 'whole' | 'bytes' | 'joined';
}

const joinWindowMs = 5;

/** Sends the answers of one connection in order, the way `delivery` says at that moment. */
export class Outbox {
  readonly #socket: Socket;
  readonly #delivery: () => Delivery;
  readonly #waiting: Buffer[] = [];
  #pumping = false;
  #ended = false;

  constructor(socket: Socket, delivery: () => Delivery) {
    this.#socket = socket;
    this.#delivery = delivery;
  }

  send(bytes: Buffer): void {
    const { frozen, delayMs, segments } = this.#delivery();
    const plain = !frozen && delayMs === 0 && segments === 'whole';
    if (plain && !this.#pumping && this.#waiting.length === 0) {
      this.#socket.write(bytes);
      return;
    }
    this.#waiting.push(bytes);
    this.pump();
  }

  /** Called when the delivery has changed. */
  pump(): void {
    if (this.#pumping || this.#ended || this.#waiting.length === 0 || this.#delivery().frozen) return;
    this.#pumping = true;
    const { delayMs, segments } = this.#delivery();
    setTimeout(() => this.#deliver(), segments === 'joined' ? Math.max(delayMs, joinWindowMs) : delayMs);
  }

  end(): void {
    this.#ended = true;
    this.#waiting.length = 0;
  }

  #deliver(): void {
    this.#pumping = false;
    const { frozen, segments } = this.#delivery();
    if (this.#ended || frozen) return;
    const ready = segments === 'joined' ? this.#waiting.splice(0) : this.#waiting.splice(0, 1);
    const bytes = Buffer.concat(ready);
    if (segments !== 'bytes') {
      this.#socket.write(bytes);
      this.pump();
      return;
    }
    this.#pumping = true;
    this.#drip(bytes, 0);
  }

  #drip(bytes: Buffer, at: number): void {
    if (this.#ended) return;
    if (at === bytes.length) {
      this.#pumping = false;
      this.pump();
      return;
    }
    this.#socket.write(bytes.subarray(at, at + 1), () => setImmediate(() => this.#drip(bytes, at + 1)));
  }
}
