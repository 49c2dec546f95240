import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fact, factSchema } from '@witnessmark/shared/facts';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../cli/index.ts';
import { createAgentClock } from '../clock/index.ts';
import { loadConfig } from '../config/index.ts';
import { openSpool } from '../spool/index.ts';
import { Agent, readStatus } from './index.ts';

let dir = '';
let exports = '';
let running: Agent | null = null;
const log: Logger = pino({ level: 'silent' });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wm-agent-'));
  exports = join(dir, 'exports');
  await mkdir(exports);
  await writeFile(join(dir, 'agent.yaml'), config());
});
afterEach(async () => {
  await running?.stop();
  running = null;
  await rm(dir, { recursive: true });
});

function config(more = ''): string {
  return `site: hall
dataDir: data
watch: { fingerprint: 300ms, backOff: { first: 300ms, most: 1s } }
assets:
  - id: press-1
    name: Press 1
    area: A
    sources:
      exports: { type: files, folder: exports, wholeAfterMs: 30 }
${more}`;
}

const file = () => join(dir, 'agent.yaml');
const put = (name: string, content: string) => writeFile(join(exports, name), content);

async function start(): Promise<Agent> {
  const agent = new Agent(await loadConfig(file()), log);
  running = agent;
  await agent.start();
  return agent;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = null;
}

/** Polls what the agent says about itself. */
async function until(condition: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not come about within ${withinMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}

const status = async () => (await readStatus(join(dir, 'data')))?.streams[0];

/** Every fact of the stream, as the spool would hand it to the server; the agent has to be stopped. */
async function facts(stream = 'press-1/exports'): Promise<Fact[]> {
  const clock = await createAgentClock(dir);
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const options = { dir: join(dir, 'data', 'spool'), capacityBytes: 2 ** 31, now: clock.now, log: silent };
  const spool = await openSpool(options);
  for (const blob of spool.unsentBlobs(stream, 1000)) await spool.blobSent(blob.sha256);
  const offered = await spool.offer(stream, { facts: 1000, bytes: 2 ** 28 });
  await spool.close();
  return offered.map(({ bytes }) => factSchema.parse(JSON.parse(Buffer.from(bytes).toString())));
}

test('hands off from the command line stops all contact, and ends', async () => {
  await put('Main.st', 'one');
  await start();
  await until(async () => (await status())?.connected === true);
  const said: string[] = [];
  const run = (...words: string[]) =>
    runProgram(
      [...words, '--config', file()],
      text => said.push(text),
      text => said.push(text),
    );
  expect(await run('hands-off', 'press-1', '--reason', 'hand inside')).toBe(0);
  await until(async () => (await status())?.handsOff === 'hand inside');
  const readings = (await status())?.readings;
  await until(async () => (await status())?.kinds[0]?.reason === 'hands-off');
  expect((await status())?.readings).toBe(readings);
  expect(await run('hands-off', 'press-9')).toBe(1);
  expect(await run('hands-off', 'press-1', '--end')).toBe(0);
  await until(async () => (await status())?.connected === true);
  expect(await run('status')).toBe(0);
  expect(said.join('\n')).toContain('press-1/exports');
  await stop();
  expect(await run('status')).toBe(1);
  const codes = (await facts()).flatMap(fact => (fact.kind === 'notice' ? [fact.body.code] : []));
  expect(codes.filter(code => code.startsWith('hands-off'))).toEqual(['hands-off.on', 'hands-off.off']);
}, 60_000);

test('a start after a run that was not stopped says what is lost with it; one after a stop does not', async () => {
  await start();
  await stop();
  await start();
  const statusOf = join(dir, 'data', 'status.json');
  const asItRan = await readFile(statusOf, 'utf8');
  await stop();
  // As a kill leaves it.
  await writeFile(statusOf, asItRan);
  await start();
  await stop();
  const starts = (await facts()).flatMap(fact =>
    fact.kind === 'notice' && fact.body.code === 'agent.started' ? [fact.body] : [],
  );
  expect(starts.map(({ data }) => data['cutOff'])).toEqual([false, false, true]);
  expect(starts.at(-1)?.says).toContain('the run before it was not stopped');
});

test('a new configuration is taken over, a wrong one changes nothing and is told', async () => {
  await put('Main.st', 'one');
  const agent = await start();
  await until(async () => (await status())?.connected === true);
  const second = `  - { id: press-2, name: P, area: A, sources: { exports: { type: files, folder: exports } } }\n`;
  await writeFile(file(), config(second));
  agent.reload();
  await until(async () => (await readStatus(join(dir, 'data')))?.streams.length === 2);
  await writeFile(file(), config('  - nonsense\n'));
  agent.reload();
  await until(async () => (await readStatus(join(dir, 'data')))?.configuration.refused !== null);
  expect((await readStatus(join(dir, 'data')))?.streams).toHaveLength(2);
  await stop();
  const codes = (await facts()).flatMap(fact => (fact.kind === 'notice' ? [fact.body.code] : []));
  expect(codes).toContain('configuration.loaded');
  expect(codes).toContain('configuration.refused');
}, 60_000);

test('the command line: a wrong configuration is a usage error that names its line', async () => {
  await writeFile(file(), 'site: 7\n');
  const said: string[] = [];
  const run = (...words: string[]) =>
    runProgram(
      words,
      text => said.push(text),
      text => said.push(text),
    );
  expect(await run('check', '--config', file())).toBe(2);
  expect(said.join('\n')).toMatch(/agent\.yaml.*line 1, site: expected string/);
  expect(await run('nonsense')).toBe(2);
  expect(await run('--version')).toBe(0);
});
