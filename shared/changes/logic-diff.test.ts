import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildImage } from '../mc7/testing.ts';
import { diffContents, headline } from './index.ts';
import { derivedListing, isBlockImage, listingPath } from './logic-diff.ts';

const data = new URL('../../../shared/data/artefacts/mc7-awl/', import.meta.url);
const present = existsSync(data);
if (!present)
  console.warn('SKIPPED: differences of real program blocks need shared/data beside the project.');
const image = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.mc7.bin`, data)));
const path = 'raw/FC1.mc7';
const told = (diff: ReturnType<typeof diffContents>) =>
  headline({ path, sign: 'changed', reason: null, renamedFrom: null, diff });

test('only an image below raw/ is a program block', () => {
  expect(isBlockImage('raw/OB1.mc7')).toBe(true);
  expect(isBlockImage('files/OB1.mc7')).toBe(false);
  expect(listingPath('raw/OB1.mc7')).toBe('logic/OB1.awl');
});

test('what is no block image is compared as bytes and has no listing', () => {
  expect(derivedListing(path, Buffer.from('not a block'))).toBeNull();
  expect(diffContents(path, Buffer.from('not a block'), Buffer.from('nor this')).form).toBe('bytes');
});

describe('one variable that is another', () => {
  /** A data block of numbers of type INT (5) or WORD (4) that begin with these. */
  const db = (...members: readonly (readonly [type: number, initial: number])[]) =>
    buildImage({
      type: 'DB',
      body: new Uint8Array(0),
      declaration: [0x11, 4, members.length, ...members.flatMap(([type]) => [type, 0x0c])],
      initials: members.flatMap(([, initial]) => [initial, 0]),
    });

  test.each([
    ['another initial value', db([5, 3]), db([5, 7]), 'STAT 0.0 INT := 3 → 7'],
    ['another type', db([5, 3]), db([4, 3]), 'STAT 0.0 INT := 3 → WORD := W#16#3'],
    ['one more', db([5, 3]), db([5, 3], [5, 9]), 'STAT 2.0 INT := 9 added'],
    ['one less', db([5, 3], [5, 9]), db([5, 3]), 'STAT 2.0 INT := 9 removed'],
    ['two others', db([5, 3], [5, 9]), db([5, 4], [5, 8]), '2 variables'],
  ])('is told by its place, old and new: %s', (_name, old, now, phrase) => {
    expect(told(diffContents('raw/DB1.mc7', old, now))).toBe(phrase);
  });
});

describe.skipIf(!present)('real blocks', () => {
  test('a constant edited in one statement is that statement, old and new, and nothing else', () => {
    const before = image('FC1');
    const listing = derivedListing(path, before)?.text ?? '';
    const old = /L {5}(L#400);/.exec(listing)?.[1];
    expect(old).toBe('L#400');
    const at = Buffer.from(before).indexOf(Buffer.from('380300000190', 'hex'));
    expect(at).toBeGreaterThan(0);
    const after = Uint8Array.from(before);
    after[at + 5] = 0xf4;
    after[at + 4] = 0x01;
    const diff = diffContents(path, before, after);
    expect(diff.form).toBe('logic');
    if (diff.form !== 'logic') return;
    expect(diff.verdict).toBe('logic');
    expect(diff.statements).toHaveLength(1);
    expect(diff.statements[0]).toMatchObject({
      sign: 'changed',
      old: expect.stringContaining('L#400'),
      new: expect.stringContaining('L#500'),
    });
    expect(told(diff)).toBe('network 3 L L#400 → L L#500');
    expect(`${diff.listing.added} ${diff.listing.removed}`).toBe('1 1');
  });

  test('a time stamp alone is said as such and its listing is the same', () => {
    const before = image('FC1');
    const after = Uint8Array.from(before);
    after[0x13] = (after[0x13] ?? 0) ^ 1;
    const diff = diffContents(path, before, after);
    expect(told(diff)).toContain('only the time stamp');
    if (diff.form === 'logic') expect(diff.listing.added + diff.listing.removed).toBe(0);
  });

  test('a block that is new or gone is its listing', () => {
    expect(diffContents(path, null, image('FC1')).form).toBe('text');
    expect(diffContents(path, image('FC1'), null).form).toBe('text');
  });

  test('the same image is no difference', () => {
    const diff = diffContents(path, image('FC100'), image('FC100'));
    expect(diff.form === 'logic' && diff.verdict).toBe('none');
  });
});
