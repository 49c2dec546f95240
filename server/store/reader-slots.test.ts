import { expect, test } from 'vitest';
import { ReaderSlots } from './reader-slots.ts';

const bounds = { places: 3, waiting: 4, placesEach: 2, waitingEach: 2 };

test('one reader never has all places, and what it waits for holds up nobody else', async () => {
  const slots = new ReaderSlots(bounds);
  const first = await slots.take('vera');
  await slots.take('vera');
  const order: string[] = [];
  const third = slots.take('vera').then(() => order.push('vera'));
  const releaseMika = await slots.take('mika');
  const waiting = slots.take('lena').then(() => order.push('lena'));
  releaseMika();
  releaseMika();
  await waiting;
  expect(order).toEqual(['lena']);
  first();
  await third;
  expect(order).toEqual(['lena', 'vera']);
});

test('a reader who waits too often is told that it is its own, and all together that it is busy', async () => {
  const slots = new ReaderSlots(bounds);
  await Promise.all([slots.take('vera'), slots.take('vera')]);
  const waits = [slots.take('vera'), slots.take('vera')];
  await expect(slots.take('vera')).rejects.toMatchObject({ code: 'store.reader-busy', status: 429 });
  await slots.take('mika');
  waits.push(slots.take('mika'), slots.take('lena'));
  await expect(slots.take('nora')).rejects.toMatchObject({ code: 'store.busy' });
  expect(waits).toHaveLength(4);
});
