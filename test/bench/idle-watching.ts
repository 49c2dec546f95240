import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMemorySite } from '@witnessmark/server/agents/testing';
import { agentNodeOptions, releaseAgent } from '../../scripts/release/index.ts';
import { type PlantRequest, S7Cpu } from '../plant/s7/index.ts';
import type { BenchRow } from './row.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const assets = 500;
const setpoints = 50;
const measuredMs = 20_000;
/** First contacts and settling take this long at most, on a machine that does nothing else. */
const readyWithinMs = 60_000;
const aim = { assets: 500, rssBytes: 300e6 };

/**
 * The released agent, in a process of its own: joined over mutual TLS to a listener, durable spool,
 * fingerprint and 50 setpoints of each S7 CPU every 10 seconds. Each asset is a simulated CPU with a port of its
 * own; all of them are in this process, whose time is not counted. Nothing changes while it is measured.
 */
export async function run(): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-bench-'));
  const site = await createMemorySite();
  let valueReads = 0;
  const onRequest = ({ service }: PlantRequest) => {
    if (service === 'read-variable') valueReads += 1;
  };
  const cpus = Array.from({ length: assets }, () => new S7Cpu({ maxPduSize: 480, onRequest }));
  let agent: ChildProcess | null = null;
  try {
    for (const [index, cpu] of cpus.entries()) {
      cpu.setBlock(20, Buffer.alloc(setpoints * 4, index % 100));
      await cpu.start();
    }
    await writeFile(join(dir, 'agent.yaml'), configuration(cpus));
    const { program } = await releaseAgent(root, dir);
    const token = await site.token();
    await promisify(execFile)(process.execPath, [program, 'join', token, '--config', 'agent.yaml'], {
      cwd: dir,
    });
    agent = spawn(process.execPath, [...agentNodeOptions, program, 'run', '--config', 'agent.yaml'], {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [before, after] = await measured(dir, () => valueReads);
    const wallMs = Date.parse(after.at) - Date.parse(before.at);
    const share = (after.process.cpuMs - before.process.cpuMs) / wallMs;
    const held = (after.valueReads - before.valueReads) / (assets * (wallMs / 10_000));
    const perCore = assets / share;
    return [
      {
        what: `idle watching, ${assets} S7 assets at a 10 s period by one agent`,
        against: `the limit of ${aim.assets} assets on one core`,
        ratio: perCore / aim.assets,
        aim: '≥ 1, all readings in time, RSS < 300 MB',
        met: perCore >= aim.assets && held >= 0.95 && after.process.rssBytes < aim.rssBytes,
        detail: `${(share * 100).toFixed(1)} % of a core over ${(wallMs / 1000).toFixed(0)} s for ${assets}, so ${perCore.toFixed(0)} a core if it grows in proportion; ${(held * 100).toFixed(0)} % of the due readings made; RSS ${(after.process.rssBytes / 1e6).toFixed(0)} MB`,
      },
    ];
  } finally {
    if (agent?.exitCode === null && agent.kill('SIGTERM')) await once(agent, 'exit');
    for (const cpu of cpus) await cpu.stop();
    await site.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Status {
  readonly at: string;
  readonly server: { readonly connected: boolean };
  readonly process: { readonly cpuMs: number; readonly rssBytes: number };
  readonly streams: readonly {
    readonly connected: boolean;
    readonly kinds: readonly { readonly kind: string; readonly lastEqual: string | null }[];
  }[];
}

/** Value readings are counted by the controllers. */
type Sample = Status & { readonly valueReads: number };

/** The agent's status when every asset has been found equal once, and again when `measuredMs` have passed. */
async function measured(dir: string, reads: () => number): Promise<[Sample, Sample]> {
  const until = Date.now() + readyWithinMs;
  for (;;) {
    const status = await statusIn(dir);
    if (status !== null && isIdle(status)) {
      const before = { ...status, valueReads: reads() };
      await pause(measuredMs);
      const after = await statusIn(dir);
      if (after === null || !isIdle(after)) throw new Error('the agent lost a stream while it was measured');
      return [before, { ...after, valueReads: reads() }];
    }
    if (Date.now() > until)
      throw new Error(`not all of ${assets} streams were watched in ${readyWithinMs} ms`);
    await pause(500);
  }
}

function isIdle(status: Status): boolean {
  return (
    status.server.connected &&
    status.streams.length === assets &&
    status.streams.every(
      ({ connected, kinds }) =>
        connected && kinds.some(({ kind, lastEqual }) => kind === 'setpoint' && lastEqual !== null),
    )
  );
}

async function statusIn(dir: string): Promise<Status | null> {
  try {
    return JSON.parse(await readFile(join(dir, 'agent-data/status.json'), 'utf8')) as Status;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function configuration(cpus: readonly S7Cpu[]): string {
  const members = Array.from({ length: setpoints }, (_, n) => `S${n}: 'DB20.DBD${n * 4} REAL'`).join(', ');
  const streams = cpus.map(
    ({ port }, index) => `
  - id: asset-${index}
    name: Asset ${index}
    area: A
    sources:
      plc:
        type: s7
        host: 127.0.0.1
        port: ${port}
        dataBlocks: [{ db: 20, name: Parameters, kind: setpoint, layout: { list: { ${members} } } }]`,
  );
  return `site: bench\ndataDir: agent-data\nwatch: { period: 10s, fingerprint: 10s }\nassets:${streams.join('')}\n`;
}
