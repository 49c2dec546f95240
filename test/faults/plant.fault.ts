import { afterEach, beforeEach, expect, test } from 'vitest';
import { cpu315 } from '../plant/s7/index.ts';
import { coveragesOf, Exports, Press, until, World } from '../world/index.ts';

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test('a frozen controller delays no other one, and becomes a gap that says so', async () => {
  const hangMs = 10_000;
  const frozen = new Press('press-1', hangMs);
  const other = new Press('press-2');
  await world.begin(frozen, other);
  frozen.cpu.freeze();
  // From its first unanswered request on, the agent hangs on this controller.
  await new Promise(resolve => frozen.cpu.requests.once('request', resolve));
  const begun = Date.now();
  const latencies: number[] = [];
  for (let value = 1; value <= 5; value += 1) {
    const from = Date.now();
    await other.write(other.force, value);
    await world.arrived(hangMs, [other.force]);
    latencies.push(Date.now() - from);
  }
  const lasted = Date.now() - begun;
  console.info('beside a frozen controller, read to recorded in ms:', latencies);
  expect(Math.min(...latencies)).toBeLessThan(2000);
  // All five were recorded while the frozen one was still being waited for.
  expect(lasted).toBeLessThan(hangMs);
  // A busy machine may make gaps of its own kind, on either.
  expect(gapsOf('press-1')).not.toContain('timed-out');
  await until('the gap is recorded', { within: 3 * hangMs }, () => gapsOf('press-1').includes('timed-out'));
  expect(gapsOf('press-2')).not.toContain('timed-out');

  frozen.cpu.thaw();
  await frozen.write(frozen.force, 1);
  await world.finish();
});

test('a controller that restarts, and a link that drops again and again, lose nothing', async () => {
  const press = new Press('press-1');
  await world.begin(press);
  for (let value = 1; value <= 30; value += 1) {
    if (value % 5 === 0) press.cpu.drop();
    if (value === 17) press.cpu.restart();
    await press.write(press.force, value);
    await press.write(press.dwell, value);
  }
  await world.arrived();
  expect(gapsOf('press-1')).toContain('link-lost');
  await world.finish();
});

test('of another controller at the same address nothing is recorded until a person says it is the new one', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  const before = await world.server.git('press-1').commits();
  press.cpu.replace({ ...cpu315, serial: 'S C-REPLACED0001' });
  await press.write(press.force, 1);

  const stranger = await until('the page shows it', { within: 30_000 }, async () => {
    const { differentDevice } = await world.server.api.overview();
    return differentDevice.find(({ stream }) => stream === 'press-1/plc');
  });
  expect(stranger.fields).toContain('serial');
  // It looks again and again, and takes nothing.
  for (let looks = 0; looks < 3; looks += 1)
    await new Promise(resolve => press.cpu.requests.once('request', resolve));
  await line.write(line.small, 1);
  await world.arrived(30_000, line.places);
  expect(await world.server.git('press-1').commits()).toEqual(before);
  expect(gapsOf('press-1')).toContain('different-device');

  await world.server.api.judgeDevice('press-1', 'press-1/plc', 'replaced');
  await world.finish();
});

/** Reasons of the asset's gaps in the log, after it was watched for the first time. */
function gapsOf(asset: string): string[] {
  return coveragesOf(world.server.entries(), asset).flatMap(({ state, reason }) =>
    state === 'gap' && reason !== undefined && reason !== 'starting' ? [reason] : [],
  );
}
