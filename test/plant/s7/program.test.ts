import { afterEach, describe, expect, test } from 'vitest';
import { blockImage, type PlantBlock } from './block-image.ts';
import { S7Cpu, type S7CpuOptions } from './cpu.ts';
import { S7Hmi } from './hmi.ts';
import { S7ProgrammingDevice } from './programming-device.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function running(options: S7CpuOptions = {}): Promise<S7Cpu> {
  const cpu = new S7Cpu({ blocks: 'given', ...options });
  await cpu.start();
  ends.push(() => cpu.stop());
  return cpu;
}

async function engineer(cpu: S7Cpu): Promise<S7ProgrammingDevice> {
  const device = new S7ProgrammingDevice({ port: cpu.port, timeoutMs: 2000 });
  ends.push(() => device.close());
  await device.connect();
  return device;
}

function image(type: PlantBlock['type'], number: number, fill: number, bytes = 900): Buffer {
  return blockImage({ type, number, body: Buffer.alloc(bytes, fill) });
}

describe('a programming device and the simulated CPU', () => {
  test.each([240, 480])(
    'load a block in parts of a PDU of %i bytes; it runs once it is linked',
    async maxPduSize => {
      const cpu = await running({ maxPduSize });
      const device = await engineer(cpu);
      await device.download(image('FC', 1, 1));
      const before = cpu.checksums;
      await device.load(image('FC', 1, 2));
      expect(cpu.program.get('FC1')).toEqual(image('FC', 1, 1));
      expect(cpu.checksums).toEqual(before);
      await device.insert(image('FC', 1, 2));
      expect(cpu.program.get('FC1')).toEqual(image('FC', 1, 2));
      expect(cpu.checksums?.program).not.toBe(before?.program);
      await device.delete('FC', 1);
      expect(cpu.program.get('FC1')).toBeUndefined();
      await expect(device.delete('FC', 1)).rejects.toThrow(/d209/);
      await expect(device.insert(image('FC', 1, 2))).rejects.toThrow(/d209/);
    },
  );

  test.each(['bytes', 'joined'] as const)(
    'understand each other when segments come as %s',
    async segments => {
      const cpu = await running();
      cpu.segment(segments);
      const device = await engineer(cpu);
      await device.download(image('FC', 1, 1));
      await device.download(image('FC', 2, 2));
      expect(cpu.program.numbers('FC')).toEqual([1, 2]);
    },
  );

  test('give a data block its values; whoever writes them moves no checksum', async () => {
    const cpu = await running();
    const device = await engineer(cpu);
    await device.download(image('DB', 5, 3, 40));
    expect(cpu.memory.dataBlocks.get(5)).toEqual(Buffer.alloc(40, 3));
    const before = cpu.checksums;
    const panel = new S7Hmi({ port: cpu.port });
    ends.push(() => panel.close());
    await panel.connect();
    await panel.write(5, 0, Buffer.from([9, 9]));
    expect(cpu.checksums).toEqual(before);
    expect(cpu.program.get('DB5')?.subarray(36, 39)).toEqual(Buffer.from([9, 9, 3]));
    await device.download(image('DB', 5, 3, 40));
    expect(cpu.memory.dataBlocks.get(5)).toEqual(Buffer.alloc(40, 3));
    expect(cpu.checksums).toEqual(before);
  });

  test('cut off in the middle leave the old block running', async () => {
    const cpu = await running();
    const device = await engineer(cpu);
    await device.download(image('FC', 1, 1));
    const asked: string[] = [];
    cpu.requests.on('request', ({ service }) => {
      asked.push(service);
      if (service === 'download') setImmediate(() => cpu.drop());
    });
    await expect(device.download(image('FC', 1, 2, 60_000))).rejects.toThrow();
    expect(asked).toContain('download');
    expect(cpu.program.get('FC1')).toEqual(image('FC', 1, 1));
  });

  test('get nowhere on a protected one', async () => {
    const cpu = await running();
    cpu.program.put(image('FC', 1, 1));
    cpu.protection = 2;
    const device = await engineer(cpu);
    await expect(device.download(image('FC', 1, 2))).rejects.toThrow(/d241/);
    await expect(device.delete('FC', 1)).rejects.toThrow(/d241/);
    await device.holdUpload('FC', 1);
    expect(cpu.uploads.open).toBe(1);
    device.close();
    await expect.poll(() => cpu.uploads.open).toBe(0);
    cpu.protection = 3;
    await expect((await engineer(cpu)).holdUpload('FC', 1)).rejects.toThrow(/d241/);
  });

  test('find no block services on a CPU that has none', async () => {
    const cpu = new S7Cpu();
    await cpu.start();
    ends.push(() => cpu.stop());
    await expect((await engineer(cpu)).download(image('FC', 1, 2))).rejects.toThrow(/8104/);
  });
});
