import { WitnessError } from '@witnessmark/shared/errors';
import {
  type BrowseResult,
  type CallMethodRequestLike,
  type CallMethodResult,
  type ClientSecureChannelLayer,
  type ClientSession,
  type ClientSessionPublishService,
  type DataValue,
  type OPCUAClient,
  PublishRequest,
  type PublishResponse,
  type ReadValueIdOptions,
  type SubscriptionAcknowledgement,
} from 'node-opcua-client';
import { RequestBudget } from './budget.ts';
import type { Endpoint } from './endpoint.ts';
import { endsConnection, failureOf } from './failure.ts';
import type { ReadOnlyGuard } from './guard.ts';
import { type LinkOptions, type OpenSession, openSession } from './opening.ts';
import { thumbprint } from './trust.ts';
import { until } from './until.ts';

type BrowseDescriptions = Extract<Parameters<ClientSession['browse']>[0], unknown[]>;

/**
 * One session on one server: opened once, never repaired. Every request passes the guard, waits for the
 * budget, has a deadline and is never sent into a connection that is being re-established, where the
 * library would keep it and replay it later. When the connection breaks, or a deadline passes, the link is
 * over: `onLost` tells, every later request fails, and the caller opens a new one.
 */
export class OpcuaLink {
  readonly guard: ReadOnlyGuard;
  readonly endpoint: Endpoint;
  readonly #options: LinkOptions;
  readonly #client: OPCUAClient;
  readonly #session: ClientSession;
  readonly #channels: Set<ClientSecureChannelLayer>;
  readonly #budget: RequestBudget;
  readonly #lost = new AbortController();
  /** Resolves when the requests that came before have been answered. */
  #lane: Promise<void> = Promise.resolve();
  #listener: (() => void) | null = null;

  private constructor(options: LinkOptions, parts: OpenSession) {
    this.#options = options;
    this.guard = parts.guard;
    this.endpoint = parts.endpoint;
    this.#client = parts.client;
    this.#session = parts.session;
    this.#channels = parts.channels;
    this.#budget = new RequestBudget(options.config.requestsPerSecond);
    const lost = () => this.#end('the connection was lost');
    this.guard.onSessionLost(() => this.#end('the server ended the session'));
    for (const event of ['connection_lost', 'connection_reestablished', 'abort', 'close'] as const) {
      this.#client.on(event, lost);
    }
    for (const event of ['session_closed', 'session_restored', 'keepalive_failure'] as const) {
      this.#session.on(event as string, lost);
    }
  }

  /** Opens channel and session; throws as `openSession` does. */
  static async open(options: LinkOptions, signal: AbortSignal): Promise<OpcuaLink> {
    return new OpcuaLink(options, await openSession(options, signal));
  }

  /** Aborts when the connection has ended, however it did. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** SHA-256 of the server's certificate in hex; null where the server shows none. */
  get certificate(): string | null {
    return this.endpoint.certificate.length === 0 ? null : thumbprint(this.endpoint.certificate);
  }

  get bytes(): number {
    return this.#client.bytesRead + this.#client.bytesWritten;
  }

  /** Called once, when the connection ends without `close`. */
  onLost(listener: () => void): void {
    this.#listener = listener;
  }

  read(nodes: readonly ReadValueIdOptions[], signal: AbortSignal): Promise<DataValue[]> {
    return this.ask(signal, session => session.readVariableValue([...nodes]));
  }

  browse(nodes: BrowseDescriptions, signal: AbortSignal): Promise<BrowseResult[]> {
    return this.ask(signal, session => session.browse(nodes));
  }

  browseNext(points: Buffer[], signal: AbortSignal): Promise<BrowseResult[]> {
    return this.ask(signal, session => session.browseNext(points, false));
  }

  async call(request: CallMethodRequestLike, signal: AbortSignal): Promise<CallMethodResult> {
    return this.ask(signal, session => session.call(request));
  }

  /**
   * Waits for the next notification (Publish, OPC 10000-4 §5.14.5), at most `ms`. Outside the budget: the
   * server paces it. A server that keeps silent for longer than it promised has ended the link.
   */
  async publish(acknowledge: readonly SubscriptionAcknowledgement[], ms: number): Promise<PublishResponse> {
    const request = new PublishRequest({
      requestHeader: { timeoutHint: ms * 2 },
      subscriptionAcknowledgements: [...acknowledge],
    });
    const quiet = new AbortController().signal;
    return this.#exchange(
      quiet,
      session =>
        new Promise<PublishResponse>((resolve, reject) =>
          (session as ClientSession & ClientSessionPublishService).publish(request, (error, response) =>
            response ? resolve(response) : reject(error ?? new Error('no response')),
          ),
        ),
      ms,
    );
  }

  /**
   * One exchange with the server. Rejects with `opcua.timed-out` after the request's deadline and with the
   * signal's reason when it aborts; both end the link, because an answer may still be on its way. One exchange
   * after the other: some servers count their limits over all requests in flight.
   */
  async ask<T>(
    signal: AbortSignal,
    run: (session: ClientSession) => Promise<T>,
    ms = this.#options.config.timeouts.requestMs,
  ): Promise<T> {
    const { subject } = this.#options;
    const before = this.#lane;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lane = promise;
    try {
      const given = AbortSignal.any([signal, this.#lost.signal]);
      await until(given, () => before.then(() => this.#budget.wait(given))).catch(error => {
        // Another's request may still be on its way; whoever gives up means all of them.
        if (signal.aborted) this.#end('a request was given up');
        signal.throwIfAborted();
        throw failureOf(this.#lost.signal.reason ?? error, subject, 'opcua.link-lost');
      });
      return await this.#exchange(signal, run, ms);
    } finally {
      // Whoever gave up waiting lets nobody pass who came before.
      void before.then(resolve);
    }
  }

  /** The session's id, as the server names it in its events and diagnostics. */
  get sessionId(): string {
    return this.#session.sessionId.toString();
  }

  async #exchange<T>(
    signal: AbortSignal,
    run: (session: ClientSession) => Promise<T>,
    ms: number,
  ): Promise<T> {
    const { subject } = this.#options;
    if (this.#lost.signal.aborted || this.#session.isReconnecting || this.#client.isReconnecting) {
      this.#end('the library was reconnecting');
      throw failureOf(this.#lost.signal.reason, subject, 'opcua.link-lost');
    }
    const deadline = AbortSignal.timeout(ms);
    try {
      return await until(AbortSignal.any([signal, deadline, this.#lost.signal]), () => run(this.#session));
    } catch (error) {
      const failure =
        deadline.aborted && !this.#lost.signal.aborted
          ? new WitnessError('opcua.timed-out', subject, `no answer within ${ms} ms`)
          : failureOf(error, subject, 'opcua.service-failed');
      if (signal.aborted || endsConnection(failure)) this.#end(failure.message);
      signal.throwIfAborted();
      throw failure;
    }
  }

  /** Ends session and channel politely, or by force where the server does not answer; never throws. */
  async close(): Promise<void> {
    this.#listener = null;
    this.guard.close();
    const alive = !this.#lost.signal.aborted;
    this.#lost.abort(new WitnessError('opcua.link-lost', this.#options.subject, 'the link was closed'));
    if (alive) {
      await until(AbortSignal.timeout(1000), () => this.#client.disconnect()).catch(error =>
        this.#options.log.debug({ err: error }, 'OPC UA session did not end politely'),
      );
    }
    for (const channel of this.#channels) channel.forceConnectionBreak();
    this.#channels.clear();
  }

  #end(why: string): void {
    if (this.#lost.signal.aborted) return;
    this.#lost.abort(new WitnessError('opcua.link-lost', this.#options.subject, why));
    this.guard.close();
    const listener = this.#listener;
    this.#listener = null;
    for (const channel of this.#channels) channel.forceConnectionBreak();
    this.#channels.clear();
    this.#client.disconnect().catch(error => this.#options.log.debug({ err: error }, 'OPC UA client left'));
    listener?.();
  }
}
