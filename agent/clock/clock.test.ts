import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantSchema } from '@witnessmark/shared/time';
import { afterEach, expect, test } from 'vitest';
import { linuxBoot, rememberedBoot, sameBoot } from './boot.ts';
import { createAgentClock, JumpDetector, laterInstant, millisecondsBetween } from './index.ts';

const boot = 'a'.repeat(32);
const at = (wallMs: number, mono: number, of = boot) => ({
  wall: new Date(wallMs).toISOString(),
  mono,
  boot: of,
});
const folders: string[] = [];
const folder = async () => {
  const made = await mkdtemp(join(tmpdir(), 'wm-clock-'));
  folders.push(made);
  return made;
};
afterEach(async () => {
  for (const made of folders.splice(0)) await rm(made, { recursive: true });
});

test('an instant fits its schema and mono never goes back', async () => {
  const clock = await createAgentClock(await folder());
  const first = clock.now();
  const second = clock.now();
  expect(instantSchema.safeParse(first).success).toBe(true);
  expect(second.mono).toBeGreaterThanOrEqual(first.mono);
  expect(second.boot).toBe(first.boot);
});

test('two clocks of one machine share the boot', async () => {
  const [one, two] = [await createAgentClock(await folder()), await createAgentClock(await folder())];
  if (process.platform === 'linux') expect(two.boot).toBe(one.boot);
  expect(one.boot).toMatch(/^[0-9a-f]{32}$/);
});

test('the boot is a digest of the one Linux names, and null where it names none', async () => {
  const id = '0f3b8c52-9d1e-4a77-9a11-0123456789ab';
  const hashed = await linuxBoot(async () => `${id}\n`);
  expect(hashed).toMatch(/^[0-9a-f]{32}$/);
  expect(hashed).not.toContain(id.slice(0, 8));
  expect(await linuxBoot(async () => 'nonsense')).toBeNull();
  expect(await linuxBoot(() => Promise.reject(new Error('no such file')))).toBeNull();
});

test('a remembered boot holds until the machine started at another time or its clock went back', () => {
  const remembered = { boot, startedAt: 1_000_000, mono: 500 };
  expect(sameBoot(remembered, 1_004_000, 900)).toBe(boot);
  expect(sameBoot(remembered, 1_400_000, 900)).toBeNull();
  expect(sameBoot(remembered, 1_000_000, 499)).toBeNull();
  expect(sameBoot(null, 0, 0)).toBeNull();
});

test('a remembered boot survives a restart of the agent, and a damaged memory makes a new one', async () => {
  const dataDir = await folder();
  const first = await rememberedBoot(dataDir, 1000);
  expect(await rememberedBoot(dataDir, 2000)).toBe(first);
  expect(await rememberedBoot(dataDir, 1500)).not.toBe(first);
  await writeFile(join(dataDir, 'boot.json'), '{"boot":');
  expect(await rememberedBoot(dataDir, 9000)).toMatch(/^[0-9a-f]{32}$/);
});

test('a wall clock that is set forward or back is a jump, a slewed one is not', () => {
  const detector = new JumpDetector(1000);
  expect(detector.sample(at(0, 0))).toBeNull();
  expect(detector.sample(at(5003, 5000))).toBeNull();
  expect(detector.sample(at(3_610_003, 10_000))).toMatchObject({ byMs: 3_600_000 });
  expect(detector.sample(at(3_615_003, 15_000))).toBeNull();
  expect(detector.sample(at(15_003, 20_000))?.byMs).toBe(-3_605_000);
});

test('instants of one boot are ordered by mono; of two boots the claim is only ever shortened', () => {
  const early = at(9000, 10);
  const late = at(1000, 20);
  expect(laterInstant(early, late)).toBe(late);
  expect(millisecondsBetween(early, late)).toBe(10);
  const other = at(5000, 1, 'b'.repeat(32));
  expect(laterInstant(early, other)).toBe(other);
});
