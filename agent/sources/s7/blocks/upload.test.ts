import { isWitnessError } from '@witnessmark/shared/errors';
import { S7Cpu, type S7CpuOptions, S7ProgrammingDevice } from '@witnessmark/test/plant/s7';
import { type Recorded, S7ReplayCpu } from '@witnessmark/test/plant/s7-replay';
import { afterEach, describe, expect, test } from 'vitest';
import { testTransport } from '../testing.ts';
import type { S7Transport } from '../transport/index.ts';
import type { BlockType } from './block-type.ts';
import { block, cpuWith } from './testing.ts';
import { uploadBlock } from './upload.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function pair(
  blocks: readonly Buffer[],
  options: S7CpuOptions = {},
): Promise<{ cpu: S7Cpu; transport: S7Transport }> {
  const cpu = await cpuWith(blocks, options);
  ends.push(() => cpu.stop());
  return { cpu, transport: await connected(cpu.port) };
}

async function connected(port: number, settings: Parameters<typeof testTransport>[1] = {}) {
  const transport = testTransport(port, settings);
  ends.push(() => transport.close());
  await transport.connect(signal);
  return transport;
}

const fc = (number: number) => ({ type: 'FC' as BlockType, number });

describe('an upload', () => {
  test.each([240, 480, 960])('gives the image whole in parts of a PDU of %i bytes', async maxPduSize => {
    const image = block('FC', 1, 3000);
    const { cpu, transport } = await pair([image], { maxPduSize });
    const before = transport.load().requests;
    const { failure, value } = await uploadBlock(transport, fc(1), signal);
    expect(failure).toBeNull();
    expect(value?.equals(image)).toBe(true);
    expect(cpu.uploads.open).toBe(0);
    const parts = Math.ceil(image.length / (maxPduSize - 18));
    expect(transport.load().requests - before).toBe(2 + parts);
  });

  test('of the header alone gives the header', async () => {
    const image = block('FC', 1, 3000);
    const { cpu, transport } = await pair([image]);
    const { value } = await uploadBlock(transport, fc(1), signal, 'header');
    expect(value?.equals(image.subarray(0, 36))).toBe(true);
    expect(cpu.uploads.open).toBe(0);
  });

  test('refused once as an S7-400 may is asked for once more, and not a third time', async () => {
    const { transport } = await pair([block('FC', 1)], { blocks: { refusesFirstUpload: true } });
    const before = transport.load().requests;
    expect((await uploadBlock(transport, fc(1), signal)).failure).toBeNull();
    expect(transport.load().requests - before).toBe(4);
    const stubborn = await replay([{ request: begin, answers: ['320200000000000000008702'] }]);
    const other = await connected(stubborn.port);
    const asked = other.load().requests;
    expect((await uploadBlock(other, fc(1), signal)).failure?.word).toBe(0x8702);
    expect(other.load().requests - asked).toBe(2);
  });

  test('names why there is none', async () => {
    const { cpu, transport } = await pair([block('FC', 1, 3000), block('FC', 2)]);
    const failure = async (number: number) =>
      (await uploadBlock(transport, fc(number), signal)).failure?.code;
    expect(await failure(9)).toBe('s7.missing');
    const engineer = new S7ProgrammingDevice({ port: cpu.port });
    ends.push(() => engineer.close());
    await engineer.connect();
    await engineer.holdUpload('FC', 2);
    expect(await failure(1)).toBe('s7.busy');
    engineer.close();
    await expect.poll(() => cpu.uploads.open).toBe(0);
    cpu.protection = 3;
    expect(await failure(1)).toBe('s7.protected');
    cpu.protection = 2;
    expect(await failure(1)).toBeUndefined();
    expect(transport.connected).toBe(true);
  });

  test('of a controller that gives none is not available', async () => {
    const { transport } = await pair([]);
    const silent = new S7Cpu();
    await silent.start();
    ends.push(() => silent.stop());
    const other = await connected(silent.port);
    expect((await uploadBlock(other, fc(1), signal)).failure?.code).toBe('s7.not-available');
    expect((await uploadBlock(transport, fc(1), signal)).failure?.code).toBe('s7.missing');
  });

  test('aborted before any of its requests leaves no upload open, and the connection in order', async () => {
    const image = block('FC', 1, 1000);
    const { cpu, transport } = await pair([image]);
    const steps = 2 + Math.ceil(image.length / 222);
    for (let step = 1; step <= steps; step += 1) {
      const stop = new AbortController();
      const reason = new Error(`aborted at ${step}`);
      let seen = 0;
      const onRequest = () => {
        seen += 1;
        if (seen === step) stop.abort(reason);
      };
      cpu.requests.on('request', onRequest);
      await expect(uploadBlock(transport, fc(1), stop.signal)).rejects.toBe(reason);
      cpu.requests.off('request', onRequest);
      expect(cpu.uploads.open).toBe(0);
      expect(transport.connected).toBe(true);
    }
    expect((await uploadBlock(transport, fc(1), signal)).value?.equals(image)).toBe(true);
  });

  test('aborted while the controller hangs ends without its answer, and the connection with it', async () => {
    const cpu = await cpuWith([block('FC', 1, 1000)]);
    ends.push(() => cpu.stop());
    const transport = await connected(cpu.port, { timeoutMs: 60_000 });
    const stop = new AbortController();
    const reason = new Error('hands off');
    cpu.requests.once('request', () => {
      cpu.freeze();
      stop.abort(reason);
    });
    await expect(uploadBlock(transport, fc(1), stop.signal)).rejects.toBe(reason);
    expect(transport.connected).toBe(false);
    cpu.thaw();
    await expect.poll(() => cpu.uploads.open).toBe(0);
  });

  test('aborted where the budget lets no end through in time is ended with its connection', async () => {
    const { cpu } = await pair([block('FC', 1, 1000)]);
    const transport = await connected(cpu.port, { requestsPerSecond: 1, parallelJobs: 4 });
    const stop = new AbortController();
    const reason = new Error('hands off');
    cpu.requests.on('request', ({ parameters }) => {
      if (parameters.startsWith('1e')) stop.abort(reason);
    });
    await expect(uploadBlock(transport, fc(1), stop.signal)).rejects.toBe(reason);
    expect(transport.connected).toBe(false);
    await expect.poll(() => cpu.uploads.open).toBe(0);
  });

  test('that is never answered has timed out', async () => {
    const { cpu } = await pair([block('FC', 1)]);
    const transport = await connected(cpu.port, { timeoutMs: 60 });
    cpu.freeze();
    const error = await uploadBlock(transport, fc(1), signal).catch((thrown: unknown) => thrown);
    expect(isWitnessError(error) && error.code).toBe('s7.timed-out');
  });
});

const begin = '320100000000001200001d00000000000000095f3043303030303141';
const next = '320100000000000800001e00000000000007';
const end = '320100000000000800001f00000000000007';
const begun = (digits: string) =>
  `320300000000${(9 + digits.length).toString(16).padStart(4, '0')}000000001d00010000000007${digits.length
    .toString(16)
    .padStart(2, '0')}${Buffer.from(digits).toString('hex')}`;
const part = (bytes: number, status: number) =>
  `3203000000000002${(bytes + 4).toString(16).padStart(4, '0')}00001e0${status}${bytes
    .toString(16)
    .padStart(4, '0')}00fb${'70'.repeat(bytes)}`;

async function replay(recorded: readonly Recorded[]): Promise<S7ReplayCpu> {
  const cpu = new S7ReplayCpu(recorded, 240);
  await cpu.start();
  ends.push(() => cpu.stop());
  return cpu;
}

describe('a hostile controller', () => {
  const ended = { request: end, answers: ['3203000000000001000000001f'] };

  test.each([
    ['gives more than it announced', begun('0000100'), [part(60, 1), part(60, 1), part(60, 0)]],
    ['gives less than it announced', begun('0000100'), [part(60, 0)]],
    ['goes on with nothing for ever', begun('0000100'), [part(0, 1)]],
    ['gives one byte at a time', begun('0100000'), [part(1, 1)]],
    ['announces a block no controller holds', begun('9999999'), [part(60, 1)]],
    ['breaks the upload off', begun('0000100'), [part(60, 3)]],
    ['refuses the next part', begun('0000100'), [part(60, 1), '320200000000000000008500']],
  ])('that %s is told so, and asked to end the upload', async (_, first, parts) => {
    const cpu = await replay([
      { request: begin, answers: [first] },
      ...parts.map(answer => ({ request: next, answers: [answer] })),
      ended,
    ]);
    const transport = await connected(cpu.port);
    const { failure } = await uploadBlock(transport, fc(1), signal);
    expect(failure?.code).toMatch(/^s7\.(block-damaged|refused-by-controller)$/);
    expect(cpu.asked.at(-1)?.endsWith(end.slice(20))).toBe(true);
    expect(transport.load().requests).toBeLessThan(2000);
    expect(transport.connected).toBe(true);
  });

  test.each([
    ['no upload id', '320300000000000100000000001d'.replace('000000001d', '00001d')],
    ['no length', begun('')],
    ['a length that is none', begun('12a4567')],
  ])('that begins with %s is cut off', async (_, first) => {
    const cpu = await replay([{ request: begin, answers: [first] }]);
    const transport = await connected(cpu.port);
    const error = await uploadBlock(transport, fc(1), signal).catch((thrown: unknown) => thrown);
    expect(isWitnessError(error) && error.code).toBe('s7.broken-answer');
    expect(transport.connected).toBe(false);
  });

  test('that refuses the end leaves the content in doubt', async () => {
    const cpu = await replay([
      { request: begin, answers: [begun('0000060')] },
      { request: next, answers: [part(60, 0)] },
      { request: end, answers: ['320200000000000000008500'] },
    ]);
    const transport = await connected(cpu.port);
    expect((await uploadBlock(transport, fc(1), signal)).failure?.word).toBe(0x8500);
  });
});
