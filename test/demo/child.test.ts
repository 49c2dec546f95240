import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Child } from './child.ts';

const signal = new AbortController().signal;
let dir: string;
const children: Child[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.stop(100);
  await rm(dir, { recursive: true, force: true });
});

async function start(script: string): Promise<Child> {
  const child = await Child.start({ name: 'server', args: ['-e', script], log: join(dir, 'server.log') });
  children.push(child);
  return child;
}

const lives = 'setInterval(() => {}, 1000);';
const ready = (line: string) => /^ready (\d+)$/.exec(line)?.[1] ?? null;

test('a line of its output is found, and it ends when it is told to', async () => {
  const child = await start(`${lives} console.log('ready 7')`);
  expect(await child.line(ready, 10_000, signal)).toBe('7');
  expect(await child.stop()).toBe(true);
  expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' });
});

test('one that will not end is killed, and that is told', async () => {
  const child = await start(`process.on('SIGTERM', () => {}); ${lives} console.log('ready 1')`);
  await child.line(ready, 10_000, signal);
  expect(await child.stop(100)).toBe(false);
  expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
});

test('one that ends by itself is told with its exit code and what it said last', async () => {
  const child = await start(`console.log('the disk is full'); process.exitCode = 3`);
  await expect(child.unexpectedEnd()).rejects.toThrow(/the server .*exit code 3[\s\S]*the disk is full/);
  await expect(child.line(ready, 10_000, signal)).rejects.toThrow(/the disk is full/);
});

test('one that is not ready in time is told so', async () => {
  const child = await start(lives);
  await expect(child.line(ready, 100, signal)).rejects.toThrow(/server is not ready in time/);
});

test('the log of the run before stays beside the new one', async () => {
  await (await start(`console.log('first')`)).ended;
  await (await start(`console.log('second')`)).ended;
  expect(await readFile(join(dir, 'server.log'), 'utf8')).toBe('second\n');
  expect(await readFile(join(dir, 'server.previous.log'), 'utf8')).toBe('first\n');
});

test('a process that runs to its end says whether it succeeded, and is ended when nobody waits any more', async () => {
  const run = (script: string, until: AbortSignal) =>
    Child.run({ name: 'build', args: ['-e', script], log: join(dir, 'build.log') }, until);
  await run('', signal);
  await expect(run(`console.log('no such module'); process.exitCode = 1`, signal)).rejects.toThrow(
    /the build .*exit code 1[\s\S]*no such module/,
  );
  await expect(run(lives, AbortSignal.timeout(200))).rejects.toThrow(/timeout/);
});

test('a child ends when the process that began it is killed', async () => {
  const parent = join(dir, 'parent.ts');
  const log = join(dir, 'orphan.log');
  const script = `process.on('SIGTERM', () => { console.log('told to end'); process.exit() }); ${lives} console.log('ready 1')`;
  await writeFile(
    parent,
    `import { Child } from ${JSON.stringify(import.meta.resolve('./child.ts'))};
     await Child.start({ name: 'orphan', args: ['-e', ${JSON.stringify(script)}], log: ${JSON.stringify(log)} });
     setInterval(() => {}, 1000);`,
  );
  const running = spawn(process.execPath, [parent], { stdio: 'ignore' });
  const text = () => readFile(log, 'utf8').catch(() => '');
  await expect.poll(text, { timeout: 20_000 }).toContain('ready 1');
  running.kill('SIGKILL');
  await once(running, 'exit');
  await expect.poll(text, { timeout: 20_000 }).toContain('told to end');
});
