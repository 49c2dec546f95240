import { type Capability, capabilitiesSchema } from '@witnessmark/shared/facts';
import { blockImage, S7Cpu, S7ProgrammingDevice } from '@witnessmark/test/plant/s7';
import { afterEach, expect, test } from 'vitest';
import { CapabilityProbe, type Probed } from './capabilities.ts';
import { testSource, testTransport } from './testing.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const known: Probed = {
  identity: { orderNumber: '6ES7 315-2EH14-0AB0', serial: 'S C-1' },
  clock: true,
  blocks: true,
  checksumTag: null,
};

async function runningCpu(options: ConstructorParameters<typeof S7Cpu>[0] = {}): Promise<S7Cpu> {
  const cpu = new S7Cpu(options);
  await cpu.start();
  ends.push(() => cpu.stop());
  return cpu;
}

async function probing(cpu: S7Cpu, settings: Parameters<typeof testTransport>[1] = {}) {
  const transport = testTransport(cpu.port, settings);
  ends.push(() => transport.close());
  await transport.connect(signal);
  return { transport, probe: new CapabilityProbe(transport) };
}

const states = (found: readonly Capability[]) =>
  Object.fromEntries(found.map(({ id, state }) => [id, state]));

function main(cpu: S7Cpu): void {
  cpu.program.load(blockImage({ type: 'OB', number: 1, body: Buffer.alloc(20, 1) }));
  cpu.program.link('OB1');
}

test('a CPU that gives everything is found to, in at most sixteen requests', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  const { transport, probe } = await probing(cpu);
  const before = transport.load().requests;
  const found = capabilitiesSchema.parse(await probe.probe('a', known, signal));
  expect(transport.load().requests - before).toBeLessThanOrEqual(16);
  expect(states(found)).toEqual({
    identity: 'yes',
    clock: 'yes',
    'who.connection-counts': 'yes',
    'config.protection': 'yes',
    'logic.list': 'yes',
    'logic.fingerprint': 'yes',
    'config.mode': 'yes',
    'config.force': 'yes',
    'who.diagnostic-buffer': 'yes',
    'values.read': 'yes',
    'who.block-author': 'yes',
    'logic.read': 'yes',
  });
  expect(cpu.uploads.open).toBe(0);
});

test('a CPU without block services answers 8104, and that is told', async () => {
  const cpu = await runningCpu();
  cpu.checksums = null;
  const { probe } = await probing(cpu);
  const found = await probe.probe('a', known, signal);
  expect(states(found)).toMatchObject({ 'logic.list': 'no', 'logic.read': 'no', 'logic.fingerprint': 'no' });
  expect(found.find(({ id }) => id === 'logic.list')?.found).toContain('8104');
});

test('protection against reading refuses the upload with D241, and that is told', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  cpu.protection = 3;
  const { probe } = await probing(cpu);
  const found = await probe.probe('a', known, signal);
  expect(found.find(({ id }) => id === 'logic.read')).toMatchObject({ state: 'no' });
  expect(found.find(({ id }) => id === 'logic.read')?.found).toContain('D241');
  expect(found.find(({ id }) => id === 'config.protection')?.found).toContain('effective protection 3');
});

test('without valid checksums the block infos stand in, or the declared checksum', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  cpu.checksums = null;
  const { transport } = await probing(cpu);
  const of = async (checksumTag: string | null) =>
    (await new CapabilityProbe(transport).probe('a', { ...known, checksumTag }, signal)).find(
      ({ id }) => id === 'logic.fingerprint',
    );
  expect(await of(null)).toMatchObject({
    state: 'partly',
    found: expect.stringContaining('block infos are compared'),
  });
  expect(await of('DB9.DBD0 DWORD')).toMatchObject({
    state: 'partly',
    found: expect.stringContaining('declared at DB9.DBD0 DWORD'),
  });
});

test('nothing is uploaded while a programming device is connected, and blocks that are off are left alone', async () => {
  const asked: string[] = [];
  const cpu = await runningCpu({ blocks: 'given', onRequest: ({ service }) => asked.push(service) });
  main(cpu);
  const device = new S7ProgrammingDevice({ port: cpu.port, timeoutMs: 2000 });
  ends.push(() => device.close());
  await device.connect();
  const { transport, probe } = await probing(cpu);
  const found = await probe.probe('a', known, signal);
  expect(found.find(({ id }) => id === 'logic.read')).toMatchObject({ state: 'unknown' });
  expect(asked).not.toContain('upload');
  asked.length = 0;
  const off = await new CapabilityProbe(transport).probe('a', { ...known, blocks: false }, signal);
  expect(states(off)).toMatchObject({ 'logic.list': 'unknown', 'logic.read': 'unknown' });
  expect(asked.filter(service => service.includes('block') || service === 'upload')).toEqual([]);
});

test('lists that the CPU does not have are told with what it answered', async () => {
  const cpu = await runningCpu();
  for (const list of [0x0132, 0x0232, 0x0424, 0x0019, 0x0074, 0x00a0, 0x01a0]) cpu.refusedLists.add(list);
  const { probe } = await probing(cpu);
  const found = await probe.probe('a', known, signal);
  for (const id of ['who.connection-counts', 'config.mode', 'config.force', 'who.diagnostic-buffer']) {
    expect(found.find(each => each.id === id)).toMatchObject({ state: 'no' });
    expect(found.find(each => each.id === id)?.found, id).toMatch(/refused: .*D401/);
  }
});

test('a step that breaks the connection is not asked again of this device, and of another it is', async () => {
  let breaks = true;
  const cpu: S7Cpu = await runningCpu({
    blocks: 'given',
    onRequest: ({ service }) => {
      if (service === 'block-info' && breaks) cpu.drop();
    },
  });
  main(cpu);
  const { transport, probe } = await probing(cpu);
  await expect(probe.probe('a', known, signal)).rejects.toThrow();
  await transport.connect(signal);
  const second = await probe.probe('a', known, signal);
  expect(second.find(({ id }) => id === 'who.block-author')).toMatchObject({
    state: 'unknown',
    found: expect.stringContaining('connection ended'),
  });
  expect(second.find(({ id }) => id === 'logic.read')).toMatchObject({ state: 'yes' });
  breaks = false;
  const other = await probe.probe('b', known, signal);
  expect(other.find(({ id }) => id === 'who.block-author')).toMatchObject({ state: 'yes' });
});

test('what was broken off from our side is asked again', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  const { transport, probe } = await probing(cpu);
  const abort = new AbortController();
  cpu.requests.once('request', () => abort.abort(new Error('hands off')));
  await expect(probe.probe('a', known, abort.signal)).rejects.toThrow('hands off');
  await transport.connect(signal);
  expect(states(await probe.probe('a', known, signal))).toMatchObject({ 'who.connection-counts': 'yes' });
});

test('a link that flaps is not probed over and over', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  const { transport, probe } = await probing(cpu);
  const first = await probe.probe('a', known, signal);
  await transport.connect(signal);
  const before = transport.load().requests;
  expect(await probe.probe('a', known, signal)).toBe(first);
  expect(transport.load().requests).toBe(before);
});

test('a CPU that is too slow for all of it is connected all the same', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  let mono = 0;
  const transport = testTransport(cpu.port, {
    // Three seconds of the agent's clock pass at each look at it.
    now: () => {
      mono += 3000;
      return { wall: '2026-11-23T02:10:05.000Z', mono, boot: '0'.repeat(32) };
    },
  });
  ends.push(() => transport.close());
  await transport.connect(signal);
  const found = await new CapabilityProbe(transport).probe('a', known, signal);
  expect(found).toHaveLength(12);
  expect(found.at(-1)).toMatchObject({ state: 'unknown', found: expect.stringContaining('budget') });
});

test('a source tells it with its connection', async () => {
  const cpu = await runningCpu({ blocks: 'given' });
  main(cpu);
  const source = testSource({ port: cpu.port });
  ends.push(() => source.close());
  const { capabilities = [] } = await source.connect(signal);
  expect(states(capabilities)).toMatchObject({ identity: 'yes', 'logic.read': 'yes', clock: 'yes' });
});
