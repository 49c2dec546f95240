import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { SyslogConfig } from '../../config/index.ts';
import type { RefusalReason } from '../refusals.ts';
import { FrameReader } from './framing.ts';
import type { Peer } from './senders.ts';

/** Bounds on what comes from outside, before anything of it is looked at. */
export const syslogLimits = {
  messageBytes: 8192,
  connections: 200,
  connectionsPerAddress: 10,
  /** Connections of those who are not known, all together, so that they never take the place of those who are. */
  strangers: 20,
  /** Of addresses nobody knows, while a certificate may still tell who it is; each ends with its handshake. */
  proving: 40,
  idleMs: 3_600_000,
  handshakeMs: 10_000,
  /** So many refused messages in a row end a connection. */
  refusedInRow: 1000,
} as const;

export interface ListenerPorts {
  /** False where the message was refused by a bound. */
  take(bytes: Uint8Array, peer: Peer): boolean;
  refused(reason: RefusalReason, peer: Peer, bytes: Uint8Array): void;
  isKnown(peer: Peer): boolean;
  failed(error: unknown): void;
}

/** Where it listens; null where it does not. */
export interface SyslogPorts {
  readonly udp: number | null;
  readonly tcp: number | null;
  readonly tls: number | null;
}

const nothing = new Uint8Array();

interface Held {
  readonly address: string;
  readonly port: number;
  /** `proving` until the handshake tells whether the certificate is one that is known. */
  as: 'known' | 'proving' | 'stranger';
}

/** Hears syslog over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). */
export class SyslogListener {
  readonly #config: Pick<SyslogConfig, 'udp' | 'tcp' | 'tls'>;
  readonly #ports: ListenerPorts;
  readonly #sockets = new Map<Socket, Held>();
  readonly #closing: (() => Promise<void>)[] = [];
  #connections = 0;

  constructor(config: Pick<SyslogConfig, 'udp' | 'tcp' | 'tls'>, ports: ListenerPorts) {
    this.#config = config;
    this.#ports = ports;
  }

  /** Resolves when everything configured listens; rejects with the system's error where a port is taken. */
  async start(): Promise<SyslogPorts> {
    const { udp, tcp, tls } = this.#config;
    try {
      return {
        udp: udp ? await this.#hearUdp(udp) : null,
        tcp: tcp
          ? await this.#listen(
              createServer(socket => this.#hear(socket, null)),
              tcp,
            )
          : null,
        tls: tls ? await this.#listen(await this.#tlsServer(tls), tls.listen) : null,
      };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const closed = this.#closing.splice(0).map(close => close());
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all(closed);
  }

  async #hearUdp({ host, port }: { host: string; port: number }): Promise<number> {
    const socket: UdpSocket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    socket.on('message', (bytes: Buffer, { address }: RemoteInfo) => {
      const peer = unproven(address);
      if (bytes.length > syslogLimits.messageBytes) this.#ports.refused('too-long', peer, bytes);
      else this.#ports.take(bytes, peer);
    });
    socket.bind(port, host);
    await once(socket, 'listening');
    socket.on('error', error => this.#ports.failed(error));
    this.#closing.push(async () => {
      socket.close();
      await once(socket, 'close');
    });
    return socket.address().port;
  }

  async #tlsServer({ certificate, key }: { certificate: string; key: string }): Promise<Server> {
    const server = createTlsServer({
      cert: await readFile(certificate),
      key: await readFile(key),
      minVersion: 'TLSv1.2',
      // Asked for and not required: without one, or with one nobody configured, a sender is as unproven as over TCP.
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: syslogLimits.handshakeMs,
    });
    // Counted from the first byte, so that unfinished handshakes are bounded as well.
    server.on('connection', (raw: Socket) => this.#admit(raw, 'proving'));
    server.on('secureConnection', (socket: TLSSocket) => this.#hear(socket, certificateOf(socket)));
    server.on('tlsClientError', (_error, socket) => {
      this.#ports.refused('malformed', unproven(socket.remoteAddress), nothing);
      socket.destroy();
    });
    return server;
  }

  async #listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
    server.maxConnections = syslogLimits.connections;
    server.on('drop', data =>
      this.#ports.refused('too-many-connections', unproven(data?.remoteAddress), nothing),
    );
    server.listen(port, host);
    await once(server, 'listening');
    server.on('error', error => this.#ports.failed(error));
    this.#closing.push(async () => {
      server.close();
      await once(server, 'close');
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Counts a connection, or ends it where there are too many. */
  #admit(socket: Socket, unknown: 'proving' | 'stranger'): boolean {
    const { remoteAddress: address = '', remotePort: port = 0 } = socket;
    const as = this.#ports.isKnown(unproven(address)) ? 'known' : unknown;
    const all = [...this.#sockets.values()];
    const same = all.filter(other => other.address === address).length;
    if (
      all.length >= syslogLimits.connections ||
      same >= syslogLimits.connectionsPerAddress ||
      (as !== 'known' && this.#isFull(as))
    )
      return this.#turnAway(socket, address);
    this.#sockets.set(socket, { address, port, as });
    socket.on('close', () => this.#sockets.delete(socket));
    // A peer that resets is nothing to tell anybody: what it sent before was taken.
    socket.on('error', () => socket.destroy());
    return true;
  }

  /** Whether a certificate made somebody of whom the address tells nothing; a stranger has to find room among strangers. */
  #isProven(socket: Socket, certificate: string | null): boolean {
    const { remoteAddress: address = '', remotePort: port = 0 } = socket;
    const held = [...this.#sockets.values()].find(each => each.address === address && each.port === port);
    if (held?.as !== 'proving') return true;
    const known = this.#ports.isKnown({ address, certificate, connection: null });
    if (!known && this.#isFull('stranger')) return this.#turnAway(socket, address);
    held.as = known ? 'known' : 'stranger';
    return true;
  }

  #isFull(as: 'proving' | 'stranger'): boolean {
    const bound = as === 'proving' ? syslogLimits.proving : syslogLimits.strangers;
    return [...this.#sockets.values()].filter(each => each.as === as).length >= bound;
  }

  #turnAway(socket: Socket, address: string): false {
    this.#ports.refused('too-many-connections', unproven(address), nothing);
    socket.destroy();
    return false;
  }

  #hear(socket: Socket, certificate: string | null): void {
    const overTls = 'encrypted' in socket;
    if (overTls) socket.on('error', () => socket.destroy());
    if (!(overTls ? this.#isProven(socket, certificate) : this.#admit(socket, 'stranger'))) return;
    const address = socket.remoteAddress ?? '';
    this.#connections += 1;
    const peer = { address, certificate, connection: this.#connections };
    const frames = new FrameReader(syslogLimits.messageBytes);
    let refusedInRow = 0;
    const take = (message: Uint8Array) => {
      refusedInRow = this.#ports.take(message, peer) ? 0 : refusedInRow + 1;
    };
    socket.setTimeout(syslogLimits.idleMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const { messages, tooLong, broken } = frames.push(chunk);
      for (const message of messages) take(message);
      for (let n = 0; n < tooLong; n += 1) this.#ports.refused('too-long', peer, chunk);
      refusedInRow += tooLong;
      if (broken) this.#ports.refused('malformed', peer, chunk);
      if (broken || refusedInRow >= syslogLimits.refusedInRow) socket.destroy();
    });
    socket.on('end', () => {
      const left = frames.end();
      if (left !== null) take(left);
      socket.end();
    });
  }
}

/** Whoever an address alone speaks for. */
function unproven(address: string | undefined): Peer {
  return { address: address ?? '', certificate: null, connection: null };
}

/** The fingerprint of the peer's certificate where it is valid now; who holds its key the handshake has proven. */
function certificateOf(socket: TLSSocket): string | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const now = Date.now();
  const valid = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
  return valid ? certificate.fingerprint256.replaceAll(':', '').toLowerCase() : null;
}
