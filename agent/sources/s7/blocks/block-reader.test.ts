import { createHash } from 'node:crypto';
import { cpu315, S7Cpu, type S7CpuOptions, S7Hmi, S7ProgrammingDevice } from '@witnessmark/test/plant/s7';
import { afterEach, describe, expect, test } from 'vitest';
import type { ItemReading, Reading, ReadRequest } from '../../source.ts';
import type { S7Source } from '../source.ts';
import { testSource } from '../testing.ts';
import { block, cpuWith } from './testing.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A source, and the hashes a watcher would hold of what it has read. */
class Watch {
  readonly source: S7Source;
  readonly known = new Map<string, string>();

  constructor(source: S7Source) {
    this.source = source;
  }

  async read(more: ReadRequest = {}): Promise<Reading> {
    const known = (path: string) => this.known.get(path) ?? null;
    const reading = await this.source.read({ kinds: ['logic'], known, ...more }, signal);
    for (const item of reading.items) {
      if (item.state === 'absent') this.known.delete(item.path);
      if (item.state === 'present') this.known.set(item.path, hashOf(item));
    }
    return reading;
  }
}

function hashOf(item: ItemReading & { state: 'present' }): string {
  return 'content' in item ? createHash('sha256').update(item.content).digest('hex') : item.sha256;
}

/** What each item was found to be: `new`, `same`, `unmoved`, or its state. */
function found({ items }: Reading): Record<string, string> {
  return Object.fromEntries(
    items.map(item => {
      const name = item.path.replace(/^raw\/|\.mc7$/g, '');
      if (item.state !== 'present') return [name, 'reason' in item ? item.reason : item.state];
      return [
        name,
        'content' in item ? 'new' : 'same' in item && item.by === 'fingerprint' ? 'unmoved' : 'same',
      ];
    }),
  );
}

async function watched(
  blocks: readonly Buffer[],
  { cpu: options = {}, ...settings }: { cpu?: S7CpuOptions } & Record<string, unknown> = {},
): Promise<{ cpu: S7Cpu; watch: Watch }> {
  const cpu = await cpuWith(blocks, options);
  ends.push(() => cpu.stop());
  return { cpu, watch: await watching(cpu, settings) };
}

async function watching(cpu: S7Cpu, settings: Record<string, unknown> = {}): Promise<Watch> {
  const source = testSource({ port: cpu.port, ...settings });
  ends.push(() => source.close());
  await source.connect(signal);
  return new Watch(source);
}

async function engineer(cpu: S7Cpu): Promise<S7ProgrammingDevice> {
  const device = new S7ProgrammingDevice({ port: cpu.port });
  ends.push(() => device.close());
  await device.connect();
  return device;
}

/** Lets the engineer do something and leave. */
async function visit(cpu: S7Cpu, act: (device: S7ProgrammingDevice) => Promise<void>): Promise<void> {
  const device = await engineer(cpu);
  await act(device);
  device.close();
  await expect.poll(() => cpu.connections.some(({ role }) => role === 'engineer')).toBe(false);
}

const program = [block('OB', 1), block('FC', 1, 700), block('FC', 2), block('FB', 1), block('DB', 1, 30)];

describe('program blocks as items', () => {
  test('are the uploaded images, one an item; system data only where configured', async () => {
    const { cpu, watch } = await watched([...program, block('SDB', 0)]);
    const reading = await watch.read();
    expect(reading).toMatchObject({ complete: true });
    expect(found(reading)).toEqual({ OB1: 'new', FC1: 'new', FC2: 'new', FB1: 'new', DB1: 'new' });
    const fc1 = reading.items.find(({ path }) => path === 'raw/FC1.mc7');
    expect(fc1?.kind).toBe('logic');
    expect(fc1 && 'content' in fc1 && Buffer.from(fc1.content).equals(program[1] ?? Buffer.alloc(0))).toBe(
      true,
    );
    const other = await watching(cpu, { blocks: { types: ['SDB', 'FC'], exclude: ['FC2'] } });
    expect(found(await other.read())).toEqual({ SDB0: 'new', FC1: 'new' });
    const none = await watching(cpu, { blocks: 'off' });
    expect(found(await none.read())).toEqual({});
  });

  test.each(['bytes', 'joined'] as const)('are whole when answers come as %s', async segments => {
    const { cpu, watch } = await watched(program);
    cpu.segment(segments);
    expect(new Set(Object.values(found(await watch.read())))).toEqual(new Set(['new']));
    cpu.segment('whole');
    expect(new Set(Object.values(found(await watch.read({ thorough: true }))))).toEqual(new Set(['same']));
  });

  test('are not uploaded again while nothing moved, but in a thorough reading', async () => {
    const { watch } = await watched(program);
    await watch.read();
    expect(new Set(Object.values(found(await watch.read())))).toEqual(new Set(['unmoved']));
    expect(new Set(Object.values(found(await watch.read({ thorough: true }))))).toEqual(new Set(['same']));
  });

  test('that changed, came or went are told, and no other is uploaded', async () => {
    const { cpu, watch } = await watched(program);
    await watch.read();
    const before = await watch.source.fingerprint(signal);
    await visit(cpu, async device => {
      await device.download(block('FC', 1, 700, 99));
      await device.download(block('FC', 7));
      await device.delete('FC', 2);
    });
    expect((await watch.source.fingerprint(signal))?.value).not.toBe(before?.value);
    const reading = await watch.read();
    expect(found(reading)).toEqual({
      OB1: 'unmoved',
      FC1: 'new',
      FC7: 'new',
      FB1: 'unmoved',
      DB1: 'unmoved',
    });
    expect(reading.complete).toBe(true);
  });

  test('do not move with actual values, and move with initial ones', async () => {
    const { cpu, watch } = await watched(program);
    await watch.read();
    const before = await watch.source.fingerprint(signal);
    const panel = new S7Hmi({ port: cpu.port });
    ends.push(() => panel.close());
    await panel.connect();
    await panel.write(1, 0, Buffer.from([1, 2, 3, 4]));
    expect((await watch.source.fingerprint(signal))?.value).toBe(before?.value);
    expect(found(await watch.read({ thorough: true }))['DB1']).toBe('same');
    await visit(cpu, device => device.download(block('DB', 1, 30, 50)));
    expect(found(await watch.read())['DB1']).toBe('new');
  });

  test('asked for one by one are read, or absent', async () => {
    const { cpu, watch } = await watched(program);
    cpu.program.remove('FC2');
    const reading = await watch.read({ paths: ['raw/FC1.mc7', 'raw/FC2.mc7', 'raw/SFC1.mc7', 'raw/x.mc7'] });
    expect(found(reading)).toEqual({ FC1: 'new', FC2: 'absent' });
  });

  test('know-how protected or encrypted are given as they are', async () => {
    const { watch } = await watched([
      block('FC', 1, 40, 1, { knowHowProtected: true }),
      block('FC', 2, 40, 2, { language: 29 }),
    ]);
    expect(found(await watch.read())).toEqual({ FC1: 'new', FC2: 'new' });
  });

  test('told in the short form of a block info are watched by its header', async () => {
    const { cpu, watch } = await watched(program, { cpu: { blocks: { infoForm: 'short' } } });
    await watch.read();
    cpu.program.put(block('FC', 2, 41));
    expect(found(await watch.read())).toMatchObject({ FC1: 'unmoved', FC2: 'new' });
  });

  test('forged so that nothing about them moved are found by a thorough reading', async () => {
    const { cpu, watch } = await watched([block('FC', 1, 40)]);
    await watch.read();
    const forged = block('FC', 1, 40);
    forged.writeUInt8(0x65, 40);
    const sums = cpu.checksums;
    cpu.program.put(forged);
    cpu.checksums = sums;
    expect(found(await watch.read())).toEqual({ FC1: 'unmoved' });
    expect(found(await watch.read({ thorough: true }))).toEqual({ FC1: 'new' });
  });

  test('of another device at the same address are all uploaded', async () => {
    const { cpu, watch } = await watched(program);
    await watch.read();
    cpu.drop();
    await expect(watch.read()).rejects.toThrow(/s7/);
    await watch.source.connect(signal);
    expect(new Set(Object.values(found(await watch.read())))).toEqual(new Set(['unmoved']));
    cpu.replace({ ...cpu315, serial: 'S C-OTHER' });
    await expect(watch.read()).rejects.toThrow(/s7/);
    await watch.source.connect(signal);
    expect(new Set(Object.values(found(await watch.read())))).toEqual(new Set(['same']));
  });
});

describe('rounds', () => {
  test('list the paths of the blocks that are items, and read some of them in the time given', async () => {
    const many = Array.from({ length: 30 }, (_, n) => block('FC', n + 1));
    const { watch } = await watched([...many, block('SDB', 0)], {
      requestsPerSecond: 100,
      blocks: { types: ['FC'], exclude: ['FC9'] },
    });
    const listing = await watch.source.rounds.list(signal);
    expect(listing.paths).toHaveLength(29);
    expect(listing).not.toHaveProperty('unread');
    expect(listing.load.requests).toBe(3);
    const reading = await watch.read({ paths: listing.paths, withinMs: 200 });
    expect(reading).toMatchObject({ complete: false });
    expect(reading).not.toHaveProperty('unread');
    expect(reading.items.length).toBeGreaterThan(0);
    expect(reading.items.length).toBeLessThan(29);
    expect(reading.items.map(({ path }) => path)).toEqual(listing.paths.slice(0, reading.items.length));
    const none = await watch.read({ paths: listing.paths, withinMs: 0 });
    expect(none.items).toHaveLength(1);
  });

  test('neither list nor read while a programming device is connected, or where logic cannot be seen', async () => {
    const { cpu, watch } = await watched(program);
    const device = await engineer(cpu);
    const listing = await watch.source.rounds.list(signal);
    expect(listing).toMatchObject({ paths: [], unread: { kinds: ['logic'], gap: 'engineer-connected' } });
    expect(listing.load.requests).toBe(1);
    device.close();
    const off = await watching(cpu, { blocks: 'off' });
    const reason = 'this source is configured not to read program blocks';
    expect(await off.source.rounds.list(signal)).toMatchObject({ paths: [], unread: { reason } });
  });
});

describe('blocks that cannot be read', () => {
  test('are left alone while a programming device is connected, and the reading says so', async () => {
    const { cpu, watch } = await watched(program);
    const device = await engineer(cpu);
    const uploads: string[] = [];
    cpu.requests.on('request', ({ service, role }) => {
      if (service === 'upload' && role === 'watcher') uploads.push(service);
    });
    const reading = await watch.source.read({}, signal);
    expect(reading.items.map(({ path }) => path)).toEqual(['config/s7.txt']);
    expect(reading).toMatchObject({
      complete: false,
      unread: { kinds: ['logic'], gap: 'engineer-connected' },
    });
    expect(reading.unread?.reason).toMatch(/^s7\.engineer-connected: press-2\/s7: .*\(1 connected\)/);
    expect(uploads).toEqual([]);
    device.close();
    await expect.poll(() => cpu.connections.length).toBe(1);
    expect((await watch.read()).complete).toBe(true);
  });

  test('cost two requests while a programming device stays, be the program unchanged or not', async () => {
    const { cpu, watch } = await watched(program);
    await watch.read();
    await engineer(cpu);
    expect((await watch.source.fingerprint(signal))?.load.requests).toBe(1);
    const reading = await watch.read();
    expect(reading).toMatchObject({ complete: false, items: [], load: { requests: 1 } });
    const one = await watch.read({ paths: ['raw/FC1.mc7'] });
    expect(one).toMatchObject({ complete: false, items: [], load: { requests: 1 } });
  });

  test('stop being read when a programming device comes in the middle', async () => {
    const many = Array.from({ length: 40 }, (_, n) => block('FC', n + 1));
    const { cpu, watch } = await watched(many);
    const coming: Promise<S7ProgrammingDevice>[] = [];
    cpu.requests.on('request', ({ service }) => {
      if (service === 'upload' && coming.length === 0) coming.push(engineer(cpu));
    });
    const reading = await watch.read();
    await Promise.all(coming);
    expect(reading.complete).toBe(false);
    expect(reading.items.length).toBeGreaterThan(0);
    expect(reading.items.length).toBeLessThan(40);
    expect(reading.unread?.gap).toBe('engineer-connected');
  });

  test('because somebody else uploads are not half told', async () => {
    const { cpu, watch } = await watched(program);
    const held = cpu.program.get('FC1');
    const other = {};
    if (held !== undefined) cpu.uploads.begin(other, held);
    const reading = await watch.read();
    expect(reading).toMatchObject({ complete: false, items: [], unread: { gap: 'overloaded' } });
    expect(reading.unread?.reason).toMatch(/^s7\.busy: .*8304/);
    cpu.uploads.release(other);
    expect((await watch.read()).complete).toBe(true);
  });

  test('because the CPU is protected are unreadable, each with the reason', async () => {
    const { cpu, watch } = await watched(program);
    cpu.protection = 3;
    const reading = await watch.read();
    expect(reading.complete).toBe(true);
    expect(Object.keys(found(reading))).toHaveLength(5);
    for (const reason of Object.values(found(reading))) expect(reason).toMatch(/^s7\.protected: .*D241/);
    cpu.protection = 1;
    expect(new Set(Object.values(found(await watch.read())))).toEqual(new Set(['new']));
  });

  test('because even their list is refused make the logic unread, or blind from the start', async () => {
    const { cpu, watch } = await watched(program);
    await watch.read();
    cpu.listRefusal = 0xd241;
    expect(await watch.read()).toMatchObject({ complete: false, items: [], unread: { gap: 'refused' } });
    const source = testSource({ port: cpu.port });
    ends.push(() => source.close());
    const { sees } = await source.connect(signal);
    expect(sees.logic).toMatchObject({
      sees: false,
      reason: expect.stringMatching(/^s7\.protected: .*D241/),
    });
  });

  test('on a controller that does not offer the service are blind', async () => {
    const cpu = new S7Cpu();
    await cpu.start();
    ends.push(() => cpu.stop());
    const source = testSource({ port: cpu.port });
    ends.push(() => source.close());
    const { sees } = await source.connect(signal);
    const reason = 'this controller does not give its logic over classic S7 communication';
    expect(sees.logic).toEqual({ sees: false, reason });
  });

  test('because they are deleted between the list and their turn are absent', async () => {
    const { cpu, watch } = await watched(program);
    cpu.requests.on('request', ({ service, data }) => {
      if (service === 'block-info' && data.endsWith(Buffer.from('0C00001A').toString('hex')))
        cpu.program.remove('FC2');
    });
    expect(found(await watch.read())).toMatchObject({ FC1: 'new', FC2: 'absent', DB1: 'new' });
  });

  test('because they are deleted just before their upload are absent', async () => {
    const { cpu, watch } = await watched(program);
    cpu.requests.on('request', ({ parameters }) => {
      if (parameters.startsWith('1d') && parameters.endsWith(Buffer.from('0C00002A').toString('hex')))
        cpu.program.remove('FC2');
    });
    expect(found(await watch.read())).toMatchObject({ FC1: 'new', FC2: 'absent', DB1: 'new' });
  });

  test('once because they changed meanwhile are uploaded again; for ever are unreadable', async () => {
    const { cpu, watch } = await watched([block('FC', 1, 700)]);
    let changes = 1;
    cpu.requests.on('request', ({ parameters }) => {
      if (!parameters.startsWith('1f') || changes === 0) return;
      changes -= 1;
      cpu.program.put(block('FC', 1, 700, 100 + changes));
    });
    const [item] = (await watch.read()).items;
    const now = cpu.program.get('FC1');
    expect(item !== undefined && 'content' in item && now?.equals(item.content)).toBe(true);
    changes = 10;
    cpu.program.put(block('FC', 1, 700, 200));
    expect(found(await watch.read())['FC1']).toMatch(/^s7\.block-changed: raw\/FC1\.mc7: .*\(2 uploads\)/);
    changes = 0;
    expect(found(await watch.read())).toEqual({ FC1: 'new' });
  });
});

describe('what it costs', () => {
  test('an unchanged poll is one request; without checksums blocks are spared by their own infos', async () => {
    const { cpu, watch } = await watched(program);
    await watch.read();
    expect((await watch.source.fingerprint(signal))?.load.requests).toBe(1);
    cpu.checksums = null;
    expect(await watch.source.fingerprint(signal)).toBeNull();
    const paths = [...watch.known.keys()];
    const part = await watch.read({ paths });
    expect(new Set(Object.values(found(part)))).toEqual(new Set(['unmoved']));
    expect(part.load.requests).toBe(1 + paths.length);
  });

  test('a change is one info a block, one a type and one; five for each upload of one part; one look around', async () => {
    const { cpu, watch } = await watched(program);
    const sweep = await watch.read();
    const infos = 5 + 4 + 1;
    const parts = 3;
    expect(sweep.load.requests).toBe(infos + 1 + 5 * (1 + 2 + 1) + parts);
    cpu.program.put(block('FC', 2, 44));
    expect((await watch.read()).load.requests).toBe(infos + 1 + 4);
    expect((await watch.read()).load.requests).toBe(infos + 1);
  });
});
