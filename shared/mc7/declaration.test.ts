import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataValues, interfaceLines, listBlock, parseBlock, readBlock, readDeclaration } from './index.ts';
import { buildImage } from './testing.ts';

const [BOOL, BYTE, INT, DINT, REAL, STRING, ARRAY, STRUCT] = [1, 2, 5, 7, 8, 0x13, 0x10, 0x11];
const [IN, IN_OUT, STAT, TEMP, INITIAL, MARK] = [1, 3, 4, 5, 8, 0x10];

function linesOf(declaration: number[], initials: number[] = [], type: 'FB' | 'DB' | 'FC' = 'FB'): string[] {
  const read = readBlock(parseBlock(buildImage({ type, declaration, initials }), 'b'));
  if (read.declaration === null) throw new Error('no declaration');
  return interfaceLines(read.declaration, type).map(
    ({ section, place, type: name, initial }) =>
      `${section} ${place} ${name}${initial === null ? '' : ` := ${initial}`}`,
  );
}

describe('a declaration', () => {
  test('places bits, bytes and words as the controller does', () => {
    expect(
      linesOf([BOOL, IN, BOOL, IN, BYTE, IN, BYTE, IN, BOOL, IN, INT, IN, BYTE, STAT, DINT, STAT]),
    ).toEqual([
      'IN 0.0 BOOL',
      'IN 0.1 BOOL',
      'IN 1.0 BYTE',
      'IN 2.0 BYTE',
      'IN 3.0 BOOL',
      'IN 4.0 INT',
      'STAT 6.0 BYTE',
      'STAT 8.0 DINT',
    ]);
  });

  test('places what stands behind arrays, strings and structures', () => {
    const array = [ARRAY, STAT, 1, 0xfe, 0xff, 9, 0, BOOL, STAT];
    const text = [STRING, STAT, 5];
    const structure = [STRUCT, STAT, 2, BYTE, STAT, INT, STAT];
    expect(linesOf([...array, ...text, ...structure, BYTE, STAT])).toEqual([
      'STAT 0.0 ARRAY [-2..9] OF BOOL',
      'STAT 2.0 STRING [5]',
      'STAT 10.0 STRUCT',
      'STAT 10.0 BYTE',
      'STAT 12.0 INT',
      'STAT 14.0 BYTE',
    ]);
  });

  test('gives an FB a pointer for what is handed over by reference, and an FC names', () => {
    expect(linesOf([STRING, IN_OUT, 10, INT, IN_OUT, INT, TEMP])).toEqual([
      'IN_OUT 0.0 STRING [10]',
      'IN_OUT 6.0 INT',
      'TEMP 0.0 INT',
    ]);
    expect(linesOf([INT, IN, BOOL, IN, INT, 2, INT, 6, INT, TEMP], [], 'FC')).toEqual([
      'IN IN0 INT',
      'IN IN1 BOOL',
      'OUT OUT0 INT',
      'RETURN RET_VAL INT',
      'TEMP 0.0 INT',
    ]);
  });

  test('has initial values where they are marked', () => {
    const declaration = [
      REAL,
      STAT | INITIAL,
      INT,
      STAT,
      BOOL,
      STAT | INITIAL | MARK,
      0x20,
      STRING,
      STAT | INITIAL,
      8,
    ];
    expect(linesOf(declaration, [0, 0, 0x80, 0x3f, 1, 8, 2, 0x6f, 0x27])).toEqual([
      'STAT 0.0 REAL := 1.0',
      'STAT 4.0 INT',
      'STAT 6.0 BOOL := TRUE',
      "STAT 8.0 STRING [8] := 'o$''",
    ]);
  });

  test('gives all elements of an array the one initial value it has', () => {
    const declaration = [ARRAY, STAT | INITIAL, 1, 1, 0, 8, 0, 0x0c, STAT, INT, STAT | INITIAL];
    expect(linesOf(declaration, [1, 0, 0, 1, 1, 0, 0x00, 0x16, 9, 0])).toEqual([
      'STAT 0.0 ARRAY [1..8] OF S5TIME := S5T#1M',
      'STAT 16.0 INT := 9',
    ]);
  });

  test('keeps what is not understood, and everything behind it', () => {
    const read = readDeclaration(
      parseBlock(buildImage({ declaration: [INT, IN, 0x77, 1, INT, IN] }), 'b').interfacePart,
    );
    expect(read?.members).toHaveLength(1);
    expect(read?.unread).toBe('77 01 05 01');
    const valued = readDeclaration(
      parseBlock(
        buildImage({
          declaration: [ARRAY, STAT | INITIAL, 1, 0, 0, 1, 0, INT, STAT, INT, STAT | INITIAL],
          initials: [1, 2, 3],
        }),
        'b',
      ).interfacePart,
    );
    expect(valued?.unreadInitials).toBe('01 02 03');
  });

  test('never fails and is bounded, whatever the bytes', () => {
    const byte = fc.oneof(fc.constantFrom(BOOL, INT, STRING, ARRAY, STRUCT, 0x15, STAT, 0xff), fc.nat(255));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.array(byte, { maxLength: 300 }), (head, rest) => {
        const part = Uint8Array.from([...head, ...rest]);
        const declaration = readDeclaration(part);
        if (declaration === null) return;
        const lines = interfaceLines(declaration, 'FB');
        expect(lines.length).toBeLessThanOrEqual(part.length);
        const block = parseBlock(buildImage({ type: 'DB', body: new Uint8Array(64) }), 'b');
        expect(dataValues(block, declaration).values.length).toBeLessThanOrEqual(65_536);
      }),
      { numRuns: 500 },
    );
  });

  test('of structures inside each other ends', () => {
    const deep = Array.from({ length: 1000 }, () => [STRUCT, STAT, 1]).flat();
    expect(readDeclaration(Uint8Array.from([1, 0, 0, 0xb8, 0x0b, 0, 0, ...deep]))?.members).toEqual([]);
  });

  test('of a monstrous array ends', () => {
    const array = [ARRAY, STAT, 3, 0, 0x80, 0xff, 0x7f, 0, 0x80, 0xff, 0x7f, 0, 0x80, 0xff, 0x7f, INT, STAT];
    const declaration = readDeclaration(Uint8Array.from([5, 0, 0, array.length, 0, 0, 0, ...array]));
    if (declaration === null) throw new Error('no declaration');
    const block = parseBlock(buildImage({ type: 'DB', body: new Uint8Array(10) }), 'b');
    const { values, complete } = dataValues(block, declaration);
    expect(values).toHaveLength(5);
    expect(complete).toBe(false);
  });
});

describe('values of a data block', () => {
  test('have address, type, start and actual value', () => {
    const members = [
      BOOL,
      STAT,
      BOOL,
      STAT | INITIAL,
      ARRAY,
      STAT,
      1,
      1,
      0,
      2,
      0,
      INT,
      STAT,
      REAL,
      STAT | INITIAL,
    ];
    const image = buildImage({
      type: 'DB',
      declaration: [STRUCT, STAT, 4, ...members],
      initials: [1, 0, 0, 0x20, 0x41],
      body: Uint8Array.of(0x01, 0, 0, 7, 0xff, 0xff, 0x41, 0x20, 0, 0),
    });
    const read = readBlock(parseBlock(image, 'DB1'));
    if (read.declaration === null) throw new Error('no declaration');
    expect(dataValues(read.block, read.declaration)).toEqual({
      complete: true,
      values: [
        { address: '0.0', type: 'BOOL', start: 'FALSE', actual: 'TRUE' },
        { address: '0.1', type: 'BOOL', start: 'TRUE', actual: 'FALSE' },
        { address: '2.0', type: 'INT', start: '0', actual: '7' },
        { address: '4.0', type: 'INT', start: '0', actual: '-1' },
        { address: '6.0', type: 'REAL', start: '10.0', actual: '10.0' },
      ],
    });
  });

  test('of an instance lie behind the pointers to what is handed over', () => {
    const image = buildImage({
      type: 'DB',
      declaration: [BOOL, IN, STRING, IN_OUT, 10, INT, STAT | INITIAL],
      initials: [3, 0],
      body: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 4),
    }).with(46, 0x0a);
    const read = readBlock(parseBlock(image, 'DB1'));
    if (read.declaration === null) throw new Error('no declaration');
    expect(dataValues(read.block, read.declaration).values).toEqual([
      { address: '0.0', type: 'BOOL', start: 'FALSE', actual: 'TRUE' },
      { address: '8.0', type: 'INT', start: '3', actual: '4' },
    ]);
    expect(listBlock(read, 'german').text).toContain('// Instance of FB 0\nVAR_INPUT\n  0.0 : BOOL;\n');
  });

  test('behind the end of the image have no actual value', () => {
    const image = buildImage({
      type: 'DB',
      declaration: [STRUCT, STAT, 1, DINT, STAT],
      body: new Uint8Array(2),
    });
    const read = readBlock(parseBlock(image, 'DB1'));
    if (read.declaration === null) throw new Error('no declaration');
    expect(dataValues(read.block, read.declaration).values).toEqual([
      { address: '0.0', type: 'DINT', start: 'L#0', actual: null },
    ]);
  });
});
