import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvValues, jsonFields, namedFields } from './index.ts';

test('a record of delimited text is its values', () => {
  expect(csvValues('a;"b;c";"say ""x""";;"two\nlines"', ';')).toEqual([
    'a',
    'b;c',
    'say "x"',
    '',
    'two\nlines',
  ]);
  expect(csvValues('5" pipe,b', ',')).toEqual(['5" pipe', 'b']);
  expect(csvValues('"never closed', ',')).toBeNull();
  expect(csvValues('a\nb', ',')).toBeNull();
  expect(csvValues('', ',')).toBeNull();
});

test('any values written with quotes are read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 20 }), values => {
      const record = values.map(value => `"${value.replaceAll('"', '""')}"`).join(';');
      expect(csvValues(record, ';')).toEqual(values);
    }),
  );
});

test('any text is values or nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), text => {
      const values = csvValues(text, ',');
      expect(values === null || values.length > 0).toBe(true);
    }),
  );
});

test('values go by their columns, and more of them than columns are no record', () => {
  expect(namedFields(['A', ' B ', 'A', '__proto__'], ['1', '2', '3', '4'])).toEqual(
    Object.fromEntries([
      ['A', '1'],
      ['B', '2'],
      ['A 2', '3'],
      ['__proto__', '4'],
    ]),
  );
  expect(namedFields(['A', 'B'], ['1'])).toEqual({ A: '1' });
  expect(namedFields(['A'], ['1', ''])).toEqual({ A: '1' });
  expect(namedFields(['A'], ['1', '2'])).toBeNull();
});

test('fields of objects inside are told with their way', () => {
  expect(jsonFields({ Id: 4624, Event: { Data: ['x', { User: 'kovac' }], Empty: null } })).toEqual({
    Id: '4624',
    'Event.Data.0': 'x',
    'Event.Data.1.User': 'kovac',
  });
  expect(jsonFields([1])).toBeNull();
  expect(jsonFields('x')).toBeNull();
  let deep: object = { end: 1 };
  for (let depth = 0; depth < 50; depth += 1) deep = { deep };
  expect(jsonFields(deep)).toBeNull();
  expect(jsonFields(Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`f${n}`, n])))).toBeNull();
});
