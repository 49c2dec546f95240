import { afterEach, beforeEach, expect, test } from 'vitest';
import { agent, type TestStore, testStore } from './testing.ts';

const at = '2026-11-23T02:00:00.000Z';
let made: TestStore;
beforeEach(async () => {
  made = await testStore();
});
afterEach(() => made.remove());

async function commit(value: string): Promise<string> {
  const path = 'setpoints/DB20.txt';
  const [record] = await made.store.commit('press-2', [
    {
      changes: [{ path, content: Buffer.from(`${value}\n`) }],
      author: agent,
      at,
      subject: 'Read',
      trailers: [],
    },
  ]);
  return record?.id ?? '';
}
const note = (notes: readonly { commit: string; text: string }[], upTo: number) =>
  made.store.note('press-2', { notes, upTo, origin: 'hall/1', at });
const git = (...args: string[]) => made.git('press-2', ...args);

test('git itself shows a note beside its commit, and the newest one of several', async () => {
  const [first, second] = [await commit('1'), await commit('2')];
  await note([{ commit: first, text: 'by A\n' }], 3);
  await note(
    [
      { commit: second, text: 'by B\n' },
      { commit: first, text: 'by A, revised\n' },
    ],
    7,
  );
  expect(git('notes', '--ref=attribution', 'show', first)).toBe('by A, revised\n');
  const log = git('log', '--notes=attribution', '--format=%H %N', 'main');
  expect(log.split('\n').filter(Boolean)).toEqual([`${second} by B`, `${first} by A, revised`]);
});

test('notes say how far they go, also after a restart', async () => {
  const id = await commit('1');
  expect(await made.store.notesTip('press-2')).toBeNull();
  const tip = await note([{ commit: id, text: 'x\n' }], 41);
  await made.reopen();
  expect(await made.store.notesTip('press-2')).toEqual({ commit: tip, upTo: 41, origin: 'hall/1' });
});

test('the branch stands where it stood, takes more commits, and the check holds', async () => {
  const id = await commit('1');
  await note([{ commit: id, text: 'x\n' }], 1);
  expect(await made.store.tip('press-2')).toBe(id);
  const next = await commit('2');
  await note([{ commit: next, text: 'y\n' }], 2);
  await made.store.maintain('press-2');
  expect(await made.store.check('press-2', [id, next])).toEqual({ whole: true, tip: next });
  expect(git('notes', '--ref=attribution', 'show', id)).toBe('x\n');
});

test('the same notes again make the same commit', async () => {
  const id = await commit('1');
  const once = await note([{ commit: id, text: 'x\n' }], 1);
  const other = await testStore();
  try {
    const path = 'setpoints/DB20.txt';
    const change = { changes: [{ path, content: Buffer.from('1\n') }], author: agent, at };
    await other.store.commit('press-2', [{ ...change, subject: 'Read', trailers: [] }]);
    const same = { notes: [{ commit: id, text: 'x\n' }], upTo: 1, origin: 'hall/1', at };
    expect(await other.store.note('press-2', same)).toBe(once);
  } finally {
    await other.remove();
  }
});

test('nothing is noted on a commit that is not there, nor over notes of somebody else', async () => {
  const id = await commit('1');
  const none = note([{ commit: 'a'.repeat(40), text: 'x\n' }], 1);
  await expect(none).rejects.toMatchObject({ code: 'store.commit-missing' });
  git(
    '-c',
    'user.name=S',
    '-c',
    'user.email=s@example.org',
    'notes',
    '--ref=attribution',
    'add',
    '-m',
    'mine',
    id,
  );
  await expect(note([{ commit: id, text: 'x\n' }], 1)).rejects.toMatchObject({ code: 'store.second-writer' });
  expect(git('notes', '--ref=attribution', 'show', id)).toBe('mine\n');
});

test('a text may hold anything', async () => {
  const id = await commit('1');
  const text = 'data 4\nabcd\nN inline main\n\ndone\nŽiga\n';
  await note([{ commit: id, text }], 1);
  expect(git('notes', '--ref=attribution', 'show', id)).toBe(text);
});
