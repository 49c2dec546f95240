import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWitnessError } from '@witnessmark/shared/errors';
import { cpu315, S7Cpu, S7Hmi } from '@witnessmark/test/plant/s7';
import { afterEach, describe, expect, test } from 'vitest';
import { s7SourceSchema } from './config.ts';
import type { S7Source } from './source.ts';
import { inFolder, shown, testSource } from './testing.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function runningCpu(options: ConstructorParameters<typeof S7Cpu>[0] = {}): Promise<S7Cpu> {
  const cpu = new S7Cpu(options);
  await cpu.start();
  ends.push(() => cpu.stop());
  return cpu;
}

function source(cpu: S7Cpu, settings: Readonly<Record<string, unknown>> = {}, baseDir?: string): S7Source {
  const made = testSource({ port: cpu.port, ...settings }, baseDir);
  ends.push(() => made.close());
  return made;
}

async function panel(cpu: S7Cpu): Promise<S7Hmi> {
  const hmi = new S7Hmi({ port: cpu.port });
  await hmi.connect();
  ends.push(() => hmi.close());
  return hmi;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    return isWitnessError(error) ? error.code : String(error);
  }
}

const tank = `
TYPE "Step"
STRUCT
  Time : Time;
  On : Bool;
END_STRUCT;
END_TYPE
DATA_BLOCK "Tank"
{ S7_Optimized_Access := 'FALSE' }
VERSION : 0.1
STRUCT
  LevelSP : Real := 42.5;
  LevelPV : Real;
  Steps : Array[1..2] of "Step";
END_STRUCT;
BEGIN
END_DATA_BLOCK`;
const tankBytes = 20;

describe('connecting', () => {
  test('tells identity, clock and what can be seen, and numbers the connections', async () => {
    const cpu = await runningCpu();
    const made = source(cpu, {
      variables: [{ name: 'Flags', kind: 'setpoint', members: { Auto: 'M10.3 BOOL' } }],
    });
    const first = await made.connect(signal);
    expect(first).toMatchObject({
      connection: 1,
      identity: {
        orderNumber: cpu315.orderNumber,
        serial: cpu315.serial,
        memoryCard: cpu315.memoryCard,
      },
      sees: {
        setpoint: { sees: true },
        config: { sees: true },
        recipe: { sees: false },
        logic: {
          sees: false,
          reason: 'this controller does not give its logic over classic S7 communication',
        },
      },
    });
    expect(first.deviceTime?.raw).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    cpu.replace({ ...cpu315, serial: 'S C-OTHER' });
    expect(await codeOf(made.read({}, signal))).toBe('s7.link-lost');
    const second = await made.connect(signal);
    expect(second.connection).toBe(2);
    expect(second.identity['serial']).toBe('S C-OTHER');
  });

  test('leaves two connections free for others', async () => {
    const cpu = await runningCpu({ maxConnections: 3 });
    await source(cpu).connect(signal);
    const second = source(cpu);
    expect(await codeOf(second.connect(signal))).toBe('s7.no-free-connection');
    await expect.poll(() => cpu.connections.length, { timeout: 5000 }).toBe(1);
    await source(cpu, { keepFreeConnections: 1 }).connect(signal);
  });

  test('never presents itself as a programming device', async () => {
    const types = new Set<number>();
    const cpu = await runningCpu({ onRequest: ({ tsaps }) => types.add(tsaps.remote >> 8) });
    await source(cpu).connect(signal);
    await source(cpu, { connection: 's7-basic' }).connect(signal);
    expect([...types]).toEqual([2, 3]);
    expect(() => s7SourceSchema.parse({ type: 's7', host: 'a', remoteTsap: 0x0102 })).toThrow(/programming/);
  });
});

describe('the configuration item', () => {
  test('shows identity, mode, protection and force, and follows them', async () => {
    const cpu = await runningCpu();
    const made = source(cpu);
    await made.connect(signal);
    const text = async () => shown((await made.read({ kinds: ['config'] }, signal)).items, 'config/s7.txt');
    const before = await text();
    expect(before).toContain('Identity.OrderNumber = "6ES7 315-2EH14-0AB0"  # String\n');
    expect(before).toContain('Mode = "RUN"  # String\n');
    expect(before).toContain('Force.Active = false  # Bool\n');
    expect(await text()).toBe(before);
    cpu.mode = 'STOP';
    cpu.forceActive = true;
    cpu.protection = 3;
    cpu.modeSwitch = 1;
    const after = await text();
    expect(after).toContain('Mode = "STOP"  # String\n');
    expect(after).toContain('Force.Active = true  # Bool\n');
    expect(after).toContain('Protection.Level = 3  # UInt\n');
    expect(after).toContain('Protection.ModeSwitch = "RUN"  # String\n');
  });

  test('says beside it at which address each value is read, and costs no request', async () => {
    const cpu = await runningCpu();
    cpu.setBlock(20, Buffer.alloc(8));
    const members = { 'Tank1.LevelSP': 'DB20.DBD4 REAL', On: 'DB20.DBX0.3 BOOL' };
    const made = source(cpu, {
      dataBlocks: [
        { db: 20, name: 'DB20', kind: 'setpoint', layout: { list: members } },
        { db: 7, name: 'gone', kind: 'setpoint', layout: { file: 'not-there.db' } },
      ],
      variables: [{ name: 'Flags', kind: 'setpoint', members: { Auto: 'M10.3 BOOL' } }],
    });
    await made.connect(signal);
    const { items, load } = await made.read({ paths: ['config/s7.addresses.txt'] }, signal);
    expect(items.map(({ path, kind }) => [path, kind])).toEqual([['config/s7.addresses.txt', 'config']]);
    expect(shown(items, 'config/s7.addresses.txt')).toBe(
      [
        'setpoints/DB20.txt:On = "DB20.DBX0.3"  # String',
        'setpoints/DB20.txt:Tank1.LevelSP = "DB20.DBD4"  # String',
        'setpoints/Flags.txt:Auto = "M10.3"  # String',
        '',
      ].join('\n'),
    );
    expect(load.requests).toBe(0);
    const other = source(cpu);
    await other.connect(signal);
    expect((await other.read({ kinds: ['config'] }, signal)).items.map(({ path }) => path)).toEqual([
      'config/s7.txt',
    ]);
  });

  test('says null where the controller does not tell', async () => {
    const cpu = await runningCpu({ identity: { ...cpu315, memoryCard: '' } });
    cpu.checksums = null;
    const made = source(cpu);
    const { identity } = await made.connect(signal);
    expect(identity).not.toHaveProperty('memoryCard');
    const { items } = await made.read({}, signal);
    expect(shown(items, 'config/s7.txt')).toContain('MemoryCard.Serial = null  # String\n');
    expect(shown(items, 'config/s7.txt')).toContain('Checksum.Program = null  # ByteString\n');
  });
});

describe('the fingerprint', () => {
  test('is the eight checksum bytes, moves with the program, and answers for logic alone', async () => {
    const cpu = await runningCpu();
    const made = source(cpu);
    await made.connect(signal);
    const first = await made.fingerprint(signal);
    expect(first).toMatchObject({ value: 'bc04a3d514000972', covers: ['logic'], load: { requests: 1 } });
    cpu.mode = 'STOP';
    cpu.setBlock(1, Buffer.alloc(10));
    expect((await made.fingerprint(signal))?.value).toBe(first?.value);
    cpu.checksums = { hardware: 0xd5a304bc, program: 1 };
    expect((await made.fingerprint(signal))?.value).toBe('bc04a3d501000000');
  });

  test('is null without valid checksums or with an empty user pair', async () => {
    const cpu = await runningCpu();
    const made = source(cpu);
    await made.connect(signal);
    cpu.checksums = null;
    expect(await made.fingerprint(signal)).toBeNull();
    cpu.checksums = { hardware: 0x0b42016b, program: 0 };
    expect(await made.fingerprint(signal)).toBeNull();
  });
});

describe('a data block', () => {
  test('is read as an image, decoded by its declaration, without its process values', () =>
    inFolder(async folder => {
      await writeFile(join(folder, 'tank.db'), tank);
      const cpu = await runningCpu();
      const image = cpu.setBlock(20, Buffer.alloc(tankBytes));
      image.writeFloatBE(42.5, 0);
      image.writeInt32BE(1500, 8);
      const made = source(
        cpu,
        {
          dataBlocks: [
            {
              db: 20,
              name: 'Tank 1',
              kind: 'setpoint',
              layout: { file: 'tank.db' },
              exclude: ['*PV'],
              engineering: [{ members: 'LevelSP', unit: '%', range: [0, 100] }],
            },
          ],
        },
        folder,
      );
      await made.connect(signal);
      const reading = async () => (await made.read({ kinds: ['setpoint'] }, signal)).items;
      const path = 'setpoints/Tank%201.txt';
      expect(shown(await reading(), path)).toBe(
        [
          'LevelSP = 42.5  # Real, %, 0..100',
          'Steps[1].On = false  # Bool',
          'Steps[1].Time = T#1s500ms  # Time',
          'Steps[2].On = false  # Bool',
          'Steps[2].Time = T#0s  # Time',
          '',
        ].join('\n'),
      );
      const hmi = await panel(cpu);
      await hmi.writeReal(20, 0, 55);
      await hmi.writeReal(20, 4, 17);
      await hmi.writeBool(20, 12, 0, true);
      const after = shown(await reading(), path);
      expect(after).toContain('LevelSP = 55.0  # Real');
      expect(after).toContain('Steps[1].On = true');
      expect(after).not.toContain('PV');
    }));

  test('longer or shorter than its declaration is not decoded', () =>
    inFolder(async folder => {
      await writeFile(join(folder, 'tank.db'), tank);
      const cpu = await runningCpu();
      const block = { db: 20, name: 'T', kind: 'recipe', layout: { file: 'tank.db' } };
      const made = source(cpu, { dataBlocks: [block] }, folder);
      await made.connect(signal);
      const text = async () => shown((await made.read({ kinds: ['recipe'] }, signal)).items, 'recipes/T.txt');
      cpu.setBlock(20, Buffer.alloc(tankBytes + 2));
      expect(await text()).toMatch(/^unreadable: s7\.layout-invalid: .*longer than the 20 bytes/);
      cpu.setBlock(20, Buffer.alloc(tankBytes - 2));
      expect(await text()).toMatch(/^unreadable: s7\.out-of-range: DB20\.DBB0\.\.19/);
      cpu.setBlock(20, Buffer.alloc(tankBytes));
      expect(await text()).toContain('LevelSP = 0.0');
    }));

  test('that is missing is absent; a protected one is unreadable and says so; others are not disturbed', async () => {
    const cpu = await runningCpu();
    cpu.setBlock(1, Buffer.alloc(4));
    cpu.setBlock(3, Buffer.alloc(4));
    cpu.memory.protectedBlocks.add(3);
    const block = (db: number) => ({
      db,
      name: `B${db}`,
      kind: 'setpoint',
      layout: { list: { Level: `DB${db}.DBD0 REAL` } },
    });
    const made = source(cpu, { dataBlocks: [block(1), block(2), block(3)] });
    await made.connect(signal);
    const { items, complete } = await made.read({ kinds: ['setpoint'] }, signal);
    expect(complete).toBe(true);
    expect(shown(items, 'setpoints/B1.txt')).toBe('Level = 0.0  # Real\n');
    expect(shown(items, 'setpoints/B2.txt')).toBe('absent');
    expect(shown(items, 'setpoints/B3.txt')).toMatch(/^unreadable: s7\.protected: DB3\.DBB0\.\.3/);
  });

  test('whose layout cannot be used is unreadable with file and line; the next connect sees it mended', () =>
    inFolder(async folder => {
      await writeFile(join(folder, 'tank.db'), tank.replace('LevelPV : Real', 'LevelPV : Reel'));
      const cpu = await runningCpu();
      cpu.setBlock(20, Buffer.alloc(tankBytes));
      const block = (file: string) => ({ db: 20, name: file, kind: 'config', layout: { file } });
      const made = source(cpu, { dataBlocks: [block('tank.db'), block('gone.db')] }, folder);
      await made.connect(signal);
      const { items } = await made.read({}, signal);
      expect(shown(items, 'config/s7/tank.db.txt')).toMatch(
        /^unreadable: s7\.layout-invalid: tank\.db:13: .*type Reel/,
      );
      expect(shown(items, 'config/s7/gone.db.txt')).toMatch(
        /^unreadable: s7\.layout-invalid: gone\.db: .*ENOENT/,
      );
      await writeFile(join(folder, 'tank.db'), tank);
      await made.connect(signal);
      const mended = await made.read({ paths: ['config/s7/tank.db.txt'] }, signal);
      expect(mended.items).toHaveLength(1);
      expect(shown(mended.items, 'config/s7/tank.db.txt')).toContain('LevelSP = 0.0');
    }));
});

describe('content that takes several answers', () => {
  const list = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`v[${n}]`, `DB5.DBW${n * 2} INT`]));
  const block = { db: 5, name: 'Long', kind: 'setpoint', layout: { list } };

  test('is read twice when it is new and once while it stays', async () => {
    const cpu = await runningCpu({ maxPduSize: 240 });
    const image = cpu.setBlock(5, Buffer.alloc(600));
    const made = source(cpu, { dataBlocks: [block] });
    await made.connect(signal);
    const requests = async () => (await made.read({ kinds: ['setpoint'] }, signal)).load.requests;
    expect(await requests()).toBe(6);
    expect(await requests()).toBe(3);
    image.writeInt16BE(7, 598);
    expect(await requests()).toBe(6);
    expect(await requests()).toBe(3);
  });

  test('never mixes two moments: a change between two answers is seen whole', async () => {
    let reads = 0;
    const cpu = await runningCpu({
      maxPduSize: 240,
      onRequest: ({ service }) => {
        if (service !== 'read-variable') return;
        reads += 1;
        // A recipe load that lands between the first and the second answer.
        if (reads === 2) for (let at = 0; at < 600; at += 2) image.writeInt16BE(9, at);
      },
    });
    const image = cpu.setBlock(5, Buffer.alloc(600));
    const made = source(cpu, { dataBlocks: [block] });
    await made.connect(signal);
    const text = shown((await made.read({ kinds: ['setpoint'] }, signal)).items, 'setpoints/Long.txt');
    expect(
      new Set(
        text
          .trimEnd()
          .split('\n')
          .map(line => line.split(' = ')[1]),
      ),
    ).toEqual(new Set(['9  # Int']));
  });

  test('that moves during every reading is unreadable and says why', async () => {
    let count = 0;
    const cpu = await runningCpu({
      maxPduSize: 240,
      onRequest: ({ service }) => {
        if (service !== 'read-variable') return;
        count += 1;
        image.writeInt16BE(count, 0);
      },
    });
    const image = cpu.setBlock(5, Buffer.alloc(600));
    const made = source(cpu, { dataBlocks: [block] });
    await made.connect(signal);
    const { items, load } = await made.read({ kinds: ['setpoint'] }, signal);
    expect(shown(items, 'setpoints/Long.txt')).toMatch(/^unreadable: s7\.torn/);
    expect(load.requests).toBe(12);
  });
});

describe('what nodes7 gets wrong on the wire', () => {
  const block = (db: number, list: Record<string, string>) => ({
    db,
    name: `B${db}`,
    kind: 'setpoint',
    layout: { list },
  });

  test('an answer split over many segments is read all the same', async () => {
    const cpu = await runningCpu({ maxPduSize: 480 });
    cpu.setBlock(1, Buffer.alloc(400, 1));
    const made = source(cpu, { dataBlocks: [block(1, { a: 'DB1.DBB0 STRING[250]', b: 'DB1.DBW398 INT' })] });
    await made.connect(signal);
    cpu.segment('bytes');
    const { items } = await made.read({ kinds: ['setpoint'] }, signal);
    expect(shown(items, 'setpoints/B1.txt')).toContain('b = 257  # Int');
  });

  test('more than 8192 bytes are read as what they are', async () => {
    const cpu = await runningCpu({ maxPduSize: 960 });
    const image = cpu.setBlock(1, Buffer.alloc(20_000));
    for (let at = 0; at < 20_000; at += 4) image.writeInt32BE(at, at);
    const list = Object.fromEntries(
      Array.from({ length: 5000 }, (_, n) => [`v[${n}]`, `DB1.DBD${n * 4} DINT`]),
    );
    const made = source(cpu, { dataBlocks: [block(1, list)] });
    await made.connect(signal);
    const { items } = await made.read({ kinds: ['setpoint'] }, signal);
    const lines = shown(items, 'setpoints/B1.txt').trimEnd().split('\n');
    expect(lines).toHaveLength(5000);
    expect(lines.every((line, n) => line === `v[${n}] = ${n * 4}  # DInt`)).toBe(true);
  });

  test('every cause has its own name', async () => {
    const cpu = await runningCpu();
    cpu.setBlock(1, Buffer.alloc(4));
    cpu.setBlock(3, Buffer.alloc(4));
    cpu.memory.protectedBlocks.add(3);
    const made = source(cpu, {
      timeoutMs: 500,
      dataBlocks: [
        block(1, { a: 'DB1.DBD2 REAL' }),
        block(2, { a: 'DB2.DBD0 REAL' }),
        block(3, { a: 'DB3.DBD0 REAL' }),
      ],
    });
    await made.connect(signal);
    const { items } = await made.read({ kinds: ['setpoint'] }, signal);
    expect(shown(items, 'setpoints/B1.txt')).toMatch(/s7\.out-of-range/);
    expect(shown(items, 'setpoints/B2.txt')).toBe('absent');
    expect(shown(items, 'setpoints/B3.txt')).toMatch(/s7\.protected/);
    cpu.freeze();
    expect(await codeOf(made.read({}, signal))).toBe('s7.timed-out');
    cpu.thaw();
    await made.connect(signal);
    cpu.drop();
    expect(await codeOf(made.read({}, signal))).toBe('s7.link-lost');
    await cpu.stop();
    expect(await codeOf(made.connect(signal))).toBe('s7.refused');
  });

  test('a variable that cannot be addressed is named, not dropped', async () => {
    const cpu = await runningCpu();
    cpu.setBlock(1, Buffer.alloc(4));
    const made = source(cpu, { dataBlocks: [block(1, { good: 'DB1.DBW0 INT', Bad: 'DB1,NONSENSE4' })] });
    await made.connect(signal);
    const { items } = await made.read({ kinds: ['setpoint'] }, signal);
    expect(shown(items, 'setpoints/B1.txt')).toMatch(
      /^unreadable: s7\.layout-invalid: B1\/Bad: .*DB1,NONSENSE4/,
    );
  });

  test('after a lost link the next connect reads, without one more failure', async () => {
    const cpu = await runningCpu();
    cpu.setBlock(1, Buffer.alloc(4));
    const made = source(cpu, { dataBlocks: [block(1, { a: 'DB1.DBD0 REAL' })] });
    await made.connect(signal);
    cpu.drop();
    expect(await codeOf(made.read({}, signal))).toBe('s7.link-lost');
    await made.connect(signal);
    expect(shown((await made.read({}, signal)).items, 'setpoints/B1.txt')).toBe('a = 0.0  # Real\n');
  });

  test('a stalled handshake ends in time with its name', async () => {
    const cpu = await runningCpu();
    cpu.admission = 'silent';
    expect(await codeOf(source(cpu, { timeoutMs: 100 }).connect(signal))).toBe('s7.timed-out');
  });
});

describe('the load', () => {
  test('stays within the budget of requests and is measured', async () => {
    const cpu = await runningCpu();
    const list = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`v${n}`, `DB1.DBB${n * 210} STRING[200]`]),
    );
    cpu.setBlock(1, Buffer.alloc(2200));
    const made = source(cpu, {
      requestsPerSecond: 40,
      parallelJobs: 1,
      dataBlocks: [{ db: 1, name: 'L', kind: 'setpoint', layout: { list } }],
    });
    await made.connect(signal);
    const start = performance.now();
    const { load } = await made.read({ kinds: ['setpoint'] }, signal);
    expect(load.requests).toBe(20);
    expect(load.bytes).toBeGreaterThan(4000);
    expect(performance.now() - start).toBeGreaterThan((load.requests - 2) * 25);
  });
});

describe('the configuration', () => {
  test('refuses two items of one path, whatever their case', () => {
    const group = (name: string) => ({ name, kind: 'setpoint', members: { a: 'M0.0 BOOL' } });
    const parse = () =>
      s7SourceSchema.parse({ type: 's7', host: 'plc', variables: [group('Tank'), group('TANK')] });
    expect(parse).toThrow(/two setpoint items are named TANK/);
  });
});
