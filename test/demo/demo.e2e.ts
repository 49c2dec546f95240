import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import { readPorts } from './ports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const onThePage = '   on the page';
let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

/** Runs a demo until a change of every asset has arrived, then stops it; gives what it said. */
async function untilChangesArrive(): Promise<string[]> {
  const said: string[] = [];
  const stop = new AbortController();
  const say = (text: string) => {
    said.push(text);
    if (text.startsWith('and so on')) stop.abort();
  };
  const late = setTimeout(() => stop.abort(), 150_000);
  await runDemo({ root, data, say, print: text => said.push(text), signal: stop.signal }).finally(() =>
    clearTimeout(late),
  );
  return said;
}

test('a newcomer’s demo shows a change of every asset, and the next run goes on on other ports', async () => {
  const first = await untilChangesArrive();
  const sentences = first.filter(line => line.startsWith(onThePage));
  expect(sentences.join('\n')).toMatch(/Brewhouse 1[\s\S]*Press 2|Press 2[\s\S]*Brewhouse 1/);
  expect(sentences.join('\n')).toContain('Line 3');
  expect(sentences.join('\n')).toContain('Filler 3');
  expect(first.at(-1)).toContain('stopped');

  const ports = await readPorts(join(data, 'demo', 'ports.json'));
  const password = await readFile(join(data, 'demo', 'first-sign-in'), 'utf8');
  const intruders = await Promise.all(
    Object.values(ports).flatMap(port => (port === undefined ? [] : occupy(port))),
  );
  try {
    const second = await untilChangesArrive();
    expect(second.filter(line => line.startsWith(onThePage))).toHaveLength(4);
    expect(second.join('\n')).not.toContain('inviting');
    expect(second.join('\n')).toContain(JSON.parse(password).password);
    const others = await readPorts(join(data, 'demo', 'ports.json'));
    expect(Object.values(others).filter(port => Object.values(ports).includes(port))).toEqual([]);
    expect(await readFile(join(data, 'demo', 'first-sign-in'), 'utf8')).toBe(password);
  } finally {
    for (const intruder of intruders) intruder.close();
  }
}, 400_000);

async function occupy(port: number) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
