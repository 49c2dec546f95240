import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { type ComparisonLimits, ComparisonProcess } from './index.ts';

const opened: ComparisonProcess[] = [];
function comparer(limits: Partial<ComparisonLimits> = {}): ComparisonProcess {
  const made = new ComparisonProcess(limits);
  opened.push(made);
  return made;
}
afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop();
});

const utf8 = (text: string) => Buffer.from(text);
const program = (preset: string) =>
  utf8(`PROGRAM Main\nVAR T1 : TON; END_VAR\nT1(IN := Start, PT := ${preset});\nEND_PROGRAM\n`);
const asked = (old: Uint8Array | null, now: Uint8Array | null, path = 'files/Main.st') => ({
  path,
  oldPath: path,
  old,
  now,
});

test('compares a source of a known language by its meaning', async () => {
  const { diff, lasting } = await comparer().compare(asked(program('T#3s'), program('T#5s')));
  expect(lasting).toBe(true);
  expect(diff).toMatchObject({ form: 'code', sentence: 'timer preset of T1 3 s → 5 s in line 3 of Main' });
});

test('tells a source that came or went by what it holds', async () => {
  const comparison = comparer();
  expect((await comparison.compare(asked(null, program('T#3s')))).diff).toMatchObject({
    form: 'code',
    sentence: 'Main added with 1 statement, 1 member',
    raw: { added: 4, removed: 0 },
  });
  expect((await comparison.compare(asked(program('T#3s'), null))).diff).toMatchObject({
    form: 'code',
    sentence: 'Main removed with 1 statement, 1 member',
  });
});

test('compares what is no source where it is', async () => {
  const comparison = comparer();
  expect((await comparison.compare(asked(utf8('a\n'), utf8('b\n'), 'files/notes.md'))).diff.form).toBe(
    'text',
  );
  expect(
    (await comparison.compare(asked(utf8('a = 1  # Int\n'), utf8('a = 2  # Int\n'), 'setpoints/a.txt'))).diff
      .form,
  ).toBe('values');
});

test('ends a comparison that takes too long, says so, and goes on with the next', async () => {
  const comparison = comparer({ ms: 1 });
  const costly = utf8(`PROGRAM Main\n${'x := x + 1;\n'.repeat(200_000)}END_PROGRAM\n`);
  const [slow, after] = await Promise.all([
    comparison.compare(asked(costly, utf8(`${costly.toString()}\n`))),
    comparison.compare(asked(null, utf8('a\n'), 'files/notes.md')),
  ]);
  expect(slow).toMatchObject({
    lasting: true,
    diff: { form: 'bytes', note: 'too costly to compare as text; compared as bytes' },
  });
  expect(after.diff.form).toBe('text');
});

const many = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join('');
const rungs = (...texts: readonly string[]) =>
  `<RSLogix5000Content><Controller Use="Target" Name="C"><Programs><Program Name="P"><Routines><Routine Name="R" Type="RLL">
<RLLContent>${texts.join('')}</RLLContent></Routine></Routines></Program></Programs></Controller></RSLogix5000Content>`;
const rung = (text: string) => `<Rung Type="N"><Text><![CDATA[${text}]]></Text></Rung>`;
const line = (text: string) => `PROGRAM Main ${text} END_PROGRAM`;

const costly = [
  [
    'ten thousand equal rungs of which one moved',
    'files/R.L5X',
    rungs(
      rung('XIC(c)OTE(d);'),
      many(10_000, () => rung('XIC(a)OTE(b);')),
    ),
    rungs(
      many(10_000, () => rung('XIC(a)OTE(b);')),
      rung('XIC(c)OTE(d);'),
    ),
    { form: 'code', counts: { logic: 1 } },
  ],
  [
    'a rung of ten thousand contacts that are all others',
    'files/R.L5X',
    rungs(rung(`${many(10_000, at => `XIC(a${at})`)}OTE(b);`)),
    rungs(rung(`${many(10_000, at => `XIC(c${at})`)}OTE(b);`)),
    { form: 'code', counts: { logic: 10_000 } },
  ],
  [
    'twenty thousand statements in one line',
    'files/Main.st',
    line(many(20_000, at => `x := x + ${at};`)),
    line(many(20_000, at => `x := x + ${at + 1};`)),
    { form: 'code', truncated: true },
  ],
  [
    'conditions within ten thousand conditions',
    'files/Main.st',
    line(`${many(10_000, () => 'IF a THEN ')}x := 1;${many(10_000, () => 'END_IF;')}`),
    line(`${many(10_000, () => 'IF a THEN ')}x := 2;${many(10_000, () => 'END_IF;')}`),
    { form: 'code' },
  ],
  [
    'elements within ten thousand elements',
    'files/R.L5X',
    `<RSLogix5000Content>${'<a>'.repeat(10_000)}1`,
    `<RSLogix5000Content>${'<a>'.repeat(10_000)}2`,
    { form: 'text', note: expect.stringContaining('nested more than') },
  ],
] as const;

test('answers for what is made to be costly, and goes on with the next', async () => {
  const comparison = comparer({ ms: 60_000 });
  const answers = await Promise.all(
    costly.map(([, path, old, now]) => comparison.compare(asked(utf8(old), utf8(now), path))),
  );
  const after = await comparison.compare(asked(program('T#3s'), program('T#5s')));
  for (const [at, [what, , , , diff]] of costly.entries())
    expect(answers[at], what).toMatchObject({ lasting: true, diff });
  expect(after.diff.form).toBe('code');
});

test('compares a small source as text where its meaning costs too much', async () => {
  const costly = utf8(`PROGRAM Main\n${'x := x + 1;\n'.repeat(5_000)}END_PROGRAM\n`);
  const { diff } = await comparer({ ms: 1 }).compare(asked(costly, program('T#3s')));
  expect(diff).toMatchObject({ form: 'text', note: 'too costly to compare as code; compared as text' });
});

test('leaves room for others while a large text is compared', async () => {
  const lines = (step: number) =>
    utf8(Array.from({ length: 20_000 }, (_, n) => `line ${n} ${(n * step) % 977}`).join('\n'));
  const compared = comparer().compare(asked(lines(3), lines(7), 'config/notes.txt'));
  const first = await Promise.race([compared, new Promise(resolve => setImmediate(() => resolve('others')))]);
  expect(first).toBe('others');
  expect((await compared).diff).toMatchObject({ form: 'text' });
});

test('survives a process that runs out of memory', async () => {
  const comparison = comparer({ megabytes: 64, ms: 60_000 });
  const large = utf8(`PROGRAM Main\n${'x := x + 1;\n'.repeat(200_000)}END_PROGRAM\n`);
  const [lost, after] = await Promise.all([
    comparison.compare(asked(large, utf8(`${large.toString()}\n`))),
    comparison.compare(asked(program('T#3s'), program('T#5s'))),
  ]);
  expect(lost.diff).toMatchObject({ form: 'text', note: expect.stringContaining('too costly') });
  expect(after.diff.form).toBe('code');
});

test('takes a source that is too large, and one too many, as text', async () => {
  const large = await comparer({ bytes: 10 }).compare(asked(program('T#3s'), program('T#5s')));
  expect(large).toMatchObject({
    lasting: true,
    diff: { form: 'text', note: expect.stringContaining('too costly') },
  });
  const busy = await comparer({ waiting: 0 }).compare(asked(program('T#3s'), program('T#5s')));
  expect(busy).toMatchObject({
    lasting: false,
    diff: { form: 'text', note: expect.stringContaining('for now') },
  });
});

test('a signal that is meant for the server does not end what is compared, the server’s end does', async () => {
  const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { serialization: 'advanced' });
  const ask = async (id: number) => {
    const answered = once(worker, 'message');
    worker.send({ id, task: { task: 'compare', ...asked(program('T#3s'), program('T#5s')) } });
    return (await answered)[0];
  };
  await ask(1);
  worker.kill('SIGTERM');
  worker.kill('SIGINT');
  expect(await ask(2)).toMatchObject({ id: 2, result: { state: 'compared' } });
  const exited = once(worker, 'exit');
  worker.disconnect();
  expect((await exited)[0]).toBe(0);
});

test('a program whose only work is a comparison gets its answer, an idle process keeps none from ending', async () => {
  const run = async (last: string) => {
    const file = join(folder, 'program.mjs');
    const module = JSON.stringify(new URL('./process.ts', import.meta.url).href);
    writeFileSync(
      file,
      `import { ComparisonProcess } from ${module};
const comparison = new ComparisonProcess();
const { diff } = await comparison.compare({ path: 'files/a.st', oldPath: 'files/a.st', old: Buffer.from('x := 1;'), now: Buffer.from('x := 2;') });
${last}
console.log(diff.form);`,
    );
    return (await promisify(execFile)(process.execPath, [file], { timeout: 30_000 })).stdout;
  };
  const folder = mkdtempSync(join(tmpdir(), 'comparison-'));
  try {
    expect(await run('await comparison.stop();')).toBe('code\n');
    expect(await run('')).toBe('code\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('answers all that waits when it is stopped', async () => {
  const comparison = comparer();
  const waiting = [1, 2, 3].map(() => comparison.compare(asked(program('T#3s'), program('T#5s'))));
  await comparison.stop();
  for (const { lasting } of await Promise.all(waiting)) expect(lasting).toBe(false);
});

test('tells which names a content holds and which a difference is about, refuses what costs too much, and says when it is idle', async () => {
  const comparison = comparer();
  const item = { path: 'files/Main.st', content: program('T#3s') };
  const [uses, mentions] = await Promise.all([
    comparison.uses(item),
    comparison.mentions(item, { ...item, content: program('T#5s') }),
  ]);
  await comparison.idle();
  expect(uses).toMatchObject({ state: 'read' });
  expect(mentions).toMatchObject({ state: 'read', mentions: [{ key: 'T1' }, { key: 'START' }] });
  expect(await comparer({ bytes: 10 }).uses(item)).toMatchObject({ state: 'refused' });
  await comparison.stop();
  expect(await comparison.uses(item)).toBeNull();
});
