import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comparePaths,
  decodeSegment,
  encodeSegment,
  isItemPath,
  itemPath,
  PathNamer,
  pathNames,
} from './index.ts';
import { isPathLetter } from './letters.ts';
import { foldCase } from './segment.ts';

const hostileNames = [
  '.',
  '..',
  '...',
  '.git',
  '.GIT',
  '.g\u200cit',
  '.gi\u200dt',
  '\ufeff.git',
  '.git ',
  '.git.',
  'git~1',
  'GIT~2',
  '.git::$INDEX_ALLOCATION',
  '.gitmodules',
  'GI7EBA~1',
  '~1',
  'CON',
  'con.txt',
  'NUL',
  'Aux.tar.gz',
  'COM1',
  'com¹',
  'LPT9.x',
  'COM1 ',
  'CONIN$',
  'conx',
  'CONSOLE',
  ' ',
  ' a',
  'a ',
  'a.',
  '.a',
  'a/b',
  '/',
  '//',
  'a\\b',
  'a\0b',
  'a\nb',
  'a\tb',
  '\u007f',
  'a:b',
  'a*b?',
  '"',
  '<|>',
  '%',
  '%41',
  '%2e%2e',
  '%zz',
  '-rf',
  '--help',
  'é',
  'e\u0301',
  '\u0301',
  'ﬁ',
  '\u212b',
  'ẞ',
  'ß',
  'ﷺ',
  '각',
  '\u1100\u1161\u11a8',
  '\uac00\u11a8',
  '\u0958',
  '\uf900',
  '\ud55c',
  '\u3164',
  '\u202etxt',
  '👩‍🔧',
  'क्षि',
  'ไทย',
  'Füllstand Behälter 3',
  'Уставка',
  '設定値',
  'مستوى',
  '\u{16d67}',
  '\u{10ffff}',
  '\ue000',
];
const name = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(
        '.',
        ' ',
        'g',
        'i',
        't',
        'C',
        'o',
        'N',
        '~',
        '1',
        '%',
        '\u0301',
        '\u1161',
        '가',
        '\u11a8',
        'İ',
        'ß',
        '/',
      ),
      maxLength: 8,
    }),
    fc.constantFrom(...hostileNames),
  )
  .filter(text => text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= 33);

describe('a segment', () => {
  test.each([
    ['Tank1.LevelSP', 'Tank1.LevelSP'],
    ['Füllstand', 'Füllstand'],
    ['Уставка_1', 'Уставка_1'],
    ['a b', 'a%20b'],
    ['..', '%2E%2E'],
    ['.git', '%2Egit'],
    ['git~1', 'git%7E1'],
    ['CON.txt', '%43ON.txt'],
    ['COM¹', 'COM%C2%B9'],
    ['e\u0301', 'e%CC%81'],
    ['a/b\\c\0\n', 'a%2Fb%5Cc%00%0A'],
    ['100%', '100%25'],
  ])('of %j is %s', (given, segment) => {
    expect(encodeSegment(given)).toBe(segment);
  });

  test('decodes to exactly the name, is NFC and safe to check out', () => {
    fc.assert(
      fc.property(name, given => {
        const segment = encodeSegment(given);
        expect(decodeSegment(segment)).toBe(given);
        expect(segment.normalize('NFC')).toBe(segment);
        expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(100);
        expect(segment).not.toMatch(/^\.|\.$|[\s/\\:*?"<>|~\p{C}\p{M}]/u);
        expect(segment).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(isItemPath(`files/${segment}`)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('refuses an empty name, an unpaired surrogate and a name too long', () => {
    for (const given of ['', '\ud800', 'a\udc00']) {
      expect(() => encodeSegment(given)).toThrow(expect.objectContaining({ code: 'items.path-invalid' }));
    }
    expect(encodeSegment('a'.repeat(100))).toHaveLength(100);
    for (const given of ['a'.repeat(101), '設'.repeat(34), ' '.repeat(34), 'a'.repeat(10_000_000)]) {
      expect(() => encodeSegment(given)).toThrow(expect.objectContaining({ code: 'items.path-too-long' }));
    }
  });

  test('has one way of being written: what was not encoded here is refused', () => {
    for (const segment of [
      '',
      '.',
      '..',
      '.git',
      'CON',
      'a b',
      'a%20B%2',
      'a%2f',
      '%e2%82%ac',
      '%C3%28',
      '%C0%AF',
      '%ED%A0%80',
      'a%2D',
      'ab%63',
      'e\u0301',
      'a.',
      '%',
      '%00%',
      'é'.repeat(51),
    ]) {
      expect(() => decodeSegment(segment)).toThrow(expect.objectContaining({ code: 'items.path-invalid' }));
    }
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', '4', '1', 'A', 'a', '.', 'E', '2', 'C', '3', 'é', ' ') }),
        segment => {
          if (isItemPath(`raw/${segment}`)) expect(decodeSegment(segment)).not.toBe('');
        },
      ),
    );
  });
});

describe('the frozen letters', () => {
  const letters: string[] = [];
  for (let codePoint = 0x80; codePoint <= 0x10ffff; codePoint++) {
    if (isPathLetter(codePoint)) letters.push(String.fromCodePoint(codePoint));
  }

  test('are those of Unicode 17.0, neither more nor fewer', () => {
    expect(letters).toHaveLength(144_485);
    expect(letters.filter(letter => !/^\p{L}$/u.test(letter))).toEqual([]);
  });

  test('stay as they are under NFC, next to any other of them', () => {
    const all = letters.join('');
    expect(all.normalize('NFC')).toBe(all);
    const some = fc.array(
      fc.nat(letters.length - 1).map(at => letters[at] ?? ''),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(some, list => {
        expect(list.join('').normalize('NFC')).toBe(list.join(''));
      }),
    );
  });

  test('fold to the same in either case', () => {
    for (const letter of letters) {
      const fold = foldCase(letter);
      for (const other of [letter.toLowerCase(), letter.toUpperCase()]) expect(foldCase(other)).toBe(fold);
    }
  });
});

describe('an item path', () => {
  test('lies under a known top folder, at most 16 deep and 1024 bytes long', () => {
    expect(itemPath('setpoints', 'DB20.txt')).toBe('setpoints/DB20.txt');
    expect(pathNames('files/a%20b/c')).toEqual(['files', 'a b', 'c']);
    const deep = Array.from({ length: 15 }, () => 'a');
    expect(isItemPath(itemPath('files', ...deep))).toBe(true);
    const long = Array.from({ length: 11 }, () => 'a'.repeat(100));
    for (const names of [[...deep, 'a'], long, Array.from({ length: 10_000 }, () => 'a')]) {
      expect(() => itemPath('files', ...names)).toThrow(
        expect.objectContaining({ code: 'items.path-too-long' }),
      );
      expect(isItemPath(['files', ...names].join('/'))).toBe(false);
    }
    for (const top of ['', 'etc', '..', 'files/x', 'Files']) {
      expect(() => itemPath(top, 'a')).toThrow(expect.objectContaining({ code: 'items.path-invalid' }));
    }
    for (const path of [
      '',
      'files',
      'files/',
      '/files/a',
      'files//a',
      'files/../a',
      'files/.git/x',
      'files/a\0',
      'other/a',
      '/'.repeat(1000),
      `files/${'é'.repeat(51)}`,
    ]) {
      expect(isItemPath(path)).toBe(false);
    }
  });

  test('sorts by UTF-8 bytes', () => {
    expect(['raw/\u{1f600}', 'raw/\uffee', 'raw/Z', 'raw/a'].sort(comparePaths)).toEqual([
      'raw/Z',
      'raw/a',
      'raw/\uffee',
      'raw/\u{1f600}',
    ]);
  });
});

describe('names that differ only by case', () => {
  test('the later one has its first letter encoded', () => {
    const namer = new PathNamer();
    expect(namer.path('files', 'Tank')).toBe('files/Tank');
    expect(namer.path('files', 'tank')).toBe('files/%74ank');
    expect(namer.path('files', 'tAnk')).toBe('files/%74%41nk');
    expect(namer.path('files', 'tank')).toBe('files/%74ank');
    expect(namer.path('raw', 'tank')).toBe('raw/tank');
    expect(namer.path('files', 'TANK', 'x')).toBe('files/%54ANK/x');
    expect(namer.path('files', '1', 'ß')).toBe('files/1/ß');
    expect(namer.path('files', '1', 'SS')).toBe('files/1/%53S');
  });

  test('keep their paths when the known ones are given back, in any order', () => {
    const namer = new PathNamer(['files/tank', 'files/%54ank']);
    expect(namer.path('files', 'Tank')).toBe('files/%54ank');
    expect(namer.path('files', 'tank')).toBe('files/tank');
    expect(() => new PathNamer(['files/../x'])).toThrow(
      expect.objectContaining({ code: 'items.path-invalid' }),
    );
  });

  test('never share a path, folded or not, and decode exactly', () => {
    const twin = fc.string({
      unit: fc.constantFrom('a', 'A', 'ß', 's', 'S', 'ẞ', 'i', 'I', 'İ', 'ı', 'ς', 'σ', 'Σ', '.', 'ǰ'),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(twin, name), { minLength: 2, maxLength: 20 }), names => {
        const namer = new PathNamer();
        const paths = names.map(each => namer.path('files', each));
        expect(new Set(paths.map(foldCase)).size).toBe(names.length);
        expect(new Set(paths.map(path => path.toUpperCase())).size).toBe(names.length);
        expect(paths.map(path => pathNames(path)?.[1])).toEqual(names);
        const again = new PathNamer(paths);
        expect(names.toReversed().map(each => again.path('files', each))).toEqual(paths.toReversed());
      }),
    );
  });
});

describe('with plain git', () => {
  const git = (folder: string, args: readonly string[], input = '') =>
    execFileSync('git', ['-c', 'core.protectNTFS=true', '-c', 'core.protectHFS=true', ...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: join(folder, 'none'),
      },
    });

  test('every name of every script is stored, passes fsck, clones and checks out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'witnessmark-paths-'));
    try {
      const namer = new PathNamer();
      const names = new Set([...hostileNames, ...hostileNames.map(each => each.toUpperCase())]);
      // Every 25th code point up to the last assigned ideographs: some of every script.
      for (let codePoint = 0x20; codePoint <= 0x32400; codePoint += 100) {
        const points = [0, 1, 2, 3]
          .map(step => codePoint + step * 25)
          .filter(point => point < 0xd800 || point > 0xdfff);
        if (points.length > 0) names.add(String.fromCodePoint(...points));
      }
      const paths = [...names].map(each => namer.path('files', each));
      git(folder, ['init', '-q', '--bare', '--initial-branch=main', 'store']);
      const stream = paths
        .map(path => `M 100644 inline "${path}"\ndata ${Buffer.byteLength(path)}\n${path}\n`)
        .join('');
      git(
        join(folder, 'store'),
        ['fast-import', '--quiet'],
        `commit refs/heads/main\ncommitter w <w@example.invalid> 0 +0000\ndata 0\n${stream}done\n`,
      );
      git(join(folder, 'store'), ['fsck', '--strict', '--no-dangling']);
      git(folder, ['clone', '-q', 'store', 'clone']);
      const listed = git(join(folder, 'clone'), ['ls-tree', '-r', '-z', '--name-only', 'HEAD'])
        .split('\0')
        .slice(0, -1);
      expect(listed).toEqual(paths.toSorted(comparePaths));
      expect(git(join(folder, 'clone'), ['status', '--porcelain'])).toBe('');
      for (const path of paths) expect(readFileSync(join(folder, 'clone', path), 'utf8')).toBe(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
