import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import { sha256Schema } from '@witnessmark/shared/items';
import {
  beatRequestSchema,
  factsEnvelopeSchema,
  helloRequestSchema,
  joinRequestSchema,
  renewRequestSchema,
} from '@witnessmark/shared/wire';
import { addressBlock } from '../config/index.ts';
import { type Answer, sendAnswer, sendProblem } from './answer.ts';
import { createBlobCalls } from './blob-call.ts';
import { readMessage } from './body.ts';
import { batchBytes, createCalls } from './calls.ts';
import type { Invitations } from './invitations.ts';
import { createJoinCalls } from './join-call.ts';
import { createPeerCheck, type Speaker } from './peer.ts';
import type { AgentRegistry, Beats, Checkpoints, Ingest, Orders } from './ports.ts';
import { createRateBound } from './rate.ts';
import type { SiteCa } from './site-ca.ts';
import { createStaging } from './staging.ts';

export interface AgentListenerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly site: string;
  readonly ca: SiteCa;
  readonly invitations: Invitations;
  readonly registry: AgentRegistry;
  readonly ingest: Ingest;
  readonly checkpoints: Checkpoints;
  readonly orders: Orders;
  readonly beats: Beats;
  /** Verifier key of the log's checkpoints (C2SP), handed to agents that join or renew. */
  readonly logKey: () => Promise<string>;
  /** Unfinished contents; on the same file system as the store's. */
  readonly stagingDir: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: ListenerLog;
  /** How long after its end a certificate may still be renewed. */
  readonly renewWithinDays: number;
  /** Requests per second and agent, on average; ten times as many at once. */
  readonly requestsPerSecond: number;
}

/** The part of pino's Logger the listener needs. */
export interface ListenerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AgentListener {
  start(): Promise<{ readonly port: number }>;
  /** Ends long polls, lets calls under way finish for a moment, then closes every connection. */
  stop(): Promise<void>;
}

const bounds = {
  connections: 2000,
  connectionsPerAgent: 16,
  /** Of one address, before they have proven whose they are: a stranger must not take the places of all agents. */
  unprovenPerAddress: 64,
  headerMs: 10_000,
  requestMs: 120_000,
  handshakeMs: 10_000,
  keptMs: 75_000,
  stopMs: 3000,
  /** Joins of one address: a token cannot be guessed, but each attempt costs a hash and a look-up. */
  joinsPerSecond: 0.2,
  joinBurst: 20,
} as const;

const small = { wireBytes: 64 * 1024, plainBytes: 64 * 1024 } as const;
const large = { wireBytes: batchBytes, plainBytes: batchBytes + 64 * 1024 } as const;
const day = 24 * 60 * 60 * 1000;

export function createAgentListener(options: AgentListenerOptions): AgentListener {
  const { listen, ca, now, log } = options;
  const staging = createStaging(options.stagingDir);
  const joins = createJoinCalls(options);
  const calls = createCalls(options);
  const blobs = createBlobCalls(options.ingest, staging);
  const peers = createPeerCheck({ ...options, renewWithinMs: options.renewWithinDays * day });
  const agentRate = createRateBound(options.requestsPerSecond, options.requestsPerSecond * 10, now);
  const joinRate = createRateBound(bounds.joinsPerSecond, bounds.joinBurst, now);
  const openSockets = new Map<string, Set<TLSSocket>>();
  /** Ports by address of connections nobody has spoken for yet. */
  const unproven = new Map<string, Set<string>>();
  const stopping = new AbortController();
  let server: Server | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const received = now();
    const url = new URL(request.url ?? '/', 'https://listener');
    const call = `${request.method} ${url.pathname}`;
    if (call === 'POST /agent/v1/join') {
      bound(joinRate.take(addressBlock(request.socket.remoteAddress ?? '')), 'join');
      return ok(await joins.join(await readMessage(request, small, joinRequestSchema)));
    }
    const speaker = await speakerOf(request, call === 'POST /agent/v1/renew');
    const agent = speaker.record.id;
    bound(agentRate.take(agent), agent);
    const blob = /^(GET|PUT) \/agent\/v1\/blobs\/([^/]+)$/.exec(call);
    if (blob?.[2] !== undefined) {
      const sha256 = sha256Schema.safeParse(blob[2]);
      if (!sha256.success) throw new WitnessError('wire.no-such-call', agent, 'not a SHA-256');
      return blob[1] === 'GET' ? blobs.state(agent, sha256.data) : blobs.put(agent, sha256.data, request);
    }
    switch (call) {
      case 'POST /agent/v1/renew':
        return ok(await joins.renew(speaker, await readMessage(request, small, renewRequestSchema)));
      case 'POST /agent/v1/hello':
        return ok(await calls.hello(speaker, await readMessage(request, large, helloRequestSchema)));
      case 'POST /agent/v1/facts':
        return ok(await calls.facts(speaker, await readMessage(request, large, factsEnvelopeSchema)));
      case 'POST /agent/v1/beat':
        return ok(await calls.beat(speaker, await readMessage(request, large, beatRequestSchema), received));
      case 'GET /agent/v1/orders':
        return ok(await calls.orders(speaker, afterOf(url), goneSignal(response)));
      default:
        throw new WitnessError('wire.no-such-call', agent, call.slice(0, 200));
    }
  }

  async function speakerOf(request: IncomingMessage, renewing: boolean): Promise<Speaker> {
    const { socket } = request;
    if (!(socket instanceof TLSSocket)) throw new WitnessError('wire.no-certificate', 'agent listener');
    const speaker = await peers.speaker(socket, renewing);
    countSocket(speaker.record.id, socket);
    return speaker;
  }

  function admit(socket: Socket): void {
    const { remoteAddress: address = '', remotePort: port = 0 } = socket;
    const block = addressBlock(address);
    const waiting = unproven.get(block) ?? new Set();
    if (waiting.size >= bounds.unprovenPerAddress) {
      log.debug({ address }, 'too many connections that speak for no agent');
      socket.destroy();
      return;
    }
    unproven.set(block, waiting.add(`${address} ${port}`));
    socket.once('close', () => proven(address, port));
  }

  function proven(address: string, port: number): void {
    const block = addressBlock(address);
    const waiting = unproven.get(block);
    if (waiting?.delete(`${address} ${port}`) && waiting.size === 0) unproven.delete(block);
  }

  function countSocket(agent: string, socket: TLSSocket): void {
    const sockets = openSockets.get(agent) ?? new Set();
    if (sockets.has(socket)) return;
    if (sockets.size >= bounds.connectionsPerAgent) {
      // The oldest may be the far end of a link that was cut: the newest is the one that is alive.
      const [oldest] = sockets;
      oldest?.destroy();
    }
    sockets.add(socket);
    openSockets.set(agent, sockets);
    proven(socket.remoteAddress ?? '', socket.remotePort ?? 0);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0 && openSockets.get(agent) === sockets) openSockets.delete(agent);
    });
  }

  function goneSignal(response: ServerResponse): AbortSignal {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return AbortSignal.any([gone.signal, stopping.signal]);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      sendAnswer(response, await answer(request, response));
    } catch (error) {
      const retryAfter = error instanceof TooMany ? error.seconds : undefined;
      const cause = error instanceof TooMany ? error.cause : error;
      if (isWitnessError(cause))
        log.info(
          { call: request.url, code: cause.code, subject: cause.subject, detail: cause.detail },
          'agent call refused',
        );
      else log.error({ call: request.url, err: cause }, 'agent call failed');
      sendProblem(response, cause, retryAfter);
    }
  }

  return {
    async start() {
      await staging.sweep(now());
      const made = createServer(
        {
          key: ca.server.key,
          cert: ca.server.chain,
          ca: ca.certificate,
          requestCert: true,
          // Node would drop an expired certificate in the handshake; it has to be able to renew, so `peers` judges.
          rejectUnauthorized: false,
          minVersion: 'TLSv1.2',
          // A resumed session would skip the certificate's proof of possession.
          secureOptions: constants.SSL_OP_NO_TICKET,
          handshakeTimeout: bounds.handshakeMs,
          headersTimeout: bounds.headerMs,
          requestTimeout: bounds.requestMs,
          connectionsCheckingInterval: 5000,
          maxHeaderSize: 8192,
        },
        (request, response) => void handle(request, response),
      );
      made.keepAliveTimeout = bounds.keptMs;
      made.maxConnections = bounds.connections;
      made.on('connection', admit);
      made.on('tlsClientError', (error: Error) => log.debug({ err: error }, 'TLS handshake failed'));
      await new Promise<void>((resolve, reject) => {
        made.once('error', reject);
        made.listen(listen.port, listen.host, () => {
          made.off('error', reject);
          resolve();
        });
      });
      server = made;
      const { port } = made.address() as AddressInfo;
      log.info({ host: listen.host, port }, 'agent listener started');
      return { port };
    },

    async stop() {
      stopping.abort();
      const closing = server;
      if (closing === undefined) return;
      server = undefined;
      await new Promise<void>(resolve => {
        const forced = setTimeout(() => closing.closeAllConnections(), bounds.stopMs);
        closing.close(() => {
          clearTimeout(forced);
          resolve();
        });
        closing.closeIdleConnections();
      });
    },
  };
}

class TooMany extends Error {
  readonly seconds: number;

  constructor(seconds: number, cause: WitnessError) {
    super(cause.message, { cause });
    this.seconds = seconds;
  }
}

function bound(seconds: number, subject: string): void {
  if (seconds > 0) throw new TooMany(seconds, new WitnessError('wire.too-many-requests', subject));
}

function afterOf(url: URL): number {
  const after = url.searchParams.get('after') ?? '0';
  if (!/^\d{1,15}$/.test(after))
    throw new WitnessError('wire.body-invalid', 'orders', 'after is not a number');
  return Number(after);
}

function ok(body: object): Answer {
  return { status: 200, body };
}
