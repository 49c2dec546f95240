import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { S7Cpu } from './cpu.ts';
import { S7Hmi } from './hmi.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function running(options: ConstructorParameters<typeof S7Cpu>[0] = {}): Promise<S7Cpu> {
  const cpu = new S7Cpu(options);
  await cpu.start();
  ends.push(() => cpu.stop());
  return cpu;
}

async function person(cpu: S7Cpu, as: 'operator' | 'engineer' = 'operator'): Promise<S7Hmi> {
  const hmi = new S7Hmi({ port: cpu.port, as, timeoutMs: 1000 });
  ends.push(() => hmi.close());
  await hmi.connect();
  return hmi;
}

describe('the simulated CPU', () => {
  test('lets panels and stations write, and knows who did', async () => {
    const seen: string[] = [];
    const cpu = await running({ onRequest: ({ role, service }) => seen.push(`${role} ${service}`) });
    const image = cpu.setBlock(20, Buffer.alloc(1000));
    const panel = await person(cpu);
    await panel.writeReal(20, 0, 42.5);
    await panel.writeBool(20, 4, 3, true);
    await panel.writeInt(20, 6, -2);
    const station = await person(cpu, 'engineer');
    await station.write(20, 100, Buffer.alloc(800, 7));
    expect([image.readFloatBE(0), image.readUInt8(4), image.readInt16BE(6)]).toEqual([42.5, 8, -2]);
    expect(image.subarray(100, 900).every(byte => byte === 7)).toBe(true);
    expect((await panel.read(20, 0, 1000)).equals(image)).toBe(true);
    expect(seen).toContain('operator write-variable');
    expect(seen).toContain('engineer write-variable');
    await expect(panel.write(21, 0, Buffer.alloc(1))).rejects.toThrow(/refused with 0a/);
  });

  test('gives non-retentive blocks their start values at a restart, and cuts every connection', async () => {
    const cpu = await running();
    cpu.setBlock(1, Buffer.from([1, 2]), 'non-retain');
    cpu.setBlock(2, Buffer.from([1, 2]));
    const panel = await person(cpu);
    await panel.write(1, 0, Buffer.from([9]));
    await panel.write(2, 0, Buffer.from([9]));
    cpu.restart();
    await expect(panel.read(1, 0, 1)).rejects.toThrow();
    const again = await person(cpu);
    expect([...(await again.read(1, 0, 2))]).toEqual([1, 2]);
    expect([...(await again.read(2, 0, 2))]).toEqual([9, 2]);
  });

  test('frozen takes requests and answers none until it thaws', async () => {
    const cpu = await running();
    cpu.setBlock(1, Buffer.alloc(2));
    const panel = await person(cpu);
    cpu.freeze();
    const reading = panel.read(1, 0, 2);
    const first = await Promise.race([
      reading.then(() => 'answered'),
      once(cpu.requests, 'request').then(() => 'asked'),
    ]);
    expect(first).toBe('asked');
    cpu.thaw();
    expect(await reading).toEqual(Buffer.alloc(2));
  });

  test('turns clients away beyond its connections, and when told to', async () => {
    const cpu = await running({ maxConnections: 1 });
    const first = await person(cpu);
    await expect(person(cpu)).rejects.toThrow(/turned the connection away/);
    first.close();
    await expect.poll(() => cpu.connections.length, { timeout: 5000 }).toBe(0);
    cpu.admission = 'away';
    await expect(person(cpu)).rejects.toThrow(/turned the connection away/);
  });

  test('ends a connection that speaks something else, and goes on', async () => {
    const cpu = await running();
    for (const bytes of ['474554202f', '0300000702f080', '03000003', '0300000b06d0000100440032']) {
      const socket = connect(cpu.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(Buffer.from(bytes, 'hex'));
      await once(socket, 'close');
    }
    cpu.setBlock(1, Buffer.alloc(1));
    expect(await (await person(cpu)).read(1, 0, 1)).toEqual(Buffer.alloc(1));
  });
});
