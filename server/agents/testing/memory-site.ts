import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BeatRequest, Order } from '@witnessmark/shared/wire';
import { createInvitations, type Invitations } from '../invitations.ts';
import { createFileKeyStore } from '../key-store.ts';
import { type AgentListener, createAgentListener } from '../listener.ts';
import type { Ingest } from '../ports.ts';
import { openSiteCa, type SiteCa } from '../site-ca.ts';
import { MemoryIngest } from './memory-ingest.ts';
import { MemoryLog } from './memory-log.ts';
import { MemoryRegistry } from './memory-registry.ts';

/** A real agent listener over ports in memory, on the loopback interface; for tests alone. */
export interface MemorySite {
  readonly dir: string;
  readonly port: number;
  readonly ca: SiteCa;
  readonly registry: MemoryRegistry;
  readonly ingest: MemoryIngest;
  readonly log: MemoryLog;
  readonly orders: Order[];
  readonly beats: BeatRequest[];
  /** Milliseconds that the site's clock is ahead of this machine's. */
  aheadMs: number;
  /** A token whose address has this port. */
  token(options?: {
    readonly port?: number;
    readonly validForMs?: number;
    readonly area?: string;
  }): Promise<string>;
  /** Stops the listener; `restart` begins it again. */
  pause(): Promise<void>;
  /** Stops the listener and starts another on the same port, over the same memory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface MemorySiteOptions {
  readonly agentDays?: number;
  readonly requestsPerSecond?: number;
  /** Takes the facts instead of the ingest in memory. */
  readonly takenBy?: Ingest;
}

export async function createMemorySite(options: MemorySiteOptions = {}): Promise<MemorySite> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-site-'));
  const registry = new MemoryRegistry();
  const log = new MemoryLog();
  const ingest = new MemoryIngest(log);
  const orders: Order[] = [];
  const beats: BeatRequest[] = [];
  const site = { aheadMs: 0 };
  const now = () => Date.now() + site.aheadMs;
  const ca = await openSiteCa({
    keys: createFileKeyStore(join(dir, 'keys')),
    site: 'plant',
    hosts: ['localhost', '127.0.0.1'],
    now,
    agentDays: options.agentDays ?? 90,
  });
  const invitationsFor = (port: number): Invitations =>
    createInvitations({ registry, ca, url: () => `https://127.0.0.1:${port}`, now });

  const quiet = () => undefined;
  const listenerOn = (port: number): AgentListener =>
    createAgentListener({
      listen: { host: '127.0.0.1', port },
      site: 'plant',
      ca,
      invitations: invitationsFor(port),
      registry,
      ingest: options.takenBy ?? ingest,
      checkpoints: log,
      orders: {
        async after(_agent, after, waitMs, signal) {
          const found = () => orders.filter(order => order.position > after);
          const until = Date.now() + waitMs;
          while (found().length === 0 && !signal.aborted && Date.now() < until) {
            await new Promise(resolve => setTimeout(resolve, 10));
          }
          return found();
        },
      },
      beats: {
        async beat(_agent, beat) {
          beats.push(beat);
        },
      },
      logKey: async () => log.verifierKey,
      stagingDir: join(dir, 'staging'),
      now,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      renewWithinDays: 30,
      requestsPerSecond: options.requestsPerSecond ?? 1000,
    });
  let listener = listenerOn(0);
  const { port } = await listener.start();

  return Object.assign(site, {
    dir,
    port,
    ca,
    registry,
    ingest,
    log,
    orders,
    beats,
    async token({ port: dialled = port, validForMs = 60_000, area = '*' } = {}) {
      return (await invitationsFor(dialled).invite(area, validForMs, 'person-1')).token;
    },
    pause: () => listener.stop(),
    async restart() {
      await listener.stop();
      listener = listenerOn(port);
      await listener.start();
    },
    async close() {
      await listener.stop();
      await rm(dir, { recursive: true, force: true });
    },
  });
}
