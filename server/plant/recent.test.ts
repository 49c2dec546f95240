import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

/** Notes each making. */
function maker() {
  const made: string[] = [];
  const make = (name: string, weight: number) => async () => {
    made.push(name);
    return { result: name, weight };
  };
  return { made, make };
}

test('a result is made once, also for those who ask while it is being made', async () => {
  const { made, make } = maker();
  const recent = new Recent<string>(10);
  expect(await Promise.all([recent.get('a', make('a', 1)), recent.get('a', make('a', 1))])).toEqual([
    'a',
    'a',
  ]);
  expect(made).toEqual(['a']);
});

test('those asked longest ago go first where all are too heavy together; the newest stays', async () => {
  const { made, make } = maker();
  const recent = new Recent<string>(10);
  for (const name of ['a', 'b', 'a', 'c']) await recent.get(name, make(name, 4));
  for (const name of ['a', 'b']) await recent.get(name, make(name, 4));
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  await recent.get('huge', make('huge', 100));
  await recent.get('huge', make('huge', 100));
  expect(made.filter(name => name === 'huge')).toEqual(['huge']);
});

test('a failure is told to who asked and not kept', async () => {
  const recent = new Recent<string>(10);
  await expect(recent.get('a', () => Promise.reject(new Error('unread')))).rejects.toThrow('unread');
  expect(await recent.get('a', maker().make('a', 1))).toBe('a');
});
