import { cpu315, S7Cpu } from '@witnessmark/test/plant/s7';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, type Snap7Client, type Snap7Result, snap7Client, snap7There } from './snap7/index.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function pair(
  options: ConstructorParameters<typeof S7Cpu>[0] = {},
): Promise<{ cpu: S7Cpu; client: Snap7Client }> {
  const cpu = new S7Cpu(options);
  await cpu.start();
  ends.push(() => cpu.stop());
  const client = await snap7Client(cpu.port);
  ends.push(() => client.Disconnect());
  return { cpu, client };
}

describe.skipIf(!snap7There())("Snap7's client and the simulated CPU", () => {
  test.each([240, 480, 960])(
    'agree on a PDU of %i bytes, and a block longer than that is read and written',
    async size => {
      const { cpu, client } = await pair({ maxPduSize: size });
      expect(client.PDULength()).toBe(Math.min(size, 480));
      const image = cpu.setBlock(20, Buffer.from(Array.from({ length: 2500 }, (_, at) => at & 255)));
      const read = await ask<Buffer>(client, done => client.DBRead(20, 100, 2400, done));
      expect(read.equals(image.subarray(100))).toBe(true);
      const written = Buffer.alloc(1500, 0xa5);
      await ask<void>(client, done => client.DBWrite(20, 7, 1500, written, error => done(error, undefined)));
      expect(image.subarray(7, 1507).equals(written)).toBe(true);
      expect(image.readUInt8(6)).toBe(6);
    },
  );

  test('agree on bits, reals and markers', async () => {
    const { cpu, client } = await pair();
    const image = cpu.setBlock(1, Buffer.alloc(8));
    const write = (area: number, start: number, length: number, value: Buffer) =>
      ask<void>(client, done =>
        client.WriteArea(area, 1, start, 1, length, value, error => done(error, undefined)),
      );
    await write(client.S7AreaDB, 3 * 8 + 5, client.S7WLBit, Buffer.from([1]));
    expect(image.readUInt8(3)).toBe(0x20);
    const real = Buffer.from('422a0000', 'hex');
    await write(client.S7AreaDB, 4, client.S7WLReal, real);
    expect(image.readFloatBE(4)).toBe(42.5);
    await write(client.S7AreaMK, 10, client.S7WLByte, Buffer.from([7]));
    expect(cpu.memory.markers.readUInt8(10)).toBe(7);
    const bit = await ask<Buffer>(client, done =>
      client.ReadArea(client.S7AreaDB, 1, 29, 1, client.S7WLBit, done),
    );
    expect(bit.readUInt8(0)).toBe(1);
  });

  test('agree on several variables in one request, a missing one among them', async () => {
    const { cpu, client } = await pair();
    cpu.setBlock(1, Buffer.from([1, 2, 3]));
    const variable = (db: number, start: number, amount: number) => ({
      Area: client.S7AreaDB,
      WordLen: client.S7WLByte,
      DBNumber: db,
      Start: start,
      Amount: amount,
    });
    const found = await ask<readonly Snap7Result[]>(client, done =>
      client.ReadMultiVars(
        [variable(1, 0, 3), variable(2, 0, 1), variable(1, 2, 1), variable(1, 2, 5)],
        done,
      ),
    );
    expect(found.map(({ Result }) => Result === 0)).toEqual([true, false, true, false]);
    expect([...(found[0]?.Data ?? [])]).toEqual([1, 2, 3]);
    expect([...(found[2]?.Data ?? [])]).toEqual([3]);
  });

  test('a missing block and an address out of range are told apart', async () => {
    const { cpu, client } = await pair();
    cpu.setBlock(1, Buffer.alloc(4));
    await expect(ask(client, done => client.DBRead(9, 0, 1, done))).rejects.toThrow(/not available/i);
    await expect(ask(client, done => client.DBRead(1, 2, 4, done))).rejects.toThrow(/out of range/i);
  });

  test('the CPU is identified: order code, names, serial, protection, status, lists', async () => {
    const { cpu, client } = await pair({ maxPduSize: 240 });
    cpu.protection = 2;
    cpu.modeSwitch = 1;
    const order = await ask<{ Code: string }>(client, done => client.GetOrderCode(done));
    expect(order.Code.trim()).toBe(cpu315.orderNumber);
    const info = await ask(client, done => client.GetCpuInfo(done));
    expect(info).toMatchObject({
      ModuleTypeName: cpu315.moduleType,
      SerialNumber: cpu315.serial,
      ASName: cpu315.stationName,
      ModuleName: cpu315.moduleName,
      Copyright: 'Original Siemens Equipment',
    });
    expect(await ask(client, done => client.GetCpInfo(done))).toMatchObject({
      MaxPduLength: 240,
      MaxConnections: 16,
    });
    expect(await ask(client, done => client.GetProtection(done))).toMatchObject({
      sch_schal: 2,
      sch_rel: 2,
      bart_sch: 1,
    });
    expect(await ask(client, done => client.PlcStatus(done))).toBe(8);
    cpu.mode = 'STOP';
    expect(await ask(client, done => client.PlcStatus(done))).toBe(4);
    const lists = await ask(client, done => client.ReadSZLList(done));
    expect(lists).toEqual(expect.arrayContaining([0x0011, 0x001c, 0x0132, 0x0424]));
    const components = await ask<Buffer>(client, done => client.ReadSZL(0x001c, 0, done));
    expect(components.length).toBe(8 - 4 + 10 * 34);
    await expect(ask(client, done => client.ReadSZL(0x0fee, 0, done))).rejects.toThrow();
  });

  test('the diagnostic buffer is read, whole and in part, and tells who stopped and started the CPU', async () => {
    const { cpu, client } = await pair({ blocks: 'given' });
    await ask<void>(client, done => client.PlcStop(error => done(error, undefined)));
    expect(cpu.mode).toBe('STOP');
    await ask<void>(client, done => client.PlcHotStart(error => done(error, undefined)));
    expect(cpu.mode).toBe('RUN');
    const entries = async (id: number, index: number) => {
      const list = await ask<Buffer>(client, done => client.ReadSZL(id, index, done));
      const whole = Array.from({ length: Math.floor(list.length / 20) }, (_, at) =>
        list.subarray(list.length % 20).subarray(at * 20, at * 20 + 20),
      );
      return whole.map(entry => entry.toString('hex', 0, 2));
    };
    const told = ['4302', '4301', '4304', '4302', '4301'];
    expect(await entries(0x00a0, 0)).toEqual(told);
    expect(await entries(0x01a0, 2)).toEqual(told.slice(0, 2));
    expect(await entries(0x0124, 0)).toEqual(told.slice(0, 1));
  });

  test('the clock is read, set and jumps', async () => {
    const { cpu, client } = await pair();
    // The wrapper leaves daylight saving undefined: its hour is not to be trusted, the rest is.
    const hour = 3_600_000;
    const away = async () => {
      const shown = await ask<Date>(client, done => client.GetPlcDateTime(done));
      const within = (((shown.getTime() - cpu.clock().getTime()) % hour) + hour) % hour;
      return Math.min(within, hour - within);
    };
    expect(await away()).toBeLessThan(2000);
    cpu.jumpClock(-86_400_000 - 25 * 60_000);
    expect(await away()).toBeLessThan(2000);
    await ask<void>(client, done =>
      client.SetPlcDateTime(new Date(2030, 0, 2, 3, 4, 5), error => done(error, undefined)),
    );
    expect(cpu.clock().toISOString()).toMatch(/^2030-01-0[123]T\d\d:\d4:0/);
  });

  test('a client that connects as a panel without being one of the plant counts as a watcher', async () => {
    const cpu = new S7Cpu();
    await cpu.start();
    cpu.setBlock(1, Buffer.alloc(4));
    const client = await snap7Client(cpu.port, { type: 2 });
    const write = ask<void>(client, done =>
      client.DBWrite(1, 0, 1, Buffer.from([1]), error => done(error, undefined)),
    );
    await expect(write).rejects.toThrow();
    client.Disconnect();
    expect(cpu.memory.dataBlocks.get(1)?.readUInt8(0)).toBe(0);
    expect(cpu.violations).toMatchObject([{ service: 'write-variable', role: 'watcher' }]);
    await expect(cpu.stop()).rejects.toThrow(/a watcher sent write-variable/);
  });
});
