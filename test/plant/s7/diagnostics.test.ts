import { afterEach, expect, test } from 'vitest';
import { S7Cpu } from './cpu.ts';
import { S7ProgrammingDevice } from './programming-device.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function together(): Promise<{ cpu: S7Cpu; device: S7ProgrammingDevice }> {
  const cpu = new S7Cpu({ blocks: 'given' });
  await cpu.start();
  ends.push(() => cpu.stop());
  const device = new S7ProgrammingDevice({ port: cpu.port });
  ends.push(() => device.close());
  await device.connect();
  return { cpu, device };
}

const events = (cpu: S7Cpu) => cpu.diagnostics.newest(100).map(entry => entry.toString('hex', 0, 2));

test('a programming device stops, starts and resets the CPU, and its buffer tells each, newest first', async () => {
  const { cpu, device } = await together();
  expect(events(cpu)).toEqual(['4302', '4301']);
  await device.stop();
  expect(cpu.mode).toBe('STOP');
  await device.start();
  expect(cpu.mode).toBe('RUN');
  await device.memoryReset();
  expect(cpu.mode).toBe('STOP');
  expect(events(cpu).slice(0, -2)).toEqual(['430e', '4307', '4304', '4302', '4301', '4304']);
  expect(cpu.diagnostics.lastTransition()[0]?.toString('hex', 0, 2)).toBe('430e');
});

test('the key switch stops and starts it, and is told apart from a programming device', async () => {
  const { cpu } = await together();
  cpu.turnSwitch('STOP');
  cpu.turnSwitch('STOP');
  expect(cpu.mode).toBe('STOP');
  cpu.turnSwitch('RUN');
  expect(cpu.mode).toBe('RUN');
  expect(events(cpu).slice(0, -2)).toEqual(['4302', '4301', '4303']);
});

test('forces go on and off by the light alone: no entry is documented for them', async () => {
  const { cpu, device } = await together();
  await device.force(true);
  expect(cpu.forceActive).toBe(true);
  await device.force(false);
  expect(cpu.forceActive).toBe(false);
  expect(events(cpu)).toHaveLength(2);
});

test('the buffer keeps its newest hundred entries; a CPU in RUN gives ten of them', async () => {
  const { cpu, device } = await together();
  for (let turn = 0; turn < 40; turn += 1) {
    await device.stop();
    await device.start();
  }
  expect(cpu.diagnostics.newest(1000)).toHaveLength(100);
  expect(cpu.diagnostics.given('RUN')).toHaveLength(10);
  expect(cpu.diagnostics.given('STOP')).toHaveLength(100);
});
