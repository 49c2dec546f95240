import { S7Source, s7SourceSchema } from '@witnessmark/agent/s7';
import { blockImage, S7Cpu, type S7CpuOptions } from '@witnessmark/test/plant/s7';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, type Snap7Client, snap7Client, snap7Server, snap7There } from './snap7/index.ts';

const types = { OB: 0x38, DB: 0x41, SDB: 0x42, FC: 0x43, FB: 0x45 } as const;
const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const bytes = (length: number, seed: number) =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 5 + seed) & 255));
const ob1 = blockImage({ type: 'OB', number: 1, body: bytes(40, 1), localData: 20 });
const fc1 = blockImage({ type: 'FC', number: 1, body: bytes(3000, 2), author: 'ANNA', name: 'CAPPER' });
const db1 = blockImage({ type: 'DB', number: 1, body: bytes(60, 3), interface: bytes(12, 4) });

async function pair(options: S7CpuOptions = {}): Promise<{ cpu: S7Cpu; client: Snap7Client }> {
  const cpu = new S7Cpu({ blocks: 'given', ...options });
  for (const image of [ob1, fc1, db1]) cpu.program.put(image);
  for (let number = 1; number <= 90; number += 1) {
    cpu.program.put(blockImage({ type: 'FB', number, body: bytes(10, number) }));
  }
  await cpu.start();
  ends.push(() => cpu.stop());
  const client = await snap7Client(cpu.port);
  ends.push(() => client.Disconnect());
  return { cpu, client };
}

const upload = (client: Snap7Client, type: number, number: number) =>
  ask<Buffer>(client, done => client.FullUpload(type, number, 65_000, done));
const settled = (client: Snap7Client, act: (done: (error: number | null) => void) => void) =>
  ask<void>(client, done => act(error => done(error, undefined)));

describe.skipIf(!snap7There())("Snap7's client and the simulated CPU's blocks", () => {
  test.each([240, 480])('lists, describes and uploads them with a PDU of %i bytes', async maxPduSize => {
    const { client } = await pair({ maxPduSize });
    expect(await ask(client, done => client.ListBlocks(done))).toMatchObject({
      OBCount: 1,
      FBCount: 90,
      FCCount: 1,
      DBCount: 1,
      SDBCount: 0,
    });
    const listed = await ask(client, done => client.ListBlocksOfType(types.FB, done));
    expect(listed).toEqual(Array.from({ length: 90 }, (_, n) => n + 1));
    const info = await ask(client, done => client.GetAgBlockInfo(types.FC, 1, done));
    expect(info).toMatchObject({
      BlkType: 0x0c,
      BlkNumber: 1,
      BlkLang: 1,
      MC7Size: 3000,
      LoadSize: fc1.length,
      Author: 'ANNA',
      Header: 'CAPPER',
    });
    expect((await upload(client, types.FC, 1)).equals(fc1)).toBe(true);
    expect((await upload(client, types.DB, 1)).equals(db1)).toBe(true);
    await expect(upload(client, types.FC, 9)).rejects.toThrow();
  });

  test('is refused by a protected one, and leaves no upload open', async () => {
    const { cpu, client } = await pair();
    cpu.protection = 3;
    await expect(upload(client, types.FC, 1)).rejects.toThrow(/protect|privileg|password|auth/i);
    cpu.protection = 1;
    expect((await upload(client, types.OB, 1)).equals(ob1)).toBe(true);
    expect(cpu.uploads.open).toBe(0);
  });

  test('loads and deletes blocks, and the checksum of the program moves', async () => {
    const { cpu, client } = await pair();
    const before = cpu.checksums;
    const changed = blockImage({ type: 'FC', number: 1, body: bytes(3000, 9) });
    await settled(client, done => client.Download(-1, changed, done));
    expect(cpu.checksums?.program).not.toBe(before?.program);
    expect(cpu.checksums?.hardware).toBe(before?.hardware);
    const loaded = cpu.program.get('FC1');
    expect(loaded?.subarray(36, 3036).equals(changed.subarray(36, 3036))).toBe(true);
    await settled(client, done => client.Delete(types.FC, 1, done));
    expect(cpu.program.get('FC1')).toBeUndefined();
  });
});

describe.skipIf(!snap7There())("our source and Snap7's server", () => {
  test('leave its blocks alone, as its lists always count a programming device', async () => {
    const { server, port } = await snap7Server(new Map([[20, Buffer.alloc(100)]]));
    ends.push(() => server.Stop());
    const config = s7SourceSchema.parse({ type: 's7', host: '127.0.0.1', port, requestsPerSecond: 10_000 });
    const now = () => ({
      wall: new Date().toISOString(),
      mono: Math.floor(performance.now()),
      boot: '0'.repeat(32),
    });
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
    const source = new S7Source(config, { asset: 'press-2', source: 's7', now, log, dataDir: '.' }, '.');
    ends.push(() => source.close());
    expect((await source.connect(signal)).sees.logic).toEqual({ sees: true });
    const { items, complete, unread } = await source.read({ kinds: ['logic'] }, signal);
    expect({ items, complete, gap: unread?.gap }).toEqual({
      items: [],
      complete: false,
      gap: 'engineer-connected',
    });
  });
});
