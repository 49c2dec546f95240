import { dataValues, listImage, parseBlock, readBlock } from '@witnessmark/shared/mc7';
import { codeBlock, dataBlock, type Statement } from '@witnessmark/test/plant/s7';
import { expect, test } from 'vitest';

const networks: readonly (readonly Statement[])[] = [
  [
    ['A', 'I', 0, 1],
    ['AN', 'M', 10, 3],
    ['=', 'Q', 4, 0],
  ],
  [
    ['O', 'M', 1, 7],
    ['ON', 'I', 2, 0],
    ['S', 'M', 20, 0],
    ['R', 'Q', 5, 5],
  ],
  [['CALL', 12]],
  [
    ['L', 'S5T', 2500],
    ['SD', 'T', 5],
    ['AN', 'T', 5],
  ],
  [['OPN', 'DB', 11], ['L', 'DBD', 4], ['>R'], ['L', 'S5T', 120_000]],
];

test("the plant's code is understood to the last instruction, network by network", () => {
  const { text, understanding } = listImage(
    codeBlock({ type: 'FC', number: 1, networks }),
    'FC1',
    'international',
  );
  expect(understanding).toMatchObject({ unknown: 0 });
  const statements = text
    .split('\n')
    .map(line => line.trim().replace(/\s+/g, ' '))
    .filter(line => /^(NETWORK|A |AN |= |O |ON |S |R |UC |CALL |BE|L |SD |OPN |>R)/.test(line));
  expect(statements.filter(line => line.startsWith('NETWORK'))).toHaveLength(5);
  const bits = ['A I 0.1', 'AN M 10.3', '= Q 4.0', 'O M 1.7', 'ON I 2.0', 'S M 20.0', 'R Q 5.5'];
  const timer = ['L S5T#2S500MS', 'SD T 5', 'AN T 5'];
  const data = ['OPN DB 11', 'L DBD 4', '>R', 'L S5T#2M'];
  for (const statement of [...bits, ...timer, ...data]) {
    expect(statements).toContainEqual(expect.stringContaining(statement));
  }
});

test("the plant's data blocks tell start and actual values", () => {
  const image = dataBlock({
    number: 20,
    values: [
      { type: 'REAL', start: 42.5 },
      { type: 'INT', start: -7, actual: 9 },
      { type: 'DINT', start: 100_000 },
    ],
  });
  const { block, declaration } = readBlock(parseBlock(image, 'DB20'));
  const values = declaration === null ? null : dataValues(block, declaration);
  expect(values?.complete).toBe(true);
  expect(values?.values.map(({ type, address }) => `${address} ${type}`)).toEqual([
    '0.0 REAL',
    '4.0 INT',
    '6.0 DINT',
  ]);
  expect(values?.values.map(({ start }) => Number(start.replace(/^L#/, '')))).toEqual([42.5, -7, 100_000]);
  expect(values?.values[1]?.actual).toBe('9');
});
