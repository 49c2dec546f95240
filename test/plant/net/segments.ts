import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Sends rows of bytes as TCP segments of their own. On the loopback interface bytes written one after the other
 * are read as one where the reader's turn comes behind both; so there are two turns of the loop between them, in
 * which a reader of the same process has read the first.
 */
export class SegmentWriter {
  readonly #socket: Socket;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Behind all that was sent before; done when the last segment is on its way, or the socket is gone. */
  send(segments: readonly Buffer[]): Promise<void> {
    this.#last = this.#last.then(() => this.#write(segments));
    return this.#last;
  }

  /** Ends the connection behind all that was sent before. */
  end(): Promise<void> {
    this.#last = this.#last.then(() => {
      this.#socket.end();
    });
    return this.#last;
  }

  async #write(segments: readonly Buffer[]): Promise<void> {
    for (const [index, segment] of segments.entries()) {
      if (this.#socket.destroyed) return;
      if (index > 0) {
        await nextTurn();
        await nextTurn();
      }
      this.#socket.write(segment);
    }
  }
}
