import { S7Source, s7SourceSchema } from '@witnessmark/agent/s7';
import type { Instant } from '@witnessmark/shared/time';
import { afterEach, describe, expect, test } from 'vitest';
import { snap7Server, snap7There } from './snap7/index.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const now = (): Instant => ({
  wall: new Date().toISOString(),
  mono: Math.floor(performance.now()),
  boot: '0'.repeat(32),
});
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

describe.skipIf(!snap7There())("our source and Snap7's server", () => {
  test('connect, identify, and read data blocks of many answers as they are', async () => {
    const image = Buffer.alloc(4000);
    for (let at = 0; at < 4000; at += 4) image.writeFloatBE(at / 4, at);
    const { server, port } = await snap7Server(new Map([[20, image]]));
    ends.push(() => server.Stop());
    const list = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`v[${n}]`, `DB20.DBD${n * 4} REAL`]),
    );
    const block = (db: number, name: string, members: object) => ({
      db,
      name,
      kind: 'setpoint',
      layout: { list: members },
    });
    const config = s7SourceSchema.parse({
      type: 's7',
      host: '127.0.0.1',
      port,
      requestsPerSecond: 10_000,
      dataBlocks: [
        block(20, 'All', list),
        block(21, 'Gone', { a: 'DB21.DBD0 REAL' }),
        block(20, 'Beyond', { a: 'DB20.DBD3998 REAL' }),
      ],
    });
    const source = new S7Source(config, { asset: 'press-2', source: 's7', now, log, dataDir: '.' }, '.');
    ends.push(() => source.close());
    const { identity, deviceTime } = await source.connect(signal);
    expect(identity).toMatchObject({ orderNumber: '6ES7 315-2EH14-0AB0' });
    expect(identity['serial']).toMatch(/^S C-/);
    expect(deviceTime?.raw).toMatch(/^20\d\d-/);
    const { items } = await source.read({}, signal);
    const text = (path: string) => {
      const item = items.find(candidate => candidate.path === path);
      if (item?.state === 'present' && 'content' in item) return Buffer.from(item.content).toString();
      return item !== undefined && 'reason' in item ? item.reason : item?.state;
    };
    const lines = text('setpoints/All.txt')?.trimEnd().split('\n') ?? [];
    expect(lines).toHaveLength(1000);
    expect(lines.every((line, n) => line === `v[${n}] = ${n}.0  # Real`)).toBe(true);
    expect(text('setpoints/Gone.txt')).toBe('absent');
    expect(text('setpoints/Beyond.txt')).toMatch(/^s7\.out-of-range: DB20\.DBB3998\.\.4001/);
    expect(text('config/s7.txt')).toContain('Identity.ModuleType = "CPU 315-2 PN/DP"');
    expect(text('config/s7.txt')).toContain('Mode = "RUN"');
  });

  test('a value that the server changes is seen by the next reading', async () => {
    const image = Buffer.alloc(8);
    const { server, port } = await snap7Server(new Map([[1, image]]));
    ends.push(() => server.Stop());
    const config = s7SourceSchema.parse({
      type: 's7',
      host: '127.0.0.1',
      port,
      requestsPerSecond: 10_000,
      variables: [{ name: 'V', kind: 'recipe', members: { a: 'DB1.DBW2 INT', b: 'DB1,INT4' } }],
    });
    const source = new S7Source(config, { asset: 'press-2', source: 's7', now, log, dataDir: '.' }, '.');
    ends.push(() => source.close());
    await source.connect(signal);
    const read = async () => {
      const [item] = (await source.read({ kinds: ['recipe'] }, signal)).items;
      return item?.state === 'present' && 'content' in item
        ? Buffer.from(item.content).toString()
        : item?.state;
    };
    expect(await read()).toBe('a = 0  # Int\nb = 0  # Int\n');
    image.writeInt16BE(-3, 2);
    server.SetArea(server.srvAreaDB, 1, image);
    expect(await read()).toBe('a = -3  # Int\nb = 0  # Int\n');
  });
});
