import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressesPath, formatAddresses, parseAddresses, type WatchedMember } from './index.ts';

const member = (over: Partial<WatchedMember>): WatchedMember => ({
  path: 'setpoints/DB20.txt',
  member: 'Tank1.LevelSP',
  area: 'DB',
  db: 20,
  byte: 4,
  bit: null,
  bytes: 4,
  ...over,
});

test('a member stands with its item and its address, as an engineer writes it', () => {
  expect(addressesPath('s7')).toBe('config/s7.addresses.txt');
  expect(
    formatAddresses([
      member({}),
      member({ member: 'Lubrication', byte: 14, bit: 3, bytes: 1 }),
      member({ member: 'Step[2].Text', byte: 20, bytes: 22 }),
      member({ member: 'Speed', area: 'M', db: 0, byte: 10, bytes: 2 }),
    ]),
  ).toBe(
    [
      'setpoints/DB20.txt:Lubrication = "DB20.DBX14.3"  # String',
      'setpoints/DB20.txt:Speed = "MW10"  # String',
      'setpoints/DB20.txt:Step[2].Text = "DB20.DBB20"  # String',
      'setpoints/DB20.txt:Tank1.LevelSP = "DB20.DBD4"  # String',
      '',
    ].join('\n'),
  );
});

test('it reads back to the same places, whatever members are called', () => {
  const members = fc.uniqueArray(
    fc.record({
      path: fc.constantFrom('setpoints/DB20.txt', 'recipes/Lager.txt', 'config/s7/a.txt'),
      member: fc.string({ minLength: 1, unit: 'grapheme' }).filter(name => !/\p{Cc}|\p{Cs}/u.test(name)),
      area: fc.constant('DB' as const),
      db: fc.integer({ min: 1, max: 65_535 }),
      byte: fc.integer({ min: 0, max: 65_535 }),
      bit: fc.option(fc.integer({ min: 0, max: 7 })),
      bytes: fc.integer({ min: 1, max: 256 }),
    }),
    { selector: each => `${each.path}:${each.member}` },
  );
  fc.assert(
    fc.property(members, all => {
      const places = parseAddresses(formatAddresses(all));
      for (const { path, member: name, db, byte, bit } of all)
        expect(places.get(path)?.get(name)).toEqual({ db, address: `${byte}.${bit ?? 0}` });
    }),
  );
});

test('any text is taken; what is no place in a data block is left out', () => {
  expect(parseAddresses('setpoints/a.txt:b = "MW10"  # String\nx = "DB1.DBW0"  # String\n?\n')).toEqual(
    new Map(),
  );
  fc.assert(fc.property(fc.string(), text => void parseAddresses(text)));
});
