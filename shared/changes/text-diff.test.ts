import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffContents, diffTexts, itemDiffSchema, type TextDiff } from './index.ts';
import { diffLines } from './text-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
const utf8 = (text: string) => Buffer.from(text, 'utf8');

/** Length of the longest common subsequence, by the textbook's table. */
function common(old: readonly string[], now: readonly string[]): number {
  let row = Array.from({ length: now.length + 1 }, () => 0);
  for (const line of old) {
    const next = [0];
    for (const [at, other] of now.entries()) {
      next.push(line === other ? (row[at] ?? 0) + 1 : Math.max(next[at] ?? 0, row[at + 1] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function shownLines(diff: TextDiff): string[] {
  return diff.hunks.flat().map(({ sign, text }) => `${sign}${text}`);
}

describe('the difference of two texts', () => {
  test('shows three lines around each place', () => {
    const old = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`);
    const now = old.with(9, 'changed').toSpliced(25, 1);
    const diff = diffTexts(`${old.join('\n')}\n`, `${now.join('\n')}\n`);
    expect(diff.hunks.map(hunk => hunk.map(({ sign, old: from, new: to }) => [sign, from, to]))).toEqual([
      [
        [' ', 7, 7],
        [' ', 8, 8],
        [' ', 9, 9],
        ['-', 10, null],
        ['+', null, 10],
        [' ', 11, 11],
        [' ', 12, 12],
        [' ', 13, 13],
      ],
      [
        [' ', 23, 23],
        [' ', 24, 24],
        [' ', 25, 25],
        ['-', 26, null],
        [' ', 27, 26],
        [' ', 28, 27],
        [' ', 29, 28],
      ],
    ]);
    expect(diff).toMatchObject({ added: 1, removed: 2, truncated: false });
  });

  test('shows a newline missing at the end', () => {
    expect(shownLines(diffTexts('a\n', 'a'))).toEqual([' a', '-']);
    expect(shownLines(diffTexts('a\n', 'a\nb\n'))).toEqual([' a', '+b']);
    expect(diffTexts('', '').hunks).toEqual([]);
  });

  test('is the shortest one, and turns the old text into the new', () => {
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const all = diffLines(old, now);
        expect(all.flatMap(({ sign, text }) => (sign === '+' ? [] : text))).toEqual(old);
        expect(all.flatMap(({ sign, text }) => (sign === '-' ? [] : text))).toEqual(now);
        expect(all.filter(({ sign }) => sign === ' ')).toHaveLength(common(old, now));
        for (const line of all) {
          if (line.old !== null) expect(old[line.old - 1]).toBe(line.text);
          if (line.new !== null) expect(now[line.new - 1]).toBe(line.text);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('agrees with its own hunks', () => {
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const diff = diffTexts(old.map(line => `${line}\n`).join(''), now.map(line => `${line}\n`).join(''));
        const shown = diff.hunks.flat();
        expect(shown.filter(({ sign }) => sign === '+')).toHaveLength(diff.added);
        expect(shown.filter(({ sign }) => sign === '-')).toHaveLength(diff.removed);
        expect(itemDiffSchema.parse(diff)).toEqual(diff);
        for (const hunk of diff.hunks) {
          const olds = hunk.flatMap(({ old: from }) => from ?? []);
          expect(olds).toEqual(olds.map((_, at) => (olds[0] ?? 0) + at));
        }
      }),
    );
  });

  test('holds on to unique lines where the texts are too different for the shortest way', () => {
    const old = Array.from({ length: 6000 }, (_, at) => (at % 50 === 0 ? `anchor ${at}` : `old ${at}`));
    const now = Array.from({ length: 6000 }, (_, at) => (at % 50 === 0 ? `anchor ${at}` : `new ${at}`));
    const all = diffLines(old, now);
    expect(all.filter(({ sign }) => sign === ' ')).toHaveLength(120);
    expect(all.flatMap(({ sign, text }) => (sign === '+' ? [] : text))).toEqual(old);
    expect(all.flatMap(({ sign, text }) => (sign === '-' ? [] : text))).toEqual(now);
  });

  test('is bounded for texts made to be slow', () => {
    const noise = (seed: number) =>
      Array.from({ length: 100_000 }, (_, at) => String(Math.floor(Math.abs(Math.sin(at * seed)) * 50))).join(
        '\n',
      );
    const diff = diffTexts(noise(1.1), noise(1.7));
    expect(diff.truncated).toBe(true);
    expect(diff.hunks.flat().length).toBeLessThanOrEqual(5000);
    expect(diff.added - diff.removed).toBe(0);
    const long = diffTexts('a'.repeat(1_000_000), 'b'.repeat(1_000_000));
    expect(long.truncated).toBe(true);
    expect(JSON.stringify(long).length).toBeLessThan(20_000);
  });
});

test('shows of a line that is cut where it differs, not two equal beginnings', () => {
  const line = (end: string) => `${'x'.repeat(10_000)}${end}${'y'.repeat(10_000)}`;
  const diff = diffTexts(`a\n${line('80')}\nb\n`, `a\n${line('95')}\nb\n`);
  const shown = shownLines(diff).map(text => text.slice(0, 90));
  expect(shown).toEqual([' a', `-…${'x'.repeat(80)}80yyyyyy`, `+…${'x'.repeat(80)}95yyyyyy`, ' b']);
  expect([diff.truncated, Math.max(...shownLines(diff).map(({ length }) => length)) < 4200]).toEqual([
    true,
    true,
  ]);
});

describe('the difference of two contents', () => {
  test('is of values under setpoints, recipes and config, else of text or bytes', () => {
    expect(diffContents('setpoints/a.txt', utf8('a = 1  # Int\n'), utf8('a = 2  # Int\n')).form).toBe(
      'values',
    );
    expect(diffContents('config/s7.txt', null, utf8('Mode = "RUN"  # String\n')).form).toBe('values');
    expect(diffContents('recipes/a.csv', utf8('x;y\n'), utf8('x;z\n')).form).toBe('text');
    expect(diffContents('files/a.txt', utf8('a = 1  # Int\n'), utf8('a = 2  # Int\n')).form).toBe('text');
    expect(diffContents('files/a.bin', utf8('a'), Buffer.from([0]))).toEqual({
      form: 'bytes',
      oldBytes: 1,
      newBytes: 1,
      firstDifference: 0,
    });
    expect(diffContents('files/a', Buffer.from([0xff]), null)).toEqual({
      form: 'bytes',
      oldBytes: 1,
      newBytes: null,
      firstDifference: null,
    });
    expect(diffContents('raw/a', Buffer.from([0, 1]), Buffer.from([0, 1, 2]))).toMatchObject({
      firstDifference: 2,
    });
    expect(diffContents('raw/a', Buffer.from([0]), Buffer.from([0]))).toMatchObject({
      firstDifference: null,
    });
  });

  test('takes any bytes', () => {
    const bytes = fc.oneof(fc.uint8Array(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.constantFrom('setpoints/a.txt', 'files/a', 'raw/a', ''),
        bytes,
        bytes,
        (path, old, now) => {
          expect(itemDiffSchema.safeParse(diffContents(path, old, now)).success).toBe(true);
        },
      ),
    );
  });
});
