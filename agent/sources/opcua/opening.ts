import { readFile } from 'node:fs/promises';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import {
  type ClientSecureChannelLayer,
  type ClientSession,
  LogLevel,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  setLogLevel,
  type UserIdentityInfo,
  UserTokenType,
} from 'node-opcua-client';
import type { SourceLog } from '../source.ts';
import type { OpcuaSourceConfig } from './config.ts';
import { type Endpoint, findEndpoint } from './endpoint.ts';
import { failureOf } from './failure.ts';
import { ReadOnlyGuard } from './guard.ts';
import { openCertificates, requireTrust } from './trust.ts';
import { until } from './until.ts';

export interface LinkOptions {
  readonly config: OpcuaSourceConfig;
  /** Names the source in errors. */
  readonly subject: string;
  /** Folder of the source's certificates. */
  readonly pki: string;
  readonly log: SourceLog;
}

/** What an open connection is made of. */
export interface OpenSession {
  readonly guard: ReadOnlyGuard;
  readonly endpoint: Endpoint;
  readonly client: OPCUAClient;
  readonly session: ClientSession;
  readonly channels: Set<ClientSecureChannelLayer>;
}

/**
 * Finds the endpoint (`known`: takes that one, which was found and trusted before), checks the server's certificate, opens channel and session. `signal` gives it up.
 * Throws the `opcua.*` error of whatever stood in the way; nothing stays open then.
 */
export async function openSession(
  options: LinkOptions,
  signal: AbortSignal,
  known: Endpoint | null = null,
): Promise<OpenSession> {
  signal.throwIfAborted();
  // The library prints to the console; what matters of it reaches the caller as an error.
  setLogLevel(LogLevel.Emergency);
  const { config, subject } = options;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(config.timeouts.connectMs)]);
  const certificates = await own(options.pki, subject);
  const guard = new ReadOnlyGuard(subject);
  const opening = new Opening(guard);
  try {
    const endpoint = known ?? (await discover(opening, options, certificates, deadline));
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
    const user = await identityOf(config, subject);
    const session = await until(deadline, () => client.createSession(user));
    return { guard, endpoint, client, session, channels: opening.channels };
  } catch (error) {
    guard.close();
    opening.abandon(options.log);
    signal.throwIfAborted();
    if (!isWitnessError(error) && deadline.aborted) {
      throw new WitnessError('opcua.timed-out', subject, `no session within ${config.timeouts.connectMs} ms`);
    }
    throw failureOf(error, subject, 'opcua.refused');
  } finally {
    await certificates.dispose();
  }
}

async function discover(
  opening: Opening,
  { config, subject }: LinkOptions,
  certificates: OPCUACertificateManager,
  deadline: AbortSignal,
): Promise<Endpoint> {
  const client = opening.client({ ...clientOptions(config), clientCertificateManager: certificates });
  const endpoint = await until(deadline, () => findEndpoint(client, config, subject));
  await until(deadline, () => opening.end(client));
  return endpoint;
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

async function own(folder: string, subject: string): Promise<OPCUACertificateManager> {
  try {
    const certificates = openCertificates(folder);
    await certificates.initialize();
    return certificates;
  } catch (error) {
    throw new WitnessError('opcua.certificates-unusable', subject, String(error), { cause: error });
  }
}

async function identityOf({ user }: OpcuaSourceConfig, subject: string): Promise<UserIdentityInfo> {
  if (user === 'anonymous') return { type: UserTokenType.Anonymous };
  if ('name' in user) {
    return { type: UserTokenType.UserName, userName: user.name, password: user.password };
  }
  const [certificate, privateKey] = await Promise.all([
    readFile(user.certificate, 'utf8'),
    readFile(user.privateKey, 'utf8'),
  ]).catch((error: unknown) => {
    throw new WitnessError('opcua.certificates-unusable', subject, String(error), { cause: error });
  });
  const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return { type: UserTokenType.Certificate, certificateData: der, privateKey };
}
