import { freshEventsIn, type Statement, statementSchema } from '@witnessmark/shared/facts';
import { codeBlock, cpu315, S7Cpu, type S7CpuOptions, S7ProgrammingDevice } from '@witnessmark/test/plant/s7';
import { afterEach, expect, test } from 'vitest';
import type { S7Source } from '../source.ts';
import { testSource } from '../testing.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface World {
  readonly cpu: S7Cpu;
  readonly source: S7Source;
  /** Since it was last asked. */
  readonly told: () => Statement[];
  readonly poll: () => Promise<number>;
  readonly engineer: () => Promise<S7ProgrammingDevice>;
}

/** A source that has read its CPU once. */
async function world(options: S7CpuOptions = {}, prepare: (cpu: S7Cpu) => void = () => {}): Promise<World> {
  const cpu = new S7Cpu({ blocks: 'given', ...options });
  prepare(cpu);
  await cpu.start();
  ends.push(() => cpu.stop());
  const source = testSource({ port: cpu.port });
  ends.push(() => source.close());
  const statements: Statement[] = [];
  source.onStatement(statement => statements.push(statementSchema.parse(statement)));
  const poll = async () => (await source.read({ kinds: ['config'] }, signal)).load.requests;
  const engineer = async () => {
    const device = new S7ProgrammingDevice({ port: cpu.port });
    await device.connect();
    ends.push(() => device.close());
    return device;
  };
  await source.connect(signal);
  await poll();
  return { cpu, source, told: () => statements.splice(0), poll, engineer };
}

/** Long enough gone for the CPU to count the engineer no more. */
async function gone(cpu: S7Cpu, device: S7ProgrammingDevice): Promise<void> {
  device.close();
  await expect.poll(() => cpu.connections.length, { timeout: 5000 }).toBe(1);
}

const short = ({ act, reach, place, touches }: Statement) => ({
  act,
  reach,
  path: place?.path ?? null,
  touches: touches.map(({ path, member, device, old, new: now }) => [path ?? device, member, old, now]),
});
const configPath = 'config/s7.txt';

test('an unmoved CPU says nothing, and its diagnostic buffer is not read', async () => {
  const { cpu, told, poll } = await world();
  const lists: string[] = [];
  cpu.requests.on('request', ({ service, data }) => {
    if (service === 'status-list') lists.push(data.slice(8, 12));
  });
  await poll();
  await poll();
  expect(told()).toEqual([]);
  expect(lists).not.toContain('01a0');
  expect(lists).not.toContain('00a0');
});

test('a programming device that comes and goes is stated, between the readings that counted it', async () => {
  const { cpu, told, poll, engineer } = await world();
  const device = await engineer();
  await poll();
  const [came, ...more] = told();
  expect(more).toEqual([]);
  expect(came).toMatchObject({
    witness: { kind: 's7-cpu', name: 'press-2/s7' },
    authenticity: 'device-record',
    identities: [],
    liveness: { proof: 'none' },
  });
  expect(came && short(came)).toEqual({
    act: 'connected',
    reach: 'path',
    path: 'programming-device',
    touches: [['PLC_1', 'Connections.ProgrammingDevices', '0', '1']],
  });
  expect(came?.from.mono).toBeLessThanOrEqual(came?.to.mono ?? 0);
  expect(came?.raw?.data.split('\n')).toHaveLength(2);
  await gone(cpu, device);
  await poll();
  expect(told().map(short)).toMatchObject([
    { act: 'disconnected', touches: [['PLC_1', 'Connections.ProgrammingDevices', '1', '0']] },
  ]);
});

test('one that was there before the first look could touch the CPU; that is all that is said', async () => {
  const cpu = new S7Cpu();
  await cpu.start();
  ends.push(() => cpu.stop());
  const device = new S7ProgrammingDevice({ port: cpu.port });
  await device.connect();
  ends.push(() => device.close());
  const source = testSource({ port: cpu.port });
  ends.push(() => source.close());
  const statements: Statement[] = [];
  source.onStatement(statement => statements.push(statement));
  await source.connect(signal);
  expect(statements.map(({ act }) => act)).toEqual(['could-touch']);
});

test('a download is stated by the checksum that moved, and by the device counted around it', async () => {
  const { cpu, source, told, engineer } = await world();
  const before = await source.fingerprint(signal);
  const device = await engineer();
  await device.download(codeBlock({ type: 'FC', number: 1, networks: [[['A', 'I', 0, 0]]] }));
  const after = await source.fingerprint(signal);
  expect(after?.value).not.toBe(before?.value);
  const said = told();
  expect(said.map(({ act }) => act)).toEqual(['connected', 'downloaded']);
  const [, download] = said;
  const checksum = (value: string | undefined) => `16#${(value ?? '').slice(8).toUpperCase()}`;
  expect(download && short(download)).toEqual({
    act: 'downloaded',
    reach: 'path',
    path: 'programming-device',
    touches: [[configPath, 'Checksum.Program', checksum(before?.value), checksum(after?.value)]],
  });
  expect(download).toMatchObject({ from: before?.requestedAt, to: after?.arrivedAt });
  expect(download?.liveness).toEqual({ proof: 'sequence', gapless: true });
  await gone(cpu, device);
});

test('where nobody is counted the way of a download is not known, and nothing is guessed', async () => {
  const { cpu, told, poll } = await world();
  cpu.checksums = { hardware: 1, program: 2 };
  await poll();
  const said = told();
  expect(said.map(short)).toMatchObject([
    {
      act: 'downloaded',
      reach: 'nothing',
      path: null,
      touches: [[configPath, 'Checksum.Hardware', '16#BC04A3D5', '16#01000000']],
    },
    {
      act: 'downloaded',
      reach: 'nothing',
      path: null,
      touches: [[configPath, 'Checksum.Program', '16#14000972', '16#02000000']],
    },
  ]);
});

test('a hardware configuration with another protection level is two facts', async () => {
  const { cpu, told, poll, engineer } = await world();
  const device = await engineer();
  cpu.configure(0x01020304, 2);
  await poll();
  expect(told().map(short)).toMatchObject([
    { act: 'connected' },
    { act: 'other', path: 'programming-device', touches: [[configPath, 'Protection.Level', '1', '2']] },
    {
      act: 'downloaded',
      path: 'programming-device',
      touches: [[configPath, 'Checksum.Hardware', '16#BC04A3D5', '16#04030201']],
    },
  ]);
  await gone(cpu, device);
});

test('a stop by a programming device is one fact with the buffer around it and the CPU’s own time', async () => {
  const { cpu, told, poll, engineer } = await world();
  const device = await engineer();
  await poll();
  told();
  await device.stop();
  await poll();
  const [stop, ...more] = told();
  expect(more).toEqual([]);
  expect(stop && short(stop)).toEqual({
    act: 'mode-changed',
    reach: 'path',
    path: 'programming-device',
    touches: [[configPath, 'Mode', '"RUN"', '"STOP"']],
  });
  expect(stop?.deviceTime?.raw).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
  expect(stop?.deviceTime?.zone).toBe('unknown');
  const [newest] = cpu.diagnostics.newest(1);
  expect(stop?.raw?.data).toContain(newest?.toString('hex'));
  expect(stop?.raw?.data).toContain('16#4304 STOP by a programming device');
});

test('the key switch that stops the CPU is told apart from a programming device', async () => {
  const { cpu, told, poll } = await world();
  cpu.turnSwitch('STOP');
  await poll();
  expect(told().map(short)).toEqual([
    {
      act: 'mode-changed',
      reach: 'path',
      path: 'mode-switch',
      touches: [[configPath, 'Protection.ModeSwitch', '"RUN-P"', '"STOP"']],
    },
    {
      act: 'mode-changed',
      reach: 'path',
      path: 'mode-switch',
      touches: [[configPath, 'Mode', '"RUN"', '"STOP"']],
    },
  ]);
});

test('forces that go on and off are facts', async () => {
  const { cpu, told, poll, engineer } = await world();
  const device = await engineer();
  await device.force(true);
  await poll();
  await device.force(false);
  await poll();
  expect(told().map(short)).toMatchObject([
    { act: 'connected' },
    { act: 'other', touches: [[configPath, 'Force.Active', 'false', 'true']] },
    { act: 'other', touches: [[configPath, 'Force.Active', 'true', 'false']] },
  ]);
  await gone(cpu, device);
});

test('a stop and restart between two polls is found in the buffer though the mode looks the same', async () => {
  const { cpu, told, poll, engineer } = await world();
  const device = await engineer();
  await device.stop();
  await device.start();
  await gone(cpu, device);
  await poll();
  const [stop, ...more] = told();
  expect(more).toEqual([]);
  expect(stop).toMatchObject({
    act: 'mode-changed',
    place: { path: 'programming-device' },
    touches: [{ device: 'PLC_1', new: expect.stringContaining('16#4304') }],
    liveness: { proof: 'sequence', gapless: true },
  });
  await poll();
  expect(told()).toEqual([]);
});

test('a start that nobody’s act explains is stated without a way', async () => {
  const { cpu, source, told } = await world();
  cpu.restart();
  await source.connect(signal);
  const [start, ...more] = told();
  expect(more).toEqual([]);
  expect(start && short(start)).toEqual({
    act: 'mode-changed',
    reach: 'nothing',
    path: null,
    touches: [['PLC_1', undefined, undefined, '16#4302 from START-UP to RUN']],
  });
  expect(freshEventsIn(start?.raw?.data ?? '')).toEqual([0x4302, 0x4301]);
});

test('a memory reset is a stop and a reset, each in its place', async () => {
  const { told, poll, engineer } = await world();
  const device = await engineer();
  await device.memoryReset();
  await poll();
  const said = told();
  expect(said.map(({ act }) => act)).toEqual(['connected', 'mode-changed', 'other', 'mode-changed']);
  expect(said[1]?.touches[0]?.new).toContain('16#4304');
  expect(said[2]?.touches[0]?.new).toContain('16#4307');
});

test('more entries than one answer holds are read; more than the buffer keeps are said to be missing', async () => {
  const { cpu, told, poll, engineer } = await world();
  const device = await engineer();
  for (let turn = 0; turn < 6; turn += 1) {
    await device.stop();
    await device.start();
  }
  await poll();
  const six = told().filter(({ act }) => act === 'mode-changed');
  expect(six).toHaveLength(6);
  expect(six.every(({ liveness }) => liveness.proof === 'sequence' && liveness.gapless)).toBe(true);
  for (let turn = 0; turn < 40; turn += 1) {
    await device.stop();
    await device.start();
  }
  await poll();
  const lossy = told().filter(({ act }) => act === 'mode-changed');
  expect(lossy.length).toBeGreaterThan(30);
  expect(lossy.every(({ liveness }) => liveness.proof === 'sequence' && !liveness.gapless)).toBe(true);
  expect(lossy[0]?.raw?.data).toContain('pushed out');
  await gone(cpu, device);
});

test('a CPU that gives no part of its buffer gives the whole; one that gives none is said to', async () => {
  const partless = await world({}, cpu => cpu.refusedLists.add(0x01a0));
  const device = await partless.engineer();
  await device.stop();
  await partless.poll();
  expect(partless.told().at(-1)).toMatchObject({
    act: 'mode-changed',
    place: { path: 'programming-device' },
  });
  const silent = await world({}, cpu => {
    for (const id of [0x01a0, 0x00a0, 0x0124]) cpu.refusedLists.add(id);
  });
  silent.cpu.turnSwitch('STOP');
  await silent.poll();
  const [, mode] = silent.told();
  expect(mode).toMatchObject({ act: 'mode-changed', reach: 'nothing', liveness: { proof: 'none' } });
  expect(mode?.raw?.data).toMatch(/^diagnostic buffer not read: list 00A0\/0000 refused: .*D401/i);
});

test('what moved is stated even where the connection ends while the buffer is asked for', async () => {
  const { cpu, told, poll } = await world();
  cpu.turnSwitch('STOP');
  cpu.requests.on('request', ({ data }) => {
    if (data.slice(8, 12) === '01a0') cpu.drop();
  });
  await expect(poll()).rejects.toThrow();
  expect(told().map(({ act, reach }) => [act, reach])).toEqual([
    ['mode-changed', 'path'],
    ['mode-changed', 'nothing'],
  ]);
});

test('after a broken link the same CPU tells what happened meanwhile; another CPU tells nothing of it', async () => {
  const { cpu, source, told, poll, engineer } = await world();
  const device = await engineer();
  await poll();
  told();
  cpu.drop();
  const again = await engineer();
  await again.stop();
  await again.start();
  await gone(cpu, device).catch(() => undefined);
  again.close();
  await expect.poll(() => cpu.connections.length, { timeout: 5000 }).toBe(0);
  await source.connect(signal);
  expect(told().map(({ act }) => act)).toEqual(['disconnected', 'mode-changed']);
  cpu.replace({ ...cpu315, serial: 'S C-OTHER' });
  cpu.turnSwitch('STOP');
  await source.connect(signal);
  await poll();
  expect(told()).toEqual([]);
});
