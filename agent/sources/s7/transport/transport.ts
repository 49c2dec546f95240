import { WitnessError } from '@witnessmark/shared/errors';
import type { Load } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { RequestBudget } from './budget.ts';
import { failureOfNegotiation, failureOfWord, type StatedFailure } from './failures.ts';
import { type Exchanged, Link } from './link.ts';
import { LoadMeter } from './load-meter.ts';
import { Malformed } from './malformed.ts';
import { encodePdu, rosctr } from './pdu.ts';
import { Slots } from './slots.ts';
import { openSocket } from './tcp.ts';
import {
  continuationParameters,
  Fragments,
  parseFragment,
  requestData,
  requestParameters,
} from './userdata.ts';

export interface S7TransportOptions {
  /** Names the controller in errors. */
  readonly subject: string;
  readonly host: string;
  readonly port: number;
  readonly localTsap: number;
  /** See `remoteTsap`; a programming device's is refused. */
  readonly remoteTsap: number;
  /** PDU size asked for, in bytes; the controller may grant less. */
  readonly pduSize: number;
  /** Requests in flight asked for; the controller may grant fewer. */
  readonly parallelJobs: number;
  readonly requestsPerSecond: number;
  /** For each step of connecting and each request, counted from when it leaves. */
  readonly timeoutMs: number;
  readonly now: () => Instant;
}

export interface Negotiated {
  readonly pduSize: number;
  readonly parallelJobs: number;
}

/** An answer's content with the instants of its first request's leaving and its last byte's arrival. */
export interface Answer {
  readonly content: Buffer;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

export interface JobAnswer {
  /** What the controller refused the whole job with; parameters and data then say nothing. */
  readonly failure: StatedFailure | null;
  readonly parameters: Buffer;
  readonly data: Buffer;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/** Smallest PDU any S7 CPU grants is 240; below this not even one item fits. */
const minPduSize = 112;

/**
 * The one connection of a source to its S7 controller: framing, references, deadlines, budget, load and the
 * allow-list. Failures are `WitnessError`s with `s7.*` codes; an aborted signal rejects with its reason.
 * After `s7.timed-out`, `s7.link-lost`, `s7.broken-answer` or an abort the connection is closed and the next
 * `connect` makes a new one; nothing is retried here.
 */
export class S7Transport {
  readonly #options: S7TransportOptions;
  readonly #meter: LoadMeter;
  readonly #budget: RequestBudget;
  #link: Link | null = null;
  #stop = new AbortController();
  #slots = new Slots(1);
  #negotiated: Negotiated = { pduSize: minPduSize, parallelJobs: 1 };

  constructor(options: S7TransportOptions) {
    if (options.remoteTsap >> 8 === 1) {
      throw new WitnessError('config.invalid', options.subject, 'remote TSAP of a programming device');
    }
    const nowMs = () => performance.now();
    this.#options = options;
    this.#meter = new LoadMeter(nowMs);
    this.#budget = new RequestBudget(options.requestsPerSecond, options.parallelJobs, nowMs);
  }

  get connected(): boolean {
    return this.#link?.open ?? false;
  }

  /** What the controller granted on the last `connect`. */
  get negotiated(): Negotiated {
    return this.#negotiated;
  }

  /** The agent's clock. */
  now(): Instant {
    return this.#options.now();
  }

  /** Load of this transport since it was made, over all its connections. */
  load(): Load {
    return this.#meter.reading();
  }

  /** Ends a connection that may be open and makes a new one. */
  async connect(caller: AbortSignal): Promise<Negotiated> {
    this.#drop();
    this.#stop = new AbortController();
    const signal = AbortSignal.any([caller, this.#stop.signal]);
    const { subject, timeoutMs, now, pduSize } = this.#options;
    await this.#budget.take(signal);
    const socket = await openSocket(this.#options, timeoutMs, signal);
    const link = new Link(socket, { subject, timeoutMs, now, meter: this.#meter, maxPduBytes: pduSize });
    this.#link = link;
    this.#slots = new Slots(1);
    try {
      await link.start(this.#options.localTsap, this.#options.remoteTsap, signal);
      this.#negotiated = await this.#negotiate(link, signal);
      this.#slots = new Slots(this.#negotiated.parallelJobs);
      return this.#negotiated;
    } catch (error) {
      link.end(error);
      throw error;
    }
  }

  /** Sends one job and gives its answer, which may be a refusal; `refusal` makes an error of it. */
  async job(parameters: Buffer, data: Buffer, signal: AbortSignal): Promise<JobAnswer> {
    const answer = await this.#request(rosctr.job, parameters, data, signal);
    const { pdu } = answer;
    const word = (pdu.errorClass << 8) | pdu.errorCode;
    if (word === 0 && (pdu.rosctr === rosctr.userdata || pdu.parameters[0] !== parameters[0])) {
      throw this.broken('the answer is of another function than its request');
    }
    return {
      failure: word === 0 ? null : failureOfWord(word),
      parameters: pdu.parameters,
      data: pdu.data,
      requestedAt: answer.requestedAt,
      arrivedAt: answer.arrivedAt,
    };
  }

  /** Sends one userdata request and gives its whole answer, however many fragments it takes. */
  async userdata(
    functionGroup: number,
    subfunction: number,
    content: Buffer,
    signal: AbortSignal,
  ): Promise<Answer> {
    const fragments = new Fragments();
    let parameters = requestParameters(functionGroup, subfunction);
    let data = requestData(content);
    let requestedAt: Instant | null = null;
    for (;;) {
      const answer = await this.#request(rosctr.userdata, parameters, data, signal);
      requestedAt ??= answer.requestedAt;
      const fragment = this.#understand(() => parseFragment(answer.pdu, functionGroup, subfunction));
      if (fragment.failure !== null) throw this.refusal(fragment.failure);
      this.#understand(() => fragments.add(fragment.content, fragment.last));
      if (fragment.last) {
        return { content: fragments.whole(), requestedAt, arrivedAt: answer.arrivedAt };
      }
      parameters = continuationParameters(functionGroup, subfunction, fragment.sequence);
      data = requestData(Buffer.alloc(0));
    }
  }

  /** A refusal that the controller stated, as an error. The connection stays open. */
  refusal(failure: StatedFailure): WitnessError {
    return new WitnessError(failure.code, this.#options.subject, failure.detail);
  }

  /** For the readers above: an answer that fits the protocol but not its service. Closes the connection. */
  broken(detail: string): WitnessError {
    const error = new WitnessError('s7.broken-answer', this.#options.subject, detail);
    this.#link?.end(error);
    return error;
  }

  /** Ends the connection, or making one, at once. */
  close(): void {
    this.#drop();
  }

  async #negotiate(link: Link, signal: AbortSignal): Promise<Negotiated> {
    const { pduSize, parallelJobs, subject } = this.#options;
    const parameters = Buffer.from([0xf0, 0, 0, parallelJobs, 0, parallelJobs, 0, 0]);
    parameters.writeUInt16BE(pduSize, 6);
    await this.#budget.take(signal);
    let answer: Exchanged;
    try {
      answer = await link.exchange(r => encodePdu(rosctr.job, r, parameters, Buffer.alloc(0)), signal);
    } catch (error) {
      if (error instanceof WitnessError && error.code === 's7.link-lost') {
        // CPUs without a free connection confirm COTP and close on the negotiation.
        throw new WitnessError('s7.no-free-connection', subject, 'closed instead of negotiating', {
          cause: error,
        });
      }
      throw error;
    }
    const { pdu } = answer;
    const word = (pdu.errorClass << 8) | pdu.errorCode;
    if (word !== 0) throw this.refusal(failureOfNegotiation(word));
    if (pdu.parameters.length < 8 || pdu.parameters[0] !== 0xf0) throw this.broken('negotiation answer');
    const jobs = Math.min(pdu.parameters.readUInt16BE(2), pdu.parameters.readUInt16BE(4));
    const granted = pdu.parameters.readUInt16BE(6);
    if (granted < minPduSize) throw this.broken(`PDU size ${granted}`);
    return {
      pduSize: Math.min(granted, pduSize),
      parallelJobs: Math.min(Math.max(jobs, 1), parallelJobs),
    };
  }

  async #request(kind: number, parameters: Buffer, data: Buffer, signal: AbortSignal): Promise<Exchanged> {
    // Taken before waiting: a request must not leave on a connection made after it was asked for.
    const link = this.#link;
    const slots = this.#slots;
    if (link === null) throw new WitnessError('s7.link-lost', this.#options.subject, 'not connected');
    await slots.take(signal);
    try {
      await this.#budget.take(signal);
      return await link.exchange(reference => encodePdu(kind, reference, parameters, data), signal);
    } finally {
      slots.release();
    }
  }

  #understand<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof Malformed) throw this.broken(error.message);
      throw error;
    }
  }

  #drop(): void {
    const reason = new WitnessError('s7.link-lost', this.#options.subject, 'closed by the agent');
    this.#stop.abort(reason);
    this.#link?.end(reason);
    this.#link = null;
  }
}
