import { readFile } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import {
  type BrowseResult,
  type CallMethodRequestLike,
  type CallMethodResult,
  type ClientSecureChannelLayer,
  type ClientSession,
  type ClientSessionPublishService,
  type DataValue,
  LogLevel,
  MessageSecurityMode,
  OPCUAClient,
  PublishRequest,
  type PublishResponse,
  type ReadValueIdOptions,
  SecurityPolicy,
  type SubscriptionAcknowledgement,
  setLogLevel,
  type UserIdentityInfo,
  UserTokenType,
} from 'node-opcua-client';
import type { SourceLog } from '../source.ts';
import { RequestBudget } from './budget.ts';
import type { OpcuaSourceConfig } from './config.ts';
import { type Endpoint, findEndpoint } from './endpoint.ts';
import { endsConnection, failureOf } from './failure.ts';
import { ReadOnlyGuard } from './guard.ts';
import { openCertificates, requireTrust, thumbprint } from './trust.ts';

export interface LinkOptions {
  readonly config: OpcuaSourceConfig;
  /** Names the source in errors. */
  readonly subject: string;
  /** Folder of the source's certificates. */
  readonly pki: string;
  readonly log: SourceLog;
}

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
  #listener: (() => void) | null = null;

  private constructor(parts: LinkParts) {
    this.#options = parts.options;
    this.guard = parts.guard;
    this.endpoint = parts.endpoint;
    this.#client = parts.client;
    this.#session = parts.session;
    this.#channels = parts.channels;
    this.#budget = new RequestBudget(parts.options.config.requestsPerSecond);
    const lost = () => this.#end('the connection was lost');
    this.guard.onSessionLost(() => this.#end('the server ended the session'));
    for (const event of ['connection_lost', 'connection_reestablished', 'abort', 'close'] as const) {
      this.#client.on(event, lost);
    }
    for (const event of ['session_closed', 'session_restored', 'keepalive_failure'] as const) {
      this.#session.on(event as string, lost);
    }
  }

  /**
   * Finds the endpoint, checks the server's certificate, opens channel and session. `signal` gives it up.
   * Throws the `opcua.*` error of whatever stood in the way; nothing stays open then.
   */
  static async open(options: LinkOptions, signal: AbortSignal): Promise<OpcuaLink> {
    signal.throwIfAborted();
    // The library prints to the console; what matters of it reaches the caller as an error.
    setLogLevel(LogLevel.Emergency);
    const { config, subject } = options;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(config.timeouts.connectMs)]);
    const certificates = openCertificates(options.pki);
    await certificates.initialize();
    const guard = new ReadOnlyGuard(subject);
    const opening = new Opening(guard);
    try {
      const discovery = opening.client({ ...clientOptions(config), clientCertificateManager: certificates });
      const endpoint = await until(deadline, () => findEndpoint(discovery, config, subject));
      await opening.end(discovery);
      if (config.security.mode !== 'None') {
        await requireTrust(endpoint.certificate, config.serverCertificate, certificates, subject);
      }
      const client = opening.client({
        ...clientOptions(config),
        clientCertificateManager: certificates,
        ...(config.security.mode === 'None' ? {} : { serverCertificate: endpoint.certificate }),
        securityMode: MessageSecurityMode[config.security.mode],
        securityPolicy: SecurityPolicy[endpoint.policy],
        endpointMustExist: config.endpointMustMatch,
        keepSessionAlive: true,
        requestedSessionTimeout: config.timeouts.sessionMs,
      });
      await until(deadline, () => client.connect(config.endpoint));
      const user = await identityOf(config);
      const session = await until(deadline, () => client.createSession(user));
      return new OpcuaLink({ options, guard, endpoint, client, session, channels: opening.channels });
    } catch (error) {
      guard.close();
      opening.abandon(options.log);
      signal.throwIfAborted();
      if (deadline.aborted) {
        throw new WitnessError(
          'opcua.timed-out',
          subject,
          `no session within ${config.timeouts.connectMs} ms`,
        );
      }
      throw failureOf(error, subject, 'opcua.refused');
    } finally {
      await certificates.dispose();
    }
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
   * signal's reason when it aborts; both end the link, because an answer may still be on its way.
   */
  async ask<T>(
    signal: AbortSignal,
    run: (session: ClientSession) => Promise<T>,
    ms = this.#options.config.timeouts.requestMs,
  ): Promise<T> {
    const { subject } = this.#options;
    await this.#budget.wait(AbortSignal.any([signal, this.#lost.signal])).catch(error => {
      signal.throwIfAborted();
      throw failureOf(this.#lost.signal.reason ?? error, subject, 'opcua.link-lost');
    });
    return this.#exchange(signal, run, ms);
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

interface LinkParts {
  readonly options: LinkOptions;
  readonly guard: ReadOnlyGuard;
  readonly endpoint: Endpoint;
  readonly client: OPCUAClient;
  readonly session: ClientSession;
  readonly channels: Set<ClientSecureChannelLayer>;
}

/** The clients made on the way to a session, so that none is left behind when it fails. */
class Opening {
  readonly channels = new Set<ClientSecureChannelLayer>();
  readonly #guard: ReadOnlyGuard;
  readonly #clients = new Set<OPCUAClient>();

  constructor(guard: ReadOnlyGuard) {
    this.#guard = guard;
  }

  client(options: Parameters<typeof OPCUAClient.create>[0]): OPCUAClient {
    const client = OPCUAClient.create(options);
    this.#guard.install(client);
    client.on('secure_channel_created', channel => this.channels.add(channel));
    this.#clients.add(client);
    return client;
  }

  async end(client: OPCUAClient): Promise<void> {
    await client.disconnect();
    this.#clients.delete(client);
    this.channels.clear();
  }

  abandon(log: SourceLog): void {
    for (const channel of this.channels) channel.forceConnectionBreak();
    for (const client of this.#clients) {
      client.disconnect().catch(error => log.debug({ err: error }, 'OPC UA client left'));
    }
  }
}

function clientOptions(config: OpcuaSourceConfig) {
  return {
    applicationName: 'Witnessmark-agent',
    clientName: 'witnessmark',
    endpointMustExist: false,
    // One attempt: the watcher decides when to come again, and no reconnect happens unseen.
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 1000 },
    defaultTransactionTimeout: config.timeouts.requestMs,
    transportTimeout: Math.max(config.timeouts.requestMs, config.timeouts.connectMs),
  };
}

async function identityOf({ user }: OpcuaSourceConfig): Promise<UserIdentityInfo> {
  if (user === 'anonymous') return { type: UserTokenType.Anonymous };
  if ('name' in user) {
    return { type: UserTokenType.UserName, userName: user.name, password: user.password };
  }
  const [certificate, privateKey] = await Promise.all([
    readFile(user.certificate, 'utf8'),
    readFile(user.privateKey, 'utf8'),
  ]);
  const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return { type: UserTokenType.Certificate, certificateData: der, privateKey };
}

/** What `begin` comes to, or the signal's reason if that comes first; not begun where it has come already. */
async function until<T>(signal: AbortSignal, begin: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([begin(), promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
