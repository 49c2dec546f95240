import { expect, test } from 'vitest';
import { Presence } from './presence.ts';

test('a page is attended for a minute after somebody moved or typed, and not by itself', () => {
  let now = 0;
  const presence = new Presence(() => now);
  const page = new EventTarget();
  const stop = presence.watch(page);
  expect(presence.isAttended).toBe(true);
  now += 60_000;
  expect(presence.isAttended).toBe(false);
  page.dispatchEvent(new Event('keydown'));
  expect(presence.isAttended).toBe(true);
  now += 59_999;
  expect(presence.isAttended).toBe(true);
  stop();
  now += 60_000;
  page.dispatchEvent(new Event('pointerdown'));
  expect(presence.isAttended).toBe(false);
});
