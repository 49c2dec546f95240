import { appendFile, chmod, copyFile, open, rename, rm, writeFile } from 'node:fs/promises';
import type { Statement } from '@witnessmark/shared/facts';
import { afterEach, expect, test } from 'vitest';
import { TrailWorld } from '../testing/trail-world.ts';
import { stationTime, winccAlive, winccHeader, winccSettings, winccWrite } from '../testing/wincc.ts';

let world: TrailWorld;
afterEach(() => world.remove());

const begin = async (settings: object = {}) => {
  world = await TrailWorld.begin({ settings: { ...winccSettings, ...settings } });
};
const lines = (...each: readonly string[]) => each.map(line => `${line}\r\n`).join('');
const values = (told: readonly Statement[]) => told.map(({ touches }) => touches[0]?.new);
const tell = (...wanted: readonly string[]) =>
  expect.poll(async () => values(await world.told()), { timeout: 15_000 }).toEqual(wanted);
const write = (id: number, value: string) => winccWrite(id, Date.now(), value);

test('a record is told with who, what, where and when, and as it came', async () => {
  await begin({ clock: { error: '2s' } });
  const at = Date.now();
  const line = winccWrite(7, at, '43,5');
  await writeFile(world.file('audit.csv'), lines(winccHeader, line));
  await tell('43.5');
  const [said] = await world.told();
  expect(said).toMatchObject({
    witness: { kind: 'hmi-audit', name: 'panel' },
    act: 'wrote',
    authenticity: 'device-record',
    reach: 'account',
    identities: [{ scheme: 'device-account', value: 'novak' }],
    place: { station: 'OP-PRESS-2', path: 'panel' },
    touches: [
      {
        path: 'setpoints/PressSetpoints.txt',
        member: 'Force',
        device: 'Press2/Force',
        old: '42.0',
        new: '43.5',
      },
    ],
    from: { wall: new Date(at).toISOString() },
    deviceTime: { raw: stationTime(at), zone: 'site', utc: new Date(at).toISOString() },
    clockErrorMs: 2000,
    order: 7,
    raw: { encoding: 'utf8', data: line },
  });
});

test('a tag that no rule knows is told as the device calls it, and one of the station itself not at all', async () => {
  await begin();
  const known = winccWrite(1, Date.now(), '1', { tag: 'Other/Tag' });
  const own = winccWrite(2, Date.now(), '2', { tag: 'Station/Brightness' });
  await writeFile(world.file('audit.csv'), lines(winccHeader, known, own, write(3, '3')));
  await tell('1', '3');
  expect((await world.told())[0]?.touches).toEqual([{ device: 'Other/Tag', old: '42.0', new: '1' }]);
});

test('what is appended is told as it comes, and a line is waited for until it is whole', async () => {
  await begin();
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1')));
  await tell('1');
  const line = write(2, '22');
  await appendFile(file, line.slice(0, -2));
  await appendFile(world.file('other.csv'), lines(winccHeader, write(9, '9')));
  await tell('1', '9');
  await appendFile(file, `${line.slice(-2)}\r\n`);
  await tell('1', '9', '22');
});

test('a record is told once, whether the file is rotated, copied, cut off, written anew or read after a restart', async () => {
  await begin();
  const file = world.file('audit.csv');
  const [first, second, third, fourth, fifth] = [1, 2, 3, 4, 5].map(id => write(id, String(id)));
  await writeFile(file, lines(winccHeader, first ?? '', second ?? ''));
  await tell('1', '2');
  await rename(file, world.file('audit.1.csv'));
  await writeFile(file, lines(winccHeader, third ?? ''));
  await tell('1', '2', '3');
  await copyFile(world.file('audit.1.csv'), world.file('copy.csv'));
  const handle = await open(file, 'r+');
  await handle.truncate(0);
  await handle.close();
  await appendFile(file, lines(winccHeader, second ?? '', third ?? '', fourth ?? ''));
  await tell('1', '2', '3', '4');
  await world.restart();
  await writeFile(world.file('draft.csv'), lines(winccHeader, fourth ?? '', fifth ?? ''));
  await rename(world.file('draft.csv'), file);
  await tell('1', '2', '3', '4', '5');
  expect(world.health).toMatchObject({ told: 1, unread: 0 });
});

test('two records that say the same are two, in the file and in its copy', async () => {
  await begin();
  const line = write(1, '1');
  await writeFile(world.file('audit.csv'), lines(winccHeader, line, line));
  await tell('1', '1');
  await copyFile(world.file('audit.csv'), world.file('copy.csv'));
  await appendFile(world.file('audit.csv'), lines(write(2, '2')));
  await tell('1', '1', '2');
});

test.each([
  ['UTF-8 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf8')],
  ['UTF-8', (text: string) => Buffer.from(text, 'utf8')],
  ['UTF-16 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16 from the other end', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ['windows-1252', (text: string) => Buffer.from(text, 'latin1')],
])('%s is read', async (_, encode) => {
  await begin();
  const line = write(1, '1').replace('Value changed', 'Wertänderung').replace('novak', 'müller');
  const bytes = encode(lines(winccHeader, line, line.replace(/^1;/, '2;')));
  // Cut in the middle of a sign.
  await writeFile(world.file('audit.csv'), bytes.subarray(0, bytes.length - 41));
  await tell('1');
  await appendFile(world.file('audit.csv'), bytes.subarray(bytes.length - 41));
  await tell('1', '1');
  expect((await world.told())[1]?.identities[0]?.value).toBe('müller');
});

/** Rules of one's own, for records in JSON. */
const ownRules = (layout: object) => ({
  name: 'own',
  about: 'Writes told by another program.',
  layout,
  time: { text: '{at}', formats: ['iso'], zone: 'utc' },
  rules: [
    {
      name: 'write',
      when: { 'tag.name': { present: true } },
      tell: { act: 'wrote', touches: [{ device: '{tag.name}', new: '{value}' }] },
    },
  ],
  examples: [
    {
      record: { 'tag.name': 'x', value: '1' },
      rule: 'write',
      tells: { act: 'wrote', touches: [{ device: 'x', new: '1' }] },
    },
  ],
});
const beginWithRules = async (layout: object) => {
  world = await TrailWorld.begin({
    settings: { ...winccSettings, mapping: { file: 'own.json' } },
    files: { 'own.json': JSON.stringify(ownRules(layout)) },
  });
};
const json = (value: number) => ({ at: new Date().toISOString(), tag: { name: 'Press2/Force' }, value });

test('JSON is read a line at a time', async () => {
  await beginWithRules({ form: 'json-lines' });
  const [one, two, three] = [1, 2, 3].map(value => JSON.stringify(json(value)));
  await writeFile(world.file('a.jsonl'), `${one}\n{"no": "JSON\n[1]\n${two?.slice(0, 20)}`);
  await tell('1');
  await appendFile(world.file('a.jsonl'), `${two?.slice(20)}\n${three}\n`);
  await tell('1', '2', '3');
  expect(world.health.unread).toBe(2);
});

test('a list in JSON is read when it is whole, each time it is written anew', async () => {
  await beginWithRules({ form: 'json', list: 'Events' });
  const [one, two, three] = [1, 2, 3].map(json);
  const text = JSON.stringify({ Events: [one, two] }, null, 2);
  await writeFile(world.file('a.json'), text.slice(0, -20));
  await writeFile(world.file('b.json'), JSON.stringify(three));
  await tell('3');
  await writeFile(world.file('a.json'), text);
  await tell('3', '1', '2');
  await writeFile(world.file('a.json'), JSON.stringify({ Events: [two, three, json(4)] }));
  await tell('3', '1', '2', '4');
  expect(world.health.unread).toBe(0);
});

test('rules of one’s own are refused where their examples say that they are wrong', async () => {
  await expect(beginWithRules({ form: 'xml' })).rejects.toMatchObject({ code: 'config.invalid' });
  await expect(
    TrailWorld.begin({
      settings: { ...winccSettings, mapping: { file: 'own.json' } },
      files: {
        'own.json': JSON.stringify({
          ...ownRules({ form: 'json' }),
          examples: [{ record: {}, rule: 'write' }],
        }),
      },
    }),
  ).rejects.toMatchObject({ code: 'witness.rules-wrong' });
  await beginWithRules({ form: 'json' });
});

test('a line of 100 MB, NUL and nonsense are passed over and counted, and what follows is told', {
  timeout: 60_000,
}, async () => {
  await begin({ life: { sign: 'record', within: '60s' } });
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1')));
  await tell('1');
  await appendFile(file, lines(winccAlive(2, Date.now())));
  await expect.poll(() => world.health.silent).toBeNull();
  const piece = 'x'.repeat(1024 * 1024);
  for (let n = 0; n < 100; n += 1) await appendFile(file, piece);
  await appendFile(file, lines('', write(3, '3')));
  await tell('1', '3');
  await expect.poll(() => world.health.silent).toMatch(/longer than a record/);
  expect(world.health.unread).toBe(1);
  const nonsense = ['\0\0\0', 'a;b;c;d;e;f;g;h;i;j;k', '"open', '=cmd|calc', '5;;;;Never heard of;;;;'];
  await appendFile(file, lines(...nonsense, write(6, '6')));
  // The quote holds back what follows until it is known never to be closed.
  await appendFile(file, lines('"', write(7, '7')));
  await expect.poll(async () => values(await world.told()).at(-1), { timeout: 15_000 }).toBe('7');
  expect(world.health.unread).toBeGreaterThanOrEqual(4);
});

test('a file of which the first columns are names of objects in every language is a file', async () => {
  await begin();
  await writeFile(world.file('audit.csv'), lines('__proto__;constructor;toString', 'a;b;c'));
  await writeFile(world.file('real.csv'), lines(winccHeader, write(1, '1')));
  await tell('1');
  expect(world.health.unread).toBe(1);
});

test('records from before anybody looked are told as far back as configured', async () => {
  await begin({ backlog: '1h' });
  const hours = (n: number) => Date.now() - n * 3_600_000;
  await writeFile(
    world.file('audit.csv'),
    lines(winccHeader, winccWrite(1, hours(2), '1'), winccWrite(2, hours(0.5), '2')),
  );
  await tell('2');
  await world.restart();
  await appendFile(world.file('audit.csv'), lines(winccWrite(3, hours(3), '3'), write(4, '4')));
  await tell('2', '4');
});

test('a folder that anybody can write proves nothing, nor does one nobody answers for', async () => {
  await begin();
  await chmod(world.folder, 0o777);
  await writeFile(world.file('audit.csv'), lines(winccHeader, write(1, '1')));
  await tell('1');
  expect((await world.told())[0]?.authenticity).toBe('unauthenticated');
  await world.remove();
  await begin({ trusted: false });
  await writeFile(world.file('audit.csv'), lines(winccHeader, write(1, '1')));
  await tell('1');
  expect((await world.told())[0]?.authenticity).toBe('unauthenticated');
});

test('a station that counts its records from one again is not believed to count', async () => {
  await begin();
  const at = Date.now() - 60_000;
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, winccWrite(900, at, '1'), winccWrite(901, at + 1000, '2')));
  await tell('1', '2');
  await world.restart();
  await appendFile(file, lines(winccWrite(1, at + 2000, '3'), winccWrite(902, at + 3000, '4')));
  await tell('1', '2', '3', '4');
  expect((await world.told()).map(({ order }) => order)).toEqual([900, 901, undefined, 902]);
});

test('each asset is told what touches it, and a log-on all of them', async () => {
  await begin({
    assets: ['press-2', 'mixer-1'],
    tags: [
      { tag: 'Press2/{name}', asset: 'press-2', path: 'setpoints/A.txt', member: '{name}' },
      {
        tag: 'Mixer/Speed',
        asset: 'mixer-1',
        path: 'setpoints/B.txt',
        member: 'Speed',
        values: { '1': 'true' },
      },
    ],
  });
  const logOn = `2;${stationTime(Date.now())};OP;novak;User logged on;;;;`;
  const mixer = winccWrite(3, Date.now(), '1', { tag: 'Mixer/Speed' });
  await writeFile(world.file('audit.csv'), lines(winccHeader, write(1, '1'), logOn, mixer));
  await expect.poll(async () => (await world.told('mixer-1')).length).toBe(2);
  expect((await world.told()).map(({ act }) => act)).toEqual(['wrote', 'logged-on']);
  expect((await world.told('mixer-1')).map(({ act, touches }) => [act, touches[0]?.new])).toEqual([
    ['logged-on', undefined],
    ['wrote', 'true'],
  ]);
});

test('a folder that goes away ends the proof of life, and what is in it when it is back is told', async () => {
  await begin({ life: { sign: 'touch', within: '60s' } });
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1')));
  await tell('1');
  await appendFile(file, lines(write(2, '2')));
  await expect.poll(() => world.health.silent).toBeNull();
  await rename(world.folder, `${world.folder}-away`);
  await expect.poll(() => world.health.silent).toMatch(/could not be read/);
  await appendFile(`${world.folder}-away/audit.csv`, lines(write(3, '3')));
  await rename(`${world.folder}-away`, world.folder);
  await tell('1', '2', '3');
  const life = await world.life();
  expect(life.map(({ act }) => act)).toContain('unwatched');
  await rm(file);
});

const alive = (id: number, agoMs = 0) => winccAlive(id, Date.now() - agoMs);
const restless = { life: { sign: 'record', within: '60s' } };

test('what comes with a time too old to be told is counted, and takes back the proof of life', async () => {
  await begin(restless);
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1')));
  await tell('1');
  await appendFile(file, lines(alive(2)));
  await expect.poll(() => world.health.silent).toBeNull();
  // The station's battery is empty: its clock begins again.
  await appendFile(file, lines(winccWrite(3, Date.UTC(2001, 0, 1), '3')));
  await expect.poll(() => world.health.unread).toBe(1);
  expect(world.health.silent).toMatch(/older than what is told/);
  await tell('1');
});

test('what is appended and says the same as one long before is counted, not taken for that one', async () => {
  await begin();
  const file = world.file('audit.csv');
  const at = Date.now();
  const many = Array.from({ length: 20 }, (_, index) => winccWrite(index, at, String(index)));
  await writeFile(file, lines(winccHeader, ...many));
  await expect.poll(async () => (await world.told()).length).toBe(20);
  await appendFile(file, lines(many[0] ?? ''));
  await expect.poll(() => world.health.unread).toBe(1);
  await copyFile(file, world.file('copy.csv'));
  await appendFile(file, lines(winccWrite(20, at, '20')));
  await expect.poll(async () => (await world.told()).length).toBe(21);
  expect(world.health.unread).toBe(1);
});

test('signs of life in a copy of the trail, and a file that is renamed, prove nobody alive', async () => {
  await begin(restless);
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1'), alive(2, 5000)));
  await tell('1');
  await copyFile(file, world.file('copy.csv'));
  await writeFile(world.file('other.csv'), lines(winccHeader, write(3, '3')));
  await tell('1', '3');
  expect(world.health.silent).toMatch(/no sign of life/);
  await appendFile(file, lines(alive(4)));
  await expect.poll(() => world.health.silent).toBeNull();
  await world.remove();

  await begin({ life: { sign: 'touch', within: '60s' } });
  await writeFile(world.file('audit.csv'), lines(winccHeader, write(1, '1')));
  await writeFile(world.file('young.csv'), lines(winccHeader));
  await tell('1');
  await world.restart();
  await world.look();
  await rename(world.file('audit.csv'), world.file('old.csv'));
  await chmod(world.file('young.csv'), 0o600);
  await world.look();
  expect(world.health.silent).toMatch(/no sign of life/);
  await appendFile(world.file('young.csv'), lines(write(2, '2')));
  await expect.poll(() => world.health.silent).toBeNull();
});

test('a folder that is empty all at once is one that went away', async () => {
  await begin({ life: { sign: 'touch', within: '60s' } });
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1')));
  await tell('1');
  await appendFile(file, lines(write(2, '2')));
  await expect.poll(() => world.health.silent).toBeNull();
  await rename(file, `${world.folder}.csv`);
  await expect.poll(() => world.health.silent).toMatch(/no file of the trail/);
  await appendFile(`${world.folder}.csv`, lines(write(3, '3')));
  await rename(`${world.folder}.csv`, file);
  await tell('1', '2', '3');
});

test('a trail that is taken away before its end was surely read is not proven to be whole', async () => {
  await begin({ ...restless, files: ['audit.csv'] });
  const file = world.file('audit.csv');
  await writeFile(file, lines(winccHeader, write(1, '1')));
  await tell('1');
  await appendFile(file, lines(alive(2)));
  await expect.poll(() => world.health.silent).toBeNull();
  await writeFile(world.file('draft'), lines(winccHeader, write(3, '3')));
  await rename(world.file('draft'), file);
  await expect.poll(() => world.health.silent).toMatch(/went away/);
  await appendFile(file, lines(alive(5)));
  await expect.poll(() => world.health.silent).toBeNull();
  expect((await world.life()).map(({ because }) => because)).toContainEqual(
    expect.stringMatching(/went away/),
  );
});

test('a trail that is rotated under names that are read, or made shorter at its beginning, stays proven', async () => {
  await begin({ ...restless, files: ['*.csv'] });
  const file = world.file('audit.csv');
  const [one, two, three] = [1, 2, 3].map(id => write(id, String(id)));
  await writeFile(file, lines(winccHeader, one ?? '', two ?? ''));
  await tell('1', '2');
  await appendFile(file, lines(alive(4)));
  await expect.poll(() => world.health.silent).toBeNull();
  await rename(file, world.file('audit.1.csv'));
  await writeFile(file, lines(winccHeader, three ?? ''));
  await tell('1', '2', '3');
  await writeFile(world.file('draft'), lines(winccHeader, three ?? '', write(5, '5')));
  await rename(world.file('draft'), file);
  await tell('1', '2', '3', '5');
  await world.look();
  expect(world.health.silent).toBeNull();
});
