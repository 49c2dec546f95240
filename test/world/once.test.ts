import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectEverythingOnce } from './once.ts';
import { memberIn, Place } from './truth.ts';

const path = 'setpoints/A.txt';
const start = Date.UTC(2026, 0, 1);
const second = (seconds: number) => new Date(start + seconds * 1000).toISOString();

let dir: string;
let place: Place;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'witnessmark-once-'));
  place = new Place({ asset: 'press-1', source: 'plc', kind: 'setpoint', path, valueIn: memberIn('A') });
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A version as git and log have it; window in seconds. */
interface Version {
  readonly value: number;
  readonly from: number | null;
  readonly to: number;
  readonly fact?: string;
}

/** Values written at these seconds: 1, 2, 3 … */
function written(...seconds: readonly number[]): void {
  for (const [index, at] of seconds.entries())
    place.written.push({ value: String(index + 1), from: start + at * 1000, to: start + at * 1000 });
}

function recorded(versions: readonly Version[], gaps: readonly [number, number][] = []): void {
  const repository = join(dir, 'store', 'press-1.git');
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', repository]);
  const stream = versions.map(({ value, fact }, index) => {
    const text = `A = ${value}  # DInt\n`;
    const message = `Record\n\nFact: ${fact ?? `f/${index}`}\n`;
    return `commit refs/heads/main\ncommitter a <b@c> ${index} +0000\ndata ${message.length}\n${message}\nM 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
  });
  execFileSync('git', ['--git-dir', repository, 'fast-import', '--quiet'], { input: stream.join('') });
  const ids = execFileSync('git', ['--git-dir', repository, 'rev-list', '--reverse', 'main'], {
    encoding: 'utf8',
  });
  mkdirSync(join(dir, 'db'));
  const database = new DatabaseSync(join(dir, 'db', 'witnessmark.sqlite'));
  database.exec(
    'create table log (pos, origin, bytes); create table coverage (stream, kind, from_at, to_at, state)',
  );
  for (const [index, id] of ids.trim().split('\n').entries()) {
    const { from, to, fact } = versions[index] ?? { from: null, to: 0, fact: '' };
    const entry = {
      type: 'observation.recorded',
      key: fact ?? `f/${index}`,
      subject: 'stream:press-1/plc',
      at: second(to),
      commits: [{ asset: 'press-1', id }],
      body: {
        fact: { stream: 'press-1/plc', epoch: 'e', seq: index + 1 },
        items: [
          {
            path,
            lastClean: from === null ? null : { wall: second(from) },
            firstDirty: { wall: second(to) },
          },
        ],
      },
    };
    database
      .prepare('insert into log values (?, ?, ?)')
      .run(index, 'o/1', Buffer.from(JSON.stringify(entry)));
  }
  for (const [from, to] of gaps)
    database
      .prepare("insert into coverage values ('press-1/plc', 'setpoint', ?, ?, 'gap')")
      .run(second(from), second(to));
  database.close();
}

const check = () => expectEverythingOnce(dir, [place]);

test('versions in order up to the last, with what was overwritten inside a window, hold', async () => {
  written(0, 10, 11, 20);
  recorded([
    { value: 1, from: null, to: 1 },
    { value: 3, from: 9, to: 12 },
    { value: 4, from: 19, to: 21 },
  ]);
  expect(await check()).toEqual({ written: 4, recorded: 3, merged: 1 });
});

test('a value that was claimed not to be there when it was is found, unless a gap covers it', async () => {
  written(0, 10, 20);
  const versions = [
    { value: 1, from: null, to: 1 },
    { value: 3, from: 19, to: 21 },
  ];
  recorded(versions);
  await expect(check()).rejects.toThrow(/2, written .* lies in no gap/);
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  recorded(versions, [[9, 11]]);
  expect(await check()).toMatchObject({ merged: 1 });
});

test('a window that does not hold the moment of writing is found', async () => {
  written(0, 10);
  recorded([
    { value: 1, from: null, to: 1 },
    { value: 2, from: 11, to: 12 },
  ]);
  await expect(check()).rejects.toThrow(/2, written .* lies in no gap/);
});

test('a last value that never arrived is found', async () => {
  written(0, 10);
  recorded([{ value: 1, from: null, to: 1 }]);
  await expect(check()).rejects.toThrow(/the last value is 1, written last was 2/);
});

test('a value that comes back, and one that nobody wrote, are found', async () => {
  written(0, 10);
  recorded([
    { value: 1, from: null, to: 1 },
    { value: 2, from: 9, to: 11 },
    { value: 1, from: 11, to: 12 },
    { value: 7, from: 12, to: 13 },
    { value: 2, from: 13, to: 14 },
  ]);
  await expect(check()).rejects.toThrow(
    /1 at entry 2: it was already there[\s\S]*7 at entry 3: nobody wrote it/,
  );
});

test('a fact that is recorded twice is found in git and in the log', async () => {
  written(0, 10);
  recorded([
    { value: 1, from: null, to: 1, fact: 'f/1' },
    { value: 2, from: 9, to: 11, fact: 'f/1' },
  ]);
  await expect(check()).rejects.toThrow(/the log has f\/1 twice[\s\S]*fact f\/1 is committed twice/);
});

test('a commit without an entry is found', async () => {
  written(0, 10);
  recorded([
    { value: 1, from: null, to: 1 },
    { value: 2, from: 9, to: 11 },
  ]);
  const database = new DatabaseSync(join(dir, 'db', 'witnessmark.sqlite'));
  database.exec('delete from log where pos = 0');
  database.close();
  await expect(check()).rejects.toThrow(/the log names 1 commits, git has 2/);
});
