import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Ports, pickPorts, readPorts, writePorts } from './ports.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Takes a port, of the system's choice where 0, until the test ends. */
async function taken(port = 0): Promise<number> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise(resolve => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

/** Five ports that were free a moment ago. */
async function freePorts(): Promise<Ports> {
  const ports = {
    people: await taken(),
    agents: await taken(),
    brewhouse: await taken(),
    press: await taken(),
    filler: await taken(),
  };
  for (const end of ends.splice(0)) await end();
  return ports;
}

test('remembered ports are taken again, and else the preferred ones', async () => {
  const remembered = await freePorts();
  expect(await pickPorts(remembered)).toEqual(remembered);
  expect(await pickPorts({}, remembered)).toEqual(remembered);
});

test('a taken port is avoided: the remembered one for the preferred, that one for the next free', async () => {
  const free = await freePorts();
  const busy = await taken();
  const picked = await pickPorts({ ...free, people: busy }, { ...free, people: busy });
  expect(picked).toMatchObject({ agents: free.agents, brewhouse: free.brewhouse, press: free.press });
  expect(picked.people).not.toBe(busy);
  expect(await taken(picked.people)).toBe(picked.people);
});

test('no port is given twice, however many parts prefer it', async () => {
  const { people } = await freePorts();
  const same = { people, agents: people, brewhouse: people, press: people, filler: people };
  const picked = Object.values(await pickPorts(same, same));
  expect(new Set(picked).size).toBe(5);
});

test('ports are remembered in a file, and a damaged file is no harm', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'demo-'));
  ends.push(() => rm(dir, { recursive: true, force: true }));
  const file = join(dir, 'ports.json');
  expect(await readPorts(file)).toEqual({});
  const ports = { people: 1, agents: 2, brewhouse: 3, press: 4, filler: 5 };
  await writePorts(file, ports);
  expect(await readPorts(file)).toEqual(ports);
  await writeFile(file, '{"people": 99999');
  expect(await readPorts(file)).toEqual({});
});
