import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildImage } from '../mc7/testing.ts';
import { partRanges, prefixRange, tagKey, tagMentions, tagUses, wholesOf } from './index.ts';

const content = (text: string) => Buffer.from(text);
const program = (body: string) =>
  content(`PROGRAM Main\nVAR Level : REAL; T1 : TON; END_VAR\n${body}\nEND_PROGRAM\n`);
const inFile = (body: string, path = 'files/Main.st') => ({ path, content: program(body) });
const values = (text: string, path = 'setpoints/DB20.txt') => ({ path, content: content(text) });
/** `A I 0.0`, then what is given. */
const block = (...body: number[]) => ({
  path: 'raw/FC10.mc7',
  content: buildImage({ number: 10, body: Uint8Array.from([0xc0, 0x00, ...body, 0x65, 0x00]) }),
});

function usesOf(item: Parameters<typeof tagUses>[0]) {
  const read = tagUses(item);
  if (read.state !== 'read') throw new Error(read.state);
  return read.uses;
}

describe('the key of a name', () => {
  test.each([
    ['"Tank1".LevelSP', 'TANK1.LEVELSP'],
    ['#level', 'LEVEL'],
    ['Na\u0000me\u0007', 'NAME'],
    ['Kessel Höhe', 'KESSELHÖHE'],
    ['Ho\u0308he', 'HÖHE'],
    ['\u0000', ''],
  ])('of %j is %s', (name, key) => {
    expect(tagKey(name)).toBe(key);
  });

  test('is well formed, bounded, and its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), name => {
        const key = tagKey(name);
        expect(key.isWellFormed()).toBe(true);
        expect(key.length).toBeLessThanOrEqual(400);
        expect(key).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 30 },
    );
  });

  test('lies, with every part of it, within the ranges of its wholes and of its beginnings, and of no neighbour', () => {
    const within = (key: string, { from, to }: { from: string; to: string }) =>
      Buffer.compare(Buffer.from(key), Buffer.from(from)) >= 0 &&
      Buffer.compare(Buffer.from(key), Buffer.from(to)) < 0;
    expect(wholesOf('TANK[1].LEVEL.SP')).toEqual(['TANK', 'TANK[1]', 'TANK[1].LEVEL']);
    for (const part of ['TANK.LEVEL', 'TANK[1]', 'TANK[1].LEVEL', 'TANK.\u{10fffd}'])
      expect(partRanges('TANK').some(range => within(part, range))).toBe(true);
    for (const other of ['TANK', 'TANK1', 'TANKER.LEVEL', 'TANK_A', 'TAN.K'])
      expect(partRanges('TANK').some(range => within(other, range))).toBe(false);
    expect(within('TANK\u{1f600}', prefixRange('TAN'))).toBe(true);
    expect(within('TB', prefixRange('TA'))).toBe(false);
  });
});

describe('what a content names', () => {
  test('of a source is told with unit, line and what is done', () => {
    const level = usesOf(inFile('Level := 1.0;\nLevel := Level + 1;')).find(({ key }) => key === 'LEVEL');
    expect(level).toMatchObject({ name: 'Level', count: 4, value: null });
    expect(level?.places.map(({ access, line }) => [access, line])).toEqual([
      ['declared', 2],
      ['write', 3],
      ['write', 4],
      ['read', 4],
    ]);
  });

  test('of an item of values is every member with its value and line', () => {
    expect(usesOf(values('Tank1.LevelSP = 42.5  # Real, %, 0..100\nno value text\nn = 3  # Int\n'))).toEqual([
      {
        key: 'TANK1.LEVELSP',
        name: 'Tank1.LevelSP',
        places: [{ access: 'value', unit: '', network: null, line: 1 }],
        count: 1,
        value: '42.5 %',
        address: null,
      },
      expect.objectContaining({ key: 'N', value: '3' }),
    ]);
  });

  test('of a program block is itself and its addresses, with network and line of the listing', () => {
    const uses = usesOf(block(0xd8, 0x80));
    expect(uses.map(({ key }) => key)).toEqual(['FC10', 'I0.0', 'Q0.0']);
    expect(uses[1]?.places).toEqual([
      { access: 'read', unit: 'FC10', network: '1', line: expect.any(Number) },
    ]);
    expect(uses[2]?.places[0]?.access).toBe('write');
  });

  test('of a table of symbols is every symbol with its address', () => {
    const table = '126,Start                   I       0.0 BOOL       Start button\r\n';
    const [use] = usesOf({ path: 'files/Symbols.asc', content: content(table) });
    expect(use).toMatchObject({ key: 'START', address: 'I0.0', places: [{ access: 'declared' }] });
  });

  test('is said not to be known for what cannot be read, and to be nothing for what names nothing', () => {
    expect(tagUses({ path: 'raw/FC1.mc7', content: content('no block') })).toMatchObject({
      state: 'refused',
    });
    expect(tagUses({ path: 'setpoints/a.txt', content: Buffer.from([0xff]) })).toMatchObject({
      state: 'refused',
    });
    expect(tagUses({ path: 'files/notes.md', content: content('Level') })).toEqual({ state: 'none' });
    expect(tagUses({ path: 'logic/FC1.awl', content: content('A I 0.0') })).toEqual({ state: 'none' });
  });
});

describe('what a difference is about', () => {
  const about = (old: Parameters<typeof tagMentions>[0], now: Parameters<typeof tagMentions>[1]) => {
    const told = tagMentions(old, now);
    if (told.state !== 'read') throw new Error(told.state);
    return told.mentions.map(({ name, before, after, says }) => [name, before, after, says]);
  };

  test('is every name of it, also where it stands there as often as before', () => {
    expect(about(inFile('T1(IN := Start, PT := T#3s);'), inFile('T1(IN := Start, PT := T#5s);'))).toEqual([
      ['T1', 2, 2, 'timer preset of T1 3 s → 5 s in line 3 of Main'],
      ['Start', 1, 1, 'timer preset of T1 3 s → 5 s in line 3 of Main'],
    ]);
  });

  test('is no name of what only looks otherwise', () => {
    expect(about(inFile('Level := 1.0;'), inFile('(* set *)\n\nlevel:=1.0 ;'))).toEqual([
      expect.arrayContaining([expect.stringMatching(/^level$/i)]),
    ]);
    expect(about(inFile('Level := 1.0;'), inFile('\n\nlevel:=1.0 ;'))).toEqual([]);
  });

  test('of values is each member that differs, in its own words', () => {
    expect(
      about(
        values('a = 1  # Int\nb = 2  # Int\nc = 3  # Int\n'),
        values('a = 1  # Int\nb = 5  # Int, %\nd = 3  # Int\n'),
      ),
    ).toEqual([
      ['b', 1, 1, 'b 2 → 5 %'],
      ['c', 1, 0, 'c removed, was 3'],
      ['d', 0, 1, 'd added, 3'],
    ]);
  });

  test('of a program block is the block, and the operands that came and went', () => {
    expect(about(block(0xd8, 0x80), block(0xd8, 0x81)).map(([name, from, to]) => [name, from, to])).toEqual([
      ['FC10', 1, 1],
      ['Q 1.0', 0, 1],
      ['Q 0.0', 1, 0],
    ]);
  });

  test('of an item that came or went is every name in it', () => {
    expect(about(null, inFile('Level := 1.0;'))).toContainEqual(['Level', 0, 2, null]);
    expect(about(values('a = 1  # Int\n'), null)).toEqual([['a', 1, 0, null]]);
  });

  test('is bounded and total for any bytes of any item', () => {
    const path = fc.constantFrom(
      'files/a.st',
      'files/a.xml',
      'files/b.csv',
      'setpoints/a.txt',
      'raw/a.mc7',
      'x',
    );
    const side = fc.option(fc.record({ path, content: fc.uint8Array({ maxLength: 300 }) }));
    fc.assert(
      fc.property(side, side, (old, now) => {
        const told = tagMentions(old, now);
        if (told.state !== 'read') return;
        for (const { key, name } of told.mentions) {
          expect(key).not.toBe('');
          expect(name.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
