import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSegment } from '@witnessmark/shared/items';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAgentClock } from '../../clock/index.ts';
import type { Hint, ItemReading } from '../source.ts';
import { inMemoryBytes } from './content.ts';
import { FilesSource, filesSourceSchema } from './index.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {} };
const never = new AbortController().signal;
let base = '';
let folder = '';
let sources: FilesSource[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'wm-files-'));
  folder = join(base, 'export');
  await mkdir(folder);
});
afterEach(async () => {
  for (const source of sources) await source.close();
  sources = [];
  await rm(base, { recursive: true });
});

async function make(changes: object = {}): Promise<FilesSource> {
  const clock = await createAgentClock(base);
  const config = filesSourceSchema.parse({ type: 'files', folder, wholeAfterMs: 30, ...changes });
  const context = {
    asset: 'press-1',
    source: 'exports',
    now: clock.now,
    log: silent,
    dataDir: join(base, 'data'),
  };
  const source = new FilesSource(config, context, folder);
  sources.push(source);
  return source;
}

async function connected(changes: object = {}): Promise<FilesSource> {
  const source = await make(changes);
  await source.connect(never);
  return source;
}

const put = async (name: string, content: string | Uint8Array) => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
};
const byPath = (items: readonly ItemReading[]) => new Map(items.map(item => [item.path, item]));
const read = async (source: FilesSource) => byPath((await source.read({}, never)).items);
const text = (item: ItemReading | undefined) =>
  item !== undefined && 'content' in item ? Buffer.from(item.content).toString() : item;

test('files are items by their path below the folder, with the kind their globs give', async () => {
  await put('Main.L5X', '<main/>');
  await put('recipes/Lager.csv', 'malt;12');
  await put('Päß & co/Übersicht.st', 'x');
  const source = await connected({ kinds: [{ path: 'recipes/**', kind: 'recipe' }] });
  const items = await read(source);
  expect([...items.keys()].map(path => path.split('/').map(decodeSegment).join('/')).sort()).toEqual([
    'files/Main.L5X',
    'files/Päß & co/Übersicht.st',
    'files/recipes/Lager.csv',
  ]);
  expect(items.get('files/Main.L5X')).toMatchObject({ kind: 'logic', state: 'present' });
  expect(items.get('files/recipes/Lager.csv')).toMatchObject({ kind: 'recipe' });
  expect(text(items.get('files/Main.L5X'))).toBe('<main/>');
  const { sees } = await source.connect(never);
  expect(sees.setpoint).toMatchObject({ sees: false });
  expect(sees.recipe).toEqual({ sees: true });
});

test('droppings of editors and systems are no items', async () => {
  for (const name of [
    '~$Main.xlsx',
    '.Main.st.swp',
    '4913',
    'a.tmp',
    'b.part',
    'c.crdownload',
    '#d#',
    '.#e',
  ]) {
    await put(name, 'x');
  }
  for (const name of ['Thumbs.db', '.DS_Store', 'f~', '.~lock.g.ods#', '.git/HEAD', '$RECYCLE.BIN/h']) {
    await put(name, 'x');
  }
  await put('Main.st', 'x');
  expect([...(await read(await connected())).keys()]).toEqual(['files/Main.st']);
});

test('a file is read when it is whole, not while it is being written', async () => {
  const source = await connected({ wholeAfterMs: 80 });
  const handle = await open(join(folder, 'Main.st'), 'w');
  let writing = true;
  const writer = (async () => {
    for (let part = 0; part < 10; part += 1) {
      await handle.write(`line ${part}\n`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await handle.close();
    writing = false;
  })();
  const items = await read(source);
  expect(writing).toBe(false);
  expect(text(items.get('files/Main.st'))).toMatch(/^line 0\n[\s\S]*line 9\n$/);
  await writer;
});

test('a file that is written to without end is told as unreadable', async () => {
  await put('log.st', '0');
  const source = await connected({ wholeAfterMs: 60, wholeWithinMs: 300 });
  const timer = setInterval(() => void writeFile(join(folder, 'log.st'), String(Math.random())), 10);
  const items = await read(source);
  clearInterval(timer);
  expect(items.get('files/log.st')).toMatchObject({ state: 'unreadable', reason: 'still being written' });
});

test('a link that leaves the folder is named and not read, one inside it is', async () => {
  await writeFile(join(base, 'outside'), 'secret');
  await put('inside/real.st', 'code');
  await symlink(join(base, 'outside'), join(folder, 'out'));
  await symlink(base, join(folder, 'up'));
  await symlink(join(folder, 'inside', 'real.st'), join(folder, 'in'));
  await symlink(join(folder, 'inside'), join(folder, 'dir'));
  await symlink(join(folder, 'nothing'), join(folder, 'dangling'));
  const items = await read(await connected());
  expect(items.get('files/out')).toMatchObject({
    state: 'unreadable',
    reason: 'a link that leaves the folder is not followed',
  });
  expect(items.get('files/up')).toMatchObject({ state: 'unreadable' });
  expect(items.get('files/dir')).toMatchObject({ state: 'unreadable' });
  expect(items.get('files/dangling')).toMatchObject({ state: 'unreadable' });
  expect(text(items.get('files/in'))).toBe('code');
  expect(JSON.stringify([...items.values()].map(text))).not.toContain('secret');
});

test('names that differ only by case have paths of their own, and keep them', async () => {
  await put('tank.st', 'small');
  await put('Tank.st', 'large');
  const listing = await readdir(folder);
  if (listing.length < 2) return expect(listing).toHaveLength(1);
  const first = await read(await connected());
  expect(new Set([...first.keys()].map(path => path.toLowerCase())).size).toBe(2);
  const known = new Map([...first].map(([path]) => [path, 'f'.repeat(64)]));
  const second = await connected();
  const again = byPath((await second.read({ known: path => known.get(path) ?? null }, never)).items);
  for (const [path, item] of first) expect(text(again.get(path))).toBe(text(item));
});

test('a rename within one reading says where the file came from', async () => {
  await put('Old.st', 'content');
  const source = await connected();
  await read(source);
  await rename(join(folder, 'Old.st'), join(folder, 'New.st'));
  const reading = await source.read({ paths: ['files/Old.st', 'files/New.st'] }, never);
  expect(reading.complete).toBe(true);
  expect(reading.items).toMatchObject([{ path: 'files/New.st', renamedFrom: 'files/Old.st' }]);
});

test('a content the watcher holds is read, and not handed over again', async () => {
  await put('big.zap', Buffer.alloc(inMemoryBytes + 1, 7));
  const source = await connected();
  const [first] = (await source.read({}, never)).items;
  if (first?.state !== 'present' || !('file' in first)) throw new Error('not handed over as a copy');
  expect((await stat(first.file)).size).toBe(inMemoryBytes + 1);
  expect(await readFile(first.file)).toEqual(Buffer.alloc(inMemoryBytes + 1, 7));
  const { sha256 } = first;
  const [again] = (await source.read({ known: () => sha256 }, never)).items;
  expect(again).toMatchObject({ state: 'present', same: true, sha256 });
  await source.connect(never);
  expect(await readdir(join(base, 'data', 'copies'))).toEqual([]);
});

test('bounds: a large file is unreadable, too many or too deep fail the reading', async () => {
  await put('large.zap', 'x'.repeat(200));
  const one = await connected({ bounds: { fileBytes: 100 } });
  expect((await read(one)).get('files/large.zap')).toMatchObject({
    state: 'unreadable',
    reason: 'larger than 100 bytes: 200',
  });
  await put('a/b/c/deep.st', 'x');
  for (const bounds of [{ files: 1 }, { depth: 2 }, { totalBytes: 150 }]) {
    await expect((await make({ bounds })).connect(never)).rejects.toMatchObject({ code: 'files.too-many' });
  }
});

test('a name too long to be an item is named all the same', async () => {
  await put(`${'x'.repeat(150)}.st`, 'x');
  const items = [...(await read(await connected())).values()];
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ state: 'unreadable' });
  expect(items[0]?.state === 'unreadable' && items[0].reason).toContain('x'.repeat(150));
});

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8 is named all the same', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xfc, 0x62])]), 'x');
  const items = [...(await read(await connected())).values()];
  expect(items).toMatchObject([{ state: 'unreadable', reason: 'its name is not UTF-8' }]);
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a file that may not be read is unreadable, and the others are read',
  async () => {
    await put('closed.st', 'x');
    await put('open.st', 'x');
    await chmod(join(folder, 'closed.st'), 0);
    const items = await read(await connected());
    expect(items.get('files/closed.st')).toMatchObject({ state: 'unreadable' });
    expect(items.get('files/open.st')).toMatchObject({ state: 'present' });
  },
);

test('a folder that is not there fails; it never looks like a folder without files', async () => {
  await put('Main.st', 'x');
  const source = await connected();
  await rename(folder, join(base, 'away'));
  await expect(source.read({}, never)).rejects.toMatchObject({ code: 'files.folder-missing' });
  await expect(source.connect(never)).rejects.toMatchObject({ code: 'files.folder-missing' });
  await mkdir(folder);
  await rm(folder, { recursive: true });
  await rename(join(base, 'away'), folder);
  await source.connect(never);
  expect([...(await read(source)).keys()]).toEqual(['files/Main.st']);
});

test('a folder exchanged while connected fails the reading', async () => {
  await put('Main.st', 'x');
  const source = await connected();
  await rename(folder, join(base, 'away'));
  await mkdir(folder);
  await expect(source.read({}, never)).rejects.toMatchObject({ code: 'files.changed-while-read' });
});

test('a missing marker is a missing folder; another marker is another folder', async () => {
  const source = await make({ marker: '.export' });
  await expect(source.connect(never)).rejects.toMatchObject({ code: 'files.folder-missing' });
  await put('.export', 'line 1');
  const first = await source.connect(never);
  expect((await source.connect(never)).identity).toEqual(first.identity);
  await put('.export', 'line 2');
  expect((await source.connect(never)).identity).not.toEqual(first.identity);
  expect([...(await read(source)).keys()]).toEqual([]);
});

test('the fingerprint moves with content, names and times, and stands still otherwise', async () => {
  await put('Main.st', 'x');
  const source = await connected();
  const value = async () => (await source.fingerprint(never))?.value;
  const first = await value();
  expect(await value()).toBe(first);
  await utimes(join(folder, 'Main.st'), 1, 1);
  const second = await value();
  expect(second).not.toBe(first);
  await rename(join(folder, 'Main.st'), join(folder, 'Other.st'));
  expect(await value()).not.toBe(second);
});

test('a change raises a hint with the paths it touched', async () => {
  await put('Main.st', 'x');
  for (const usePolling of [false, true]) {
    const source = await connected({ usePolling });
    const hinted = new Promise<Hint>(resolve => source.onHint(resolve));
    await put('Main.st', `changed ${usePolling}, and longer`);
    const hint = await hinted;
    expect(hint).toMatchObject({ why: 'file-event', paths: ['files/Main.st'] });
    await source.close();
  }
});

test('an aborted reading rejects and leaves nothing behind', async () => {
  await put('big.zap', Buffer.alloc(inMemoryBytes * 8, 7));
  const source = await connected({ wholeAfterMs: 5000 });
  const abort = new AbortController();
  const reading = source.read({}, abort.signal);
  abort.abort(new Error('enough'));
  await expect(reading).rejects.toThrow();
  expect(await readdir(join(base, 'data', 'copies'))).toEqual([]);
});

test('an export tells the checksum of the program it is of, where a rule says how it carries it', async () => {
  const checksumIn = [{ path: '*.scl', text: 'Checksum: $checksum' }];
  await writeFile(join(folder, 'Fill.scl'), '// Checksum: 16#1a2b\nBEGIN\n');
  await writeFile(join(folder, 'Large.scl'), `// Checksum: FF\n${'x'.repeat(2 * inMemoryBytes)}`);
  await writeFile(join(folder, 'None.scl'), 'BEGIN\n');
  await writeFile(join(folder, 'Other.st'), '// Checksum: 16#1a2b\n');
  const source = await connected({ checksumIn });
  const { items } = await source.read({}, never);
  expect(items.map(({ path, checksum }) => [path, checksum])).toEqual([
    ['files/Fill.scl', '16#1A2B'],
    ['files/Large.scl', '16#FF'],
    ['files/None.scl', undefined],
    ['files/Other.st', undefined],
  ]);
});

test('a rule for checksums needs a place for one, and words before it', () => {
  const parse = (text: string) =>
    filesSourceSchema.safeParse({ type: 'files', folder: 'x', checksumIn: [{ path: '*', text }] }).success;
  expect(parse('Checksum: $checksum')).toBe(true);
  for (const text of ['Checksum:', '$checksum', '  $checksum', 'a $checksum $checksum']) {
    expect(parse(text), text).toBe(false);
  }
});
