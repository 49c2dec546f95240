import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OpcuaRig, textOf } from './rig.ts';

const recipe = 'files/Files/Lager.rcp';

let rig: OpcuaRig;
beforeAll(async () => {
  rig = await OpcuaRig.start();
});
afterEach(async () => {
  await rig.leave();
  expect(rig.server.violations).toEqual([]);
  expect(rig.server.model.file('Lager.rcp').handles.size).toBe(0);
});
afterAll(() => rig.stop());

test('a file is read whole, byte for byte, and told when it changes', async () => {
  const { source, hints } = rig.source();
  await source.connect(rig.signal);
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 256));
  rig.server.model.file('Lager.rcp').replace(bytes);
  await expect.poll(() => hints.flatMap(hint => hint.paths ?? []), { timeout: 5000 }).toContain(recipe);
  const { items } = await source.read({ paths: [recipe] }, rig.signal);
  const item = items[0];
  expect(item && 'content' in item && Buffer.compare(Buffer.from(item.content), bytes)).toBe(0);
});

test('a file that is too large is unreadable with that reason, and is not opened', async () => {
  const file = rig.server.model.file('Lager.rcp');
  file.replace(Buffer.alloc(5000));
  const opened = file.opened;
  const { source } = rig.source({ fileBytes: 4999 });
  await source.connect(rig.signal);
  const { items } = await source.read({ paths: [recipe] }, rig.signal);
  expect(items[0]).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('5000 bytes') });
  expect(file.opened).toBe(opened);
});

test('a file that changes while it is read is unreadable, never half of each', async () => {
  const file = rig.server.model.file('Lager.rcp');
  file.replace(Buffer.alloc(200_000, 'a'));
  const { source } = rig.source({ publishing: 'off' });
  await source.connect(rig.signal);
  file.onRead = () => file.replace(Buffer.alloc(200_000, 'b'));
  const { items } = await source.read({ paths: [recipe] }, rig.signal);
  file.onRead = null;
  expect(items[0]).toMatchObject({ state: 'unreadable', reason: 'it changed while it was read' });
  const again = await source.read({ paths: [recipe] }, rig.signal);
  expect(textOf(again.items, recipe)).toBe('b'.repeat(200_000));
});
