import { expect, test } from 'vitest';
import { newestAsked } from './buffers.ts';
import { KnownEntries } from './fresh-entries.ts';

const entries = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ time: '', text: `entry ${index}` }));

test.each([
  [newestAsked - 1, true],
  [newestAsked, false],
])('of an empty buffer that %i entries came into, nothing is missing: %s', (count, gapless) => {
  const known = new KnownEntries();
  known.take({ entries: [] });
  expect(known.take({ entries: entries(count) })).toMatchObject({ gapless, compared: true });
});
