import { isWitnessError } from '@witnessmark/shared/errors';
import { S7Cpu } from '@witnessmark/test/plant/s7';
import { afterEach, expect, test } from 'vitest';
import { cpuWith } from './blocks/testing.ts';
import { testSource } from './testing.ts';

const signal = new AbortController().signal;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A CPU that does not give its blocks, as S7-1200 and S7-1500; its program keeps a checksum in DB900. */
async function hidden(): Promise<S7Cpu> {
  const cpu = new S7Cpu();
  await cpu.start();
  ends.push(() => cpu.stop());
  cpu.setBlock(900, Buffer.from('000000001a2b3c4d', 'hex'));
  return cpu;
}

function source(cpu: S7Cpu, checksumTag = 'DB900.DBB0 ULINT') {
  const made = testSource({ port: cpu.port, logic: { checksumTag } });
  ends.push(() => made.close());
  return made;
}

test('a declared checksum stands for logic that the CPU does not give, and moves with it', async () => {
  const cpu = await hidden();
  const s7 = source(cpu);
  const { sees } = await s7.connect(signal);
  expect(sees.logic).toEqual({ sees: true });
  expect(s7.rounds.kinds).toEqual([]);
  const before = await s7.fingerprint(signal);
  expect(before).toMatchObject({ value: 'tag:16#1A2B3C4D', covers: ['logic'] });
  const reading = await s7.read({ kinds: ['logic'] }, signal);
  expect(reading.complete).toBe(true);
  expect(reading.items).toMatchObject([
    {
      path: 'logic/program',
      state: 'unreadable',
      reason: 'content not readable from the device',
      checksum: '16#1A2B3C4D',
    },
  ]);
  cpu.setBlock(900, Buffer.from('00000000000000ff', 'hex'));
  expect((await s7.fingerprint(signal))?.value).toBe('tag:16#FF');
  const [item] = (await s7.read({ paths: ['logic/program'] }, signal)).items;
  expect(item?.checksum).toBe('16#FF');
  cpu.assertOnlyReads();
});

test('a tag that cannot be read is no watch of logic, and says why', async () => {
  const s7 = source(await hidden(), 'DB901.DBD0 DWORD');
  await s7.connect(signal);
  expect(await s7.fingerprint(signal)).toBeNull();
  const { complete, unread, items } = await s7.read({ kinds: ['logic'] }, signal);
  expect(items).toEqual([]);
  expect(complete).toBe(false);
  expect(unread?.kinds).toEqual(['logic']);
  expect(unread?.reason).toMatch(/^the checksum tag DB901\.DBD0 DWORD gave nothing: /);
});

test('where blocks can be read they are, and the tag only moves the fingerprint', async () => {
  const cpu = await cpuWith([]);
  ends.push(() => cpu.stop());
  cpu.setBlock(900, Buffer.from('1a2b3c4d', 'hex'));
  const s7 = source(cpu, 'DB900.DBD0 DWORD');
  await s7.connect(signal);
  expect(s7.rounds.kinds).toEqual(['logic']);
  const before = await s7.fingerprint(signal);
  expect(before?.value).toMatch(/ tag:16#1A2B3C4D$/);
  const { items } = await s7.read({ kinds: ['logic'] }, signal);
  expect(items.map(({ path }) => path)).not.toContain('logic/program');
});

test('an address that is none is a mistake in the configuration', () => {
  let code = '';
  try {
    testSource({ port: 1, logic: { checksumTag: 'DB900.Foo' } });
  } catch (error) {
    code = isWitnessError(error) ? error.code : String(error);
  }
  expect(code).toBe('s7.layout-invalid');
});
