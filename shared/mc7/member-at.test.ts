import { array, assert, constantFrom, integer, letrec, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { DataType, Member } from './data-type.ts';
import { simpleTypes } from './data-type.ts';
import { dataValues } from './data-values.ts';
import { bitsOf, type Declaration, MemberPlaces, parseBlock, simpleBits } from './index.ts';
import { buildImage } from './testing.ts';

const block = parseBlock(buildImage({ type: 'DB', language: 5, body: new Uint8Array(60_000) }), 'DB1');

const simple = constantFrom<DataType>(...[...simpleTypes.values()].slice(0, 13));
const { any } = letrec<{ any: DataType }>(tie => ({
  any: oneof(
    { maxDepth: 3, depthSize: 'small' },
    simple,
    integer({ min: 1, max: 20 }).map((capacity): DataType => ({ kind: 'string', capacity })),
    array(tie('any'), { minLength: 1, maxLength: 3 }).map(
      (types): DataType => ({ kind: 'struct', members: types.map(member) }),
    ),
    tie('any').map(
      (element): DataType => ({
        kind: 'array',
        bounds: [
          { low: 0, high: 1 },
          { low: 5, high: 6 },
        ],
        element,
      }),
    ),
  ),
}));

function member(type: DataType): Member {
  return { section: 'STAT', type, hasInitial: false, mark: null };
}

test('every value a data block has is found at its place, by a way of its own', () => {
  assert(
    property(array(any, { minLength: 1, maxLength: 8 }), types => {
      const declaration: Declaration = {
        kind: 5,
        number: 0,
        members: types.map(member),
        initials: new Map(),
        unread: '',
        unreadInitials: '',
      };
      const places = new MemberPlaces(declaration.members, 'DB');
      const ways = new Set<string>();
      const { values } = dataValues(block, declaration);
      for (const { address, type } of values) {
        const [byte = 0, bit = 0] = address.split('.').map(Number);
        const capacity = /^STRING \[(\d+)\]$/.exec(type)?.[1];
        const bits =
          capacity === undefined ? simpleBits(type) : bitsOf({ kind: 'string', capacity: Number(capacity) });
        const way = places.at('data', byte * 8 + bit, bits ?? 0);
        expect(way, `${address} ${type}`).not.toBeNull();
        ways.add(JSON.stringify(way));
      }
      expect(ways.size).toBe(values.length);
      expect(places.whole).toBe(true);
    }),
  );
});

test('an array’s element has its indices, the last counting fastest', () => {
  const int = simpleTypes.get(5);
  if (int === undefined) throw new Error('no INT');
  const bounds = [
    { low: 1, high: 2 },
    { low: -1, high: 1 },
  ];
  const places = new MemberPlaces([member({ kind: 'array', bounds, element: int })], 'DB');
  expect(places.at('data', 4 * 16, 16)).toEqual([
    { kind: 'member', index: 0 },
    { kind: 'element', indices: [2, 0] },
  ]);
  expect(places.at('data', 6 * 16, 16)).toBeNull();
  expect(places.at('data', 8, 16)).toBeNull();
  expect(places.at('local', 0, 16)).toBeNull();
});
