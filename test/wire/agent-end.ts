import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, openSpool, type SpoolStore } from '@witnessmark/agent/spool';
import { createUplink, type DeclaredStream, joinSite, type Uplink } from '@witnessmark/agent/uplink';
import type { Fact, Notice, Observation } from '@witnessmark/shared/facts';
import { manifestHash } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { Order } from '@witnessmark/shared/wire';

const boot = 'b'.repeat(32);

/** A spool and an uplink as an agent has them, with a clock that can be wrong. */
export interface AgentEnd {
  readonly dir: string;
  readonly spool: SpoolStore;
  readonly uplink: Uplink;
  readonly notices: Notice[];
  readonly orders: Order[];
  readonly logged: string[];
  /** Milliseconds that this agent's wall clock is ahead. */
  aheadMs: number;
  /** Appends one observation of one new content to the stream. */
  change(stream: string, content: string | Uint8Array): Promise<Fact>;
  /** Stops and closes; keeps the folder for `reopen`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface AgentEndOptions {
  readonly token?: string;
  readonly dir?: string;
  readonly streams: readonly string[];
  readonly aheadMs?: number;
  readonly area?: string;
  readonly capacityBytes?: number;
}

function at(aheadMs = 0): Instant {
  return {
    wall: new Date(Date.now() + aheadMs).toISOString(),
    mono: Math.round(performance.now()) + 1000,
    boot,
  };
}

export async function startAgentEnd(options: AgentEndOptions): Promise<AgentEnd> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'witnessmark-agent-')));
  const clock = { aheadMs: options.aheadMs ?? 0 };
  const logged: string[] = [];
  const notices: Notice[] = [];
  const orders: Order[] = [];
  const line = (_fields: object, message: string) => void logged.push(message);
  const log = { debug: line, info: line, warn: line, error: line };
  const now = () => at(clock.aheadMs);
  if (options.token) {
    await joinSite({ token: options.token, dir, name: 'test agent', build: 'test' }).catch(async error => {
      await rm(dir, { recursive: true, force: true });
      throw error;
    });
  }
  const spool = await openSpool({
    dir: join(dir, 'spool'),
    capacityBytes: options.capacityBytes ?? 64 * 1024 * 1024,
    now,
    log,
  });
  const uplink = createUplink({
    dir,
    spool,
    build: 'test',
    declared: () => options.streams.map(stream => declaredStream(stream, options.area ?? 'hall')),
    health: () => ({ watermarks: [], load: [] }),
    onOrder: async order => void orders.push(order),
    notify: async notice => void notices.push(notice),
    now,
    random: Math.random,
    beatMs: 100,
    log,
  });
  await uplink.start();

  return Object.assign(clock, {
    dir,
    spool,
    uplink,
    notices,
    orders,
    logged,
    change: (stream: string, content: string | Uint8Array) => appendChange(spool, stream, content, now()),
    async stop() {
      await uplink.stop();
      await spool.close();
    },
    async close() {
      await uplink.stop();
      await spool.close();
      await rm(dir, { recursive: true, force: true });
    },
  });
}

function declaredStream(stream: string, area: string): DeclaredStream {
  const [id = '', source = ''] = stream.split('/');
  return {
    stream,
    asset: { id, name: id, site: 'plant', area },
    source: source === 's7' ? 's7' : 'files',
    address: '127.0.0.1',
    kinds: {
      logic: { sees: true },
      setpoint: { sees: true },
      recipe: { sees: true },
      config: { sees: true },
    },
    weakened: null,
  };
}

/** Texts travel inline, bytes as a content of their own. */
async function appendChange(
  spool: SpoolStore,
  stream: string,
  content: string | Uint8Array,
  moment: Instant,
): Promise<Fact> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const before = spool.state(stream);
  const entry = { path: 'setpoints/DB20.txt', kind: 'setpoint', state: 'present', sha256 } as const;
  const body: Observation = {
    base: before === null ? null : manifestHash(before.manifest),
    result: manifestHash([entry]),
    complete: true,
    cause: before === null ? 'first' : 'poll',
    load: { requests: 1, bytes: bytes.byteLength, ms: 1 },
    items: [
      {
        ...entry,
        bytes: bytes.byteLength,
        ...(typeof content === 'string' ? { inline: { encoding: 'utf8', data: content } as const } : {}),
        lastClean: before?.lastClean['setpoints/DB20.txt'] ?? null,
        firstDirty: moment,
        basis: 'content',
      },
    ],
  };
  const contents = new Map<string, Content>(typeof content === 'string' ? [] : [[sha256, { bytes }]]);
  return spool.append({ stream, at: moment, kind: 'observation', body }, contents, {
    manifest: [entry],
    lastClean: { 'setpoints/DB20.txt': moment },
    identity: null,
    fingerprint: null,
    watermarks: { setpoint: moment },
  });
}
