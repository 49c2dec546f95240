import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { S7Cpu } from '../s7/index.ts';
import { pressSetpoints } from '../site/index.ts';
import { OperatorPanel, type PanelOptions, pressLink } from './index.ts';

let dir: string;
let press: S7Cpu;
let panel: OperatorPanel | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-panel-'));
  press = new S7Cpu();
  const block = press.setBlock(pressSetpoints.db, Buffer.alloc(24));
  block.writeFloatBE(42, pressSetpoints.force);
  await press.start();
});
afterEach(async () => {
  await panel?.stop();
  panel = null;
  await press.stop();
  await rm(dir, { recursive: true, force: true });
});

async function start(more: Partial<PanelOptions> = {}): Promise<OperatorPanel> {
  const link = pressLink(press.port);
  panel = new OperatorPanel({
    link,
    folder: dir,
    station: 'OP-PRESS-2',
    timeZone: 'Europe/Ljubljana',
    ...more,
  });
  await panel.start();
  return panel;
}

const force = () => press.memory.dataBlocks.get(pressSetpoints.db)?.readFloatBE(pressSetpoints.force);
const records = async () =>
  (await readFile(join(dir, 'audit.csv'), 'utf8'))
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map(line => line.split(';').filter((_, column) => column !== 1));

test('a change at the panel stands in the controller and in its trail', async () => {
  const at = await start();
  await at.logOn('novak');
  await at.set('novak', 'Press2/Force', 43.5, 'caps; too loose');
  expect(force()).toBe(43.5);
  const text = await readFile(at.file, 'utf8');
  expect(text.split('\r\n')[2]).toMatch(
    /^2;\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d\.\d{3};OP-PRESS-2;novak;Value changed;Press2\/Force;42;43,5;"caps; too loose"$/,
  );
  await expect(at.set('novak', 'Press2/Nothing', 1)).rejects.toThrow(/no tag/);
});

test('a silent panel writes and leaves no record, nor a sign of life', async () => {
  const at = await start({ aliveMs: 10 });
  await expect.poll(records).toContainEqual(['1', 'OP-PRESS-2', '', 'Alive', '', '', '', '']);
  at.silent = true;
  await at.set('novak', 'Press2/Force', 44);
  const before = await records();
  await at.set('novak', 'Press2/SpeedPct', 85);
  expect(force()).toBe(44);
  expect(await records()).toEqual(before);
  at.silent = false;
  await at.set('novak', 'Press2/Lubrication', true);
  expect((await records()).filter(([, , , action]) => action === 'Value changed')).toHaveLength(1);
});

test('one that is started again goes on counting its records', async () => {
  const first = await start();
  await first.logOn('novak');
  await first.stop();
  const again = await start();
  await again.logOff('novak');
  expect((await records()).map(([id]) => id)).toEqual(['1', '2']);
});
