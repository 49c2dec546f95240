import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '@witnessmark/shared/time';
import type { ItemReading, SourceContext } from '../source.ts';
import { s7SourceSchema } from './config.ts';
import { S7Source } from './source.ts';
import { remoteTsap, S7Transport, type S7TransportOptions } from './transport/index.ts';

const boot = '0'.repeat(32);

function now(): Instant {
  return { wall: new Date().toISOString(), mono: Math.floor(performance.now()), boot };
}

const context: SourceContext = {
  asset: 'press-2',
  source: 's7',
  now,
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
  dataDir: tmpdir(),
};

/** A source for tests: quick, against a CPU on the loopback interface. */
export function testSource(settings: Readonly<Record<string, unknown>>, baseDir = tmpdir()): S7Source {
  const config = s7SourceSchema.parse({
    type: 's7',
    host: '127.0.0.1',
    requestsPerSecond: 10_000,
    timeoutMs: 2000,
    ...settings,
  });
  return new S7Source(config, context, baseDir);
}

export function testTransport(port: number, settings: Partial<S7TransportOptions> = {}): S7Transport {
  return new S7Transport({
    subject: 'press-2/s7',
    host: '127.0.0.1',
    port,
    localTsap: 0x0100,
    remoteTsap: remoteTsap('op', 0, 2),
    pduSize: 960,
    parallelJobs: 4,
    requestsPerSecond: 10_000,
    timeoutMs: 2000,
    now,
    ...settings,
  });
}

/** The text of a present item, or its state and reason. */
export function shown(items: readonly ItemReading[], path: string): string {
  const item = items.find(candidate => candidate.path === path);
  if (item === undefined) return 'not listed';
  if (item.state === 'present' && 'content' in item) return Buffer.from(item.content).toString('utf8');
  return 'reason' in item ? `${item.state}: ${item.reason}` : item.state;
}

/** Runs `use` in a fresh folder and removes it. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'witnessmark-s7-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
