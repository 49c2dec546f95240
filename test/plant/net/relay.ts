import type { Socket } from 'node:net';
import type { Passage } from './passage.ts';
import { SegmentWriter } from './segments.ts';

/** One connection through the proxy: two sockets and a conveyor for each direction. */
export class Relay {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #conveyors: readonly [Conveyor, Conveyor];
  #ended: (() => void) | null = null;

  constructor(near: Socket, far: Socket, passage: Passage) {
    this.#near = near;
    this.#far = far;
    this.#conveyors = [new Conveyor(near, far, passage), new Conveyor(far, near, passage)];
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      // A reset is what this proxy is for: it ends the pair and is no failure of the test.
      socket.on('error', () => this.reset());
      socket.on('close', () => this.#end());
    }
  }

  onEnd(listener: () => void): void {
    this.#ended = listener;
  }

  pass(passage: Passage): void {
    for (const conveyor of this.#conveyors) conveyor.pass(passage);
  }

  reset(): void {
    for (const socket of [this.#near, this.#far]) {
      if (!socket.destroyed) socket.resetAndDestroy();
    }
    this.#end();
  }

  #end(): void {
    for (const conveyor of this.#conveyors) conveyor.close();
    for (const socket of [this.#near, this.#far]) socket.destroy();
    this.#ended?.();
    this.#ended = null;
  }
}

/** Moves bytes one way, in order, at most `highWater` of them waiting. */
class Conveyor {
  static readonly highWater = 1024 * 1024;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #writer: SegmentWriter;
  readonly #timers = new Set<NodeJS.Timeout>();
  #passage: Passage;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #due = 0;

  constructor(from: Socket, to: Socket, passage: Passage) {
    this.#from = from;
    this.#to = to;
    this.#writer = new SegmentWriter(to);
    this.#passage = passage;
    from.on('data', chunk => this.#take(chunk));
    from.on('end', () => this.#later(() => void this.#writer.end()));
    from.resume();
  }

  pass(passage: Passage): void {
    this.#passage = passage;
    if (passage.way !== 'frozen') this.#flush();
    this.#throttle();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #take(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#passage.way !== 'frozen') this.#later(() => this.#flush());
    this.#throttle();
  }

  #throttle(): void {
    if (this.#waitingBytes > Conveyor.highWater) this.#from.pause();
    else this.#from.resume();
  }

  /** Runs now, or after the passage's time, never before what was asked for earlier. */
  #later(run: () => void): void {
    const ms = 'ms' in this.#passage ? this.#passage.ms : 0;
    const now = performance.now();
    this.#due = Math.max(this.#due, now + ms);
    if (this.#due <= now) {
      run();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, this.#due - now);
    this.#timers.add(timer);
  }

  #flush(): void {
    if (this.#passage.way === 'frozen' || this.#waiting.length === 0 || this.#to.destroyed) return;
    const ready =
      this.#passage.way === 'delayed'
        ? [this.#waiting[0] ?? Buffer.alloc(0)]
        : [Buffer.concat(this.#waiting)];
    this.#waiting = this.#passage.way === 'delayed' ? this.#waiting.slice(1) : [];
    for (const chunk of ready) {
      const step = this.#passage.way === 'split' ? this.#passage.bytes : chunk.length;
      const segments: Buffer[] = [];
      for (let at = 0; at < chunk.length; at += step) segments.push(chunk.subarray(at, at + step));
      void this.#writer.send(segments).then(() => {
        this.#waitingBytes -= chunk.length;
        this.#throttle();
      });
    }
  }
}
