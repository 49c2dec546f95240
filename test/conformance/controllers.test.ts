import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesSource, filesSourceSchema } from '@witnessmark/agent/files';
import { S7Source, s7SourceSchema } from '@witnessmark/agent/s7';
import type { SourceContext } from '@witnessmark/agent/sources';
import type { Capability } from '@witnessmark/shared/facts';
import { afterEach, describe, expect, test } from 'vitest';
import { columnOf, pageCells } from '../docs/index.ts';
import { blockImage, S7Cpu, type S7CpuOptions } from '../plant/s7/index.ts';
import { snap7Server, snap7There } from './snap7/index.ts';

const signal = new AbortController().signal;
const boot = '0'.repeat(32);
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const context: SourceContext = {
  asset: 'press-2',
  source: 's7',
  now: () => ({ wall: new Date().toISOString(), mono: Math.floor(performance.now()), boot }),
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
  dataDir: tmpdir(),
};

async function overS7(port: number): Promise<readonly Capability[]> {
  const config = s7SourceSchema.parse({
    type: 's7',
    host: '127.0.0.1',
    port,
    requestsPerSecond: 1000,
    keepFreeConnections: 0,
  });
  const source = new S7Source(config, context, tmpdir());
  ends.push(() => source.close());
  const { capabilities = [] } = await source.connect(signal);
  return capabilities;
}

async function plantCpu(options: S7CpuOptions): Promise<readonly Capability[]> {
  const cpu = new S7Cpu(options);
  cpu.program.put(blockImage({ type: 'OB', number: 1, body: Buffer.alloc(20, 1) }));
  if (options.blocks === undefined) cpu.checksums = null;
  await cpu.start();
  ends.push(() => cpu.stop());
  return overS7(cpu.port);
}

function holds(title: string, found: readonly Capability[]): void {
  const cells = columnOf(found);
  expect(Object.keys(cells).length).toBeGreaterThan(1);
  expect(pageCells(title, cells)).toEqual(cells);
}

describe('the page of controllers says what was found', () => {
  test('on the simulated CPU that gives its blocks', async () => {
    holds('plant CPU, blocks', await plantCpu({ blocks: 'given' }));
  });

  test('on the simulated CPU without block services', async () => {
    holds('plant CPU, no blocks', await plantCpu({}));
  });

  test.skipIf(!snap7There())('on node-snap7’s server', async () => {
    const { server, port } = await snap7Server(new Map([[1, Buffer.alloc(16)]]));
    ends.push(() => server.Stop());
    holds('node-snap7 server', await overS7(port));
  });

  test('of a watched folder', async () => {
    const base = await mkdtemp(join(tmpdir(), 'wm-controllers-'));
    ends.push(() => rm(base, { recursive: true }));
    const folder = join(base, 'export');
    await mkdir(folder);
    const kinds = [
      { path: 'recipes/**', kind: 'recipe' },
      { path: 'hardware/**', kind: 'config' },
    ];
    const config = filesSourceSchema.parse({ type: 'files', folder, kinds });
    const source = new FilesSource(config, { ...context, dataDir: join(base, 'data') }, folder);
    ends.push(() => source.close());
    const { capabilities = [] } = await source.connect(signal);
    holds('watched folder', capabilities);
  });
});
