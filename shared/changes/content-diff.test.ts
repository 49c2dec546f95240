import { expect, test } from 'vitest';
import { diffContents, headline, type ItemDiff } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const program = (body: string) => bytes(`PROGRAM Main\nVAR a : BOOL; END_VAR\n${body}\nEND_PROGRAM\n`);
const added = (path: string, diff: ItemDiff) =>
  headline({ path, sign: 'added', reason: null, renamedFrom: null, diff, checksum: null });

test('a source that came is told by what is in it, with its code and its text', () => {
  const path = 'files/Main.st';
  const diff = diffContents(path, null, program('IF a THEN b := c; END_IF;\nd := e;'));
  expect(added(path, diff)).toBe('added: Main added with 2 statements, 1 member');
  if (diff.form !== 'code') throw new Error(diff.form);
  expect(diff.networks.map(({ sign, lines }) => [sign, lines.map(({ text }) => text.trim())])).toEqual([
    ['added', ['IF a THEN', 'b := c', 'd := e']],
  ]);
  expect([diff.raw.added, diff.raw.removed, diff.findings]).toEqual([5, 0, []]);
});

test('one that went says what went with it, and no rule speaks of what is not there any more', () => {
  const diff = diffContents('files/Main.st', program('Guard(); b := c;'), null);
  expect(diff).toMatchObject({
    form: 'code',
    sentence: 'Main removed with 2 statements, 1 member',
    findings: [],
  });
});

test('a file that came with nothing of its own, or is no source, is its text', () => {
  const lone = bytes(
    '<RSLogix5000Content><Controller Use="Context" Name="C"><DataTypes><DataType Use="Context" Name="T"/></DataTypes></Controller></RSLogix5000Content>',
  );
  expect(diffContents('files/T.L5X', null, lone).form).toBe('text');
  expect(diffContents('files/notes.md', null, bytes('a\n')).form).toBe('text');
});

test('a source that no longer compiles is not said to differ in nothing', () => {
  const sentence = (old: string, now: string) => {
    const diff = diffContents('files/Main.st', program(old), program(now));
    return diff.form === 'code' ? diff.sentence : diff.form;
  };
  expect(sentence('IF a THEN b := c; END_IF;', 'IF a THEN b := c;')).toBe(
    '1 place more that does not compile',
  );
  expect(sentence('IF a THEN b := c;', 'IF a THEN b := c; END_IF;')).toBe('1 place that compiles again');
});

test('a source that is not read and is no text either says why it is compared as bytes', () => {
  const source = (name: string) => bytes(`<RSLogix5000Content>\0<${name}/></RSLogix5000Content>`);
  const diff = diffContents('files/Main.L5X', source('a'), source('b'));
  expect(diff).toMatchObject({ form: 'bytes', note: expect.stringContaining('not compared as code: ') });
});

test('a file that got another name and other content says both in one line', () => {
  const diff = diffContents('files/B.txt', bytes('a\n'), bytes('b\n'), 'files/A.txt');
  const item = { path: 'files/B.txt', sign: 'renamed', reason: null, renamedFrom: 'files/A.txt' } as const;
  expect(headline({ ...item, diff })).toBe('renamed, was A.txt, and changed: 1 line added, 1 removed');
  const same = diffContents('files/B.txt', bytes('a\n'), bytes('a\n'), 'files/A.txt');
  expect(headline({ ...item, diff: same })).toBe('renamed, was A.txt');
});
