import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cutting, cut, cutFromStart, type Signs } from './cut.ts';

const utf8: Signs = { unit: 1, littleEndian: true };
const csv: Cutting = { signs: utf8, delimiter: ';', most: 1000, atRest: false, takeLast: false };
const lines: Cutting = { ...csv, delimiter: null };

const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const textsOf = (records: readonly (Uint8Array | null)[]) =>
  records.map(record => (record === null ? null : Buffer.from(record).toString('utf8')));
const texts = (text: string, cutting = csv) => textsOf(cut(bytesOf(text), cutFromStart, cutting).records);

/** Cuts as a reader does that is given a few bytes at a time. */
function inPieces(bytes: Buffer, sizes: readonly number[], cutting: Cutting): (Uint8Array | null)[] {
  const found: (Uint8Array | null)[] = [];
  let state = cutFromStart;
  let from = 0;
  let to = 0;
  for (let turn = 0; from < bytes.length && turn < 100_000; turn += 1) {
    to = Math.min(bytes.length, Math.max(to, from) + (sizes[turn % sizes.length] ?? 1));
    const ended = to === bytes.length;
    const got = cut(bytes.subarray(from, to), state, { ...cutting, atRest: ended, takeLast: ended });
    found.push(...got.records.map(record => (record === null ? null : Buffer.from(record))));
    from += got.taken;
    state = got.state;
    if (ended) break;
  }
  return found;
}

test('records end with their line, of any system', () => {
  expect(texts('a;b\r\nc;d\n\ne')).toEqual(['a;b', 'c;d', '']);
  expect(cut(bytesOf('a\nbc'), cutFromStart, csv).taken).toBe(2);
  expect(texts('a\nb', { ...csv, takeLast: true })).toEqual(['a', 'b']);
});

test('a quoted value holds line ends, a quote within a value does not', () => {
  expect(texts('"a\n""b"";\nc";d\n5" pipe;e\nf\n')).toEqual(['"a\n""b"";\nc";d', '5" pipe;e', 'f']);
  expect(texts('"a\nb\n', lines)).toEqual(['"a', 'b']);
});

test('a quote that is never closed spoils its own line alone', () => {
  const rest = Array.from({ length: 400 }, (_, n) => `line ${n}`);
  const text = `first\n"open;x\n${rest.join('\n')}\n`;
  expect(texts(text)).toEqual(['first', '"open;x', ...rest.slice(0, texts(text).length - 2)]);
  expect(texts(text, { ...csv, atRest: true })).toEqual(['first', '"open;x', ...rest]);
  expect(texts('"open\nb\n')).toEqual([]);
  expect(texts('"open\nb\n', { ...csv, atRest: true })).toEqual(['"open', 'b']);
});

test('a record that is too long is passed over, and the next one found', () => {
  const text = `a\n${'x'.repeat(5000)}\nb\n`;
  expect(texts(text)).toEqual(['a', null, 'b']);
  expect(textsOf(inPieces(bytesOf(text), [700], csv))).toEqual(['a', null, 'b']);
});

test('UTF-16 is cut at its own line ends', () => {
  const signs: Signs = { unit: 2, littleEndian: true };
  // U+0A0A and U+220A hold the byte of a line end.
  const bytes = Buffer.from('a\u0a0a;"\u220a\n"\r\nb\n', 'utf16le');
  const found = cut(bytes, cutFromStart, { ...csv, signs }).records;
  expect(found.map(record => Buffer.from(record ?? []).toString('utf16le'))).toEqual([
    'a\u0a0a;"\u220a\n"',
    'b',
  ]);
  const swapped = Buffer.from(bytes).swap16();
  const big = cut(swapped, cutFromStart, { ...csv, signs: { unit: 2, littleEndian: false } }).records;
  expect(
    big.map(record =>
      Buffer.from(record ?? [])
        .swap16()
        .toString('utf16le'),
    ),
  ).toEqual(['a\u0a0a;"\u220a\n"', 'b']);
});

test('records written with quotes are found again, whatever pieces they come in', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '"', '\n', ';', '\r', 'ž'), maxLength: 12 });
  const record = fc.array(value, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (records, sizes) => {
        const written = records.map(values =>
          values.map(each => `"${each.replaceAll('"', '""')}"`).join(';'),
        );
        const bytes = bytesOf(written.map(each => `${each}\r\n`).join(''));
        expect(textsOf(inPieces(bytes, sizes, csv))).toEqual(written);
      },
    ),
  );
});

test('any bytes are cut without losing a line, in time that grows with their number', () => {
  const bytes = fc.uint8Array({ maxLength: 3000 }).chain(random =>
    fc.constantFrom(
      random,
      random.map(byte => (byte % 5 === 0 ? 0x0a : byte % 7 === 0 ? 0x22 : byte)),
    ),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom(16, 200), fc.boolean(), (given, most, quotes) => {
      const cutting = { ...csv, most, delimiter: quotes ? ';' : null, atRest: true, takeLast: true };
      const { records, taken } = cut(given, cutFromStart, cutting);
      expect(taken).toBe(given.length);
      for (const record of records) expect(record?.length ?? 0).toBeLessThanOrEqual(most + 1);
    }),
  );
  const hostile = Buffer.alloc(8 * 1024 * 1024, '"x\n');
  const from = performance.now();
  cut(hostile, cutFromStart, { ...csv, most: 64 * 1024, atRest: true });
  // Looked at again for each of its quotes it would take hours.
  expect(performance.now() - from).toBeLessThan(10_000);
});
