import { appendFile, lstat, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordLayout } from '@witnessmark/shared/witnesses';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FilePosition } from './position.ts';
import { readTrail, type TrailReading, type TrailRecord } from './read-trail.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-read-trail-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const csv: RecordLayout = { form: 'csv', delimiter: ';' };
const calm: Omit<TrailReading, 'layout'> = { encoding: 'auto', atRest: false, takeLast: false, budget: 1e9 };

async function read(
  file: string,
  known: FilePosition | null,
  reading: Partial<TrailReading> = {},
): Promise<{ records: TrailRecord[]; position: FilePosition | null }> {
  const { ino } = await lstat(file, { bigint: true });
  const entry = { name: 'a', file, signature: '', written: '', ino: String(ino), open: false };
  const records: TrailRecord[] = [];
  let position = known;
  const options = { ...calm, layout: csv, ...reading };
  for await (const part of readTrail(entry, known === null ? [] : [known], options)) {
    records.push(...part.records);
    position = part.position;
  }
  return { records, position };
}

const tellsOf = (records: readonly TrailRecord[]) =>
  records.map(record => ('unread' in record ? record.unread : Object.values(record.fields).join('|')));

test('whatever pieces a trail grows by, each of its records is read once, in its order', async () => {
  const value = fc.string({ unit: fc.constantFrom('a', 'B', '"', ';', ' ', 'ž', '\n', '0'), maxLength: 8 });
  const encoding = fc.constantFrom('utf8' as const, 'utf16le' as const);
  let n = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
      encoding,
      async (rows, sizes, of) => {
        n += 1;
        const file = join(dir, `${n}.csv`);
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(([a, b], row) => `${row};${quoted(a)};${quoted(b)}\r\n`);
        const bytes = Buffer.from(`\uFEFFId;A;B\r\n${lines.join('')}`, of);
        await writeFile(file, '');
        const found: TrailRecord[] = [];
        let position: FilePosition | null = null;
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          await appendFile(file, bytes.subarray(at, at + size));
          at += size;
          const got = await read(file, position);
          found.push(...got.records);
          position = got.position;
        }
        expect(tellsOf(found)).toEqual(rows.map(([a, b], row) => `${row}|${a}|${b}`));
        const again = await read(file, null);
        expect(again.records).toEqual(found);
      },
    ),
    { numRuns: 40 },
  );
});

test('any bytes are read as some records, within bounds', async () => {
  const layout = fc.constantFrom<RecordLayout>(csv, { form: 'json-lines' }, { form: 'json' });
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), layout, fc.boolean(), async (bytes, of, atRest) => {
      n += 1;
      const file = join(dir, `${n}.bin`);
      await writeFile(file, bytes);
      const { records } = await read(file, null, { layout: of, atRest, takeLast: atRest });
      expect(records.length).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 150 },
  );
});

test('a last line without its end is a record only where that is said, and the file has come to rest', async () => {
  const file = join(dir, 'a.csv');
  await writeFile(file, 'A;B\r\n1;2\r\n3;4');
  expect(tellsOf((await read(file, null)).records)).toEqual(['1|2']);
  expect(tellsOf((await read(file, null, { atRest: true })).records)).toEqual(['1|2']);
  expect(tellsOf((await read(file, null, { atRest: true, takeLast: true })).records)).toEqual(['1|2', '3|4']);
});

test('a trail that was written anew behind the same beginning is read from its beginning', async () => {
  const file = join(dir, 'a.csv');
  await writeFile(file, 'A;B\r\n1;2\r\n3;4\r\n');
  const { position } = await read(file, null);
  await writeFile(file, 'A;B\r\n1;2\r\n2;9\r\n3;4\r\n5;6\r\n');
  expect(tellsOf((await read(file, position)).records)).toEqual(['1|2', '2|9', '3|4', '5|6']);
});

test('more than the budget is left to the next look', async () => {
  const file = join(dir, 'a.csv');
  const lines = Array.from({ length: 20_000 }, (_, n) => `${n};${'x'.repeat(90)}\n`);
  await writeFile(file, `A;B\n${lines.join('')}`);
  let position: FilePosition | null = null;
  let found = 0;
  for (let look = 0; look < 4; look += 1) {
    const got = await read(file, position, { budget: 600_000 });
    expect(got.records.length).toBeLessThan(7000);
    found += got.records.length;
    position = got.position;
  }
  expect(found).toBe(20_000);
});
