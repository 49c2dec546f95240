import type { Socket } from 'node:net';
import { type ErrorCode, WitnessError } from '@witnessmark/shared/errors';
import type { Instant } from '@witnessmark/shared/time';
import { readService } from './allow-list.ts';
import { type Cotp, connectRequest, dataTpdu, parseCotp } from './cotp.ts';
import { failureOfDisconnect } from './failures.ts';
import { FrameReader, frame } from './frames.ts';
import type { LoadMeter } from './load-meter.ts';
import { Malformed } from './malformed.ts';
import { type Pdu, parsePdu, rosctr } from './pdu.ts';

/** An answer with the instants at which its request left and it had arrived whole. */
export interface Exchanged {
  readonly pdu: Pdu;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

interface Pending {
  readonly requestedAt: Instant;
  readonly resolve: (answer: Exchanged) => void;
  readonly reject: (reason: unknown) => void;
}

export interface LinkSettings {
  readonly subject: string;
  /** Largest S7 PDU that will be accepted in an answer. */
  readonly maxPduBytes: number;
  readonly timeoutMs: number;
  readonly now: () => Instant;
  readonly meter: LoadMeter;
}

const tpktAndCotpBytes = 7;

/**
 * One open TCP connection to a controller. The only place where bytes leave, and so the place of the
 * allow-list. Ends as a whole: after a time-out, an abort or a broken answer nothing that comes later could
 * be matched to its request with certainty.
 */
export class Link {
  readonly #socket: Socket;
  readonly #settings: LinkSettings;
  readonly #frames: FrameReader;
  readonly #pending = new Map<number, Pending>();
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #confirm: { resolve: () => void; reject: (reason: unknown) => void } | null = null;
  #ended: unknown = null;
  #lastReference = 0;

  constructor(socket: Socket, settings: LinkSettings) {
    this.#socket = socket;
    this.#settings = settings;
    this.#frames = new FrameReader(settings.maxPduBytes + tpktAndCotpBytes);
  }

  get open(): boolean {
    return this.#ended === null;
  }

  /** Begins to listen and makes the COTP connection. */
  async start(localTsap: number, remoteTsap: number, signal: AbortSignal): Promise<void> {
    const socket = this.#socket;
    socket.on('data', chunk => this.#receive(chunk));
    socket.on('error', error => this.#fail('s7.link-lost', error.message));
    socket.on('close', () => this.#closedByPeer());
    await this.#guard<void>(signal, (resolve, reject) => {
      this.#confirm = { resolve: () => resolve(undefined), reject };
      const request = frame(connectRequest(localTsap, remoteTsap));
      this.#settings.meter.sent(request.length);
      socket.write(request);
    });
  }

  /**
   * Sends one request, built with the reference it gets, and waits for its answer. Throws `s7.not-a-read`
   * before a byte leaves where the request is not on the allow-list.
   */
  exchange(build: (reference: number) => Buffer, signal: AbortSignal): Promise<Exchanged> {
    const reference = this.#nextReference();
    const request = build(reference);
    if (readService(request) === null) {
      const head = request.subarray(0, 24).toString('hex');
      return Promise.reject(new WitnessError('s7.not-a-read', this.#settings.subject, head));
    }
    return this.#guard<Exchanged>(signal, (resolve, reject) => {
      this.#pending.set(reference, { requestedAt: this.#settings.now(), resolve, reject });
      const bytes = frame(dataTpdu(request));
      this.#settings.meter.sent(bytes.length);
      this.#socket.write(bytes);
    });
  }

  /** Ends the link; every open request is rejected with `reason`. */
  end(reason: unknown): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#socket.destroy();
    this.#partial = [];
    this.#confirm?.reject(reason);
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
  }

  /** Runs one exchange under the deadline and the signal; both end the whole link. */
  async #guard<T>(
    signal: AbortSignal,
    begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
  ): Promise<T> {
    signal.throwIfAborted();
    if (this.#ended !== null) throw this.#lost();
    const { timeoutMs, meter } = this.#settings;
    const onAbort = () => this.end(signal.reason);
    const timer = setTimeout(() => this.#fail('s7.timed-out', `no answer within ${timeoutMs} ms`), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await new Promise<T>(begin);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      meter.ended();
    }
  }

  #lost(): WitnessError {
    return new WitnessError('s7.link-lost', this.#settings.subject, undefined, { cause: this.#ended });
  }

  #fail(code: ErrorCode, detail: string): void {
    this.end(new WitnessError(code, this.#settings.subject, detail));
  }

  #closedByPeer(): void {
    if (this.#confirm !== null) {
      this.#fail('s7.refused', 'the connection was closed instead of confirmed: rack, slot or no resource');
    } else {
      this.#fail('s7.link-lost', 'closed by the controller');
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#ended !== null) return;
    this.#settings.meter.received(chunk.length);
    try {
      for (const tpdu of this.#frames.push(chunk)) {
        this.#accept(parseCotp(tpdu));
        if (this.#ended !== null) return;
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#fail('s7.broken-answer', error.message);
    }
  }

  #accept(cotp: Cotp): void {
    if (cotp.kind === 'disconnect') {
      const failure = failureOfDisconnect(cotp.reason);
      this.#fail(this.#confirm === null ? 's7.link-lost' : failure.code, failure.detail);
      return;
    }
    if (cotp.kind === 'connect-confirm') {
      if (this.#confirm === null) throw new Malformed('a second connect confirm');
      this.#confirm.resolve();
      this.#confirm = null;
      return;
    }
    if (this.#confirm !== null) throw new Malformed('data before the connect confirm');
    if (cotp.payload.length === 0 && !cotp.last) throw new Malformed('a fragment of nothing');
    this.#partialBytes += cotp.payload.length;
    if (this.#partialBytes > this.#settings.maxPduBytes) throw new Malformed('S7 PDU larger than agreed');
    this.#partial.push(cotp.payload);
    if (!cotp.last) return;
    const [first, ...others] = this.#partial;
    const whole = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#partial);
    this.#partial = [];
    this.#partialBytes = 0;
    this.#answer(parsePdu(whole));
  }

  #answer(pdu: Pdu): void {
    if (pdu.rosctr === rosctr.job) throw new Malformed('a request instead of an answer');
    const pending = this.#pending.get(pdu.reference);
    if (pending === undefined) throw new Malformed(`an answer to reference ${pdu.reference}, never asked`);
    this.#pending.delete(pdu.reference);
    pending.resolve({ pdu, requestedAt: pending.requestedAt, arrivedAt: this.#settings.now() });
  }

  #nextReference(): number {
    do this.#lastReference = (this.#lastReference % 0xffff) + 1;
    while (this.#pending.has(this.#lastReference));
    return this.#lastReference;
  }
}
