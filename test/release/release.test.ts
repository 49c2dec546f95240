import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bundle,
  type Released,
  releaseAgent,
  releaseServer,
  withoutWriteEncoders,
} from '../../scripts/release/index.ts';
import { PlantOpcuaServer, plantUsers, S7Cpu } from '../plant/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const slow = 120_000;
// Far from any node_modules: what a release needs, it must hold.
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-release-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("the agent's release", () => {
  let agent: Released;
  let code: string;
  beforeAll(async () => {
    agent = await releaseAgent(root, dir);
    code = await readFile(agent.program, 'utf8');
  }, slow);

  test('is one file that runs', async () => {
    const { stdout } = await run(process.execPath, [agent.program, '--help'], { cwd: dir });
    expect(stdout).toContain('Usage: witnessmark-agent');
    expect(code.split('\n', 1)[0]).toBe('#!/usr/bin/env -S node --max-semi-space-size=4');
  });

  test('holds the guards', () => {
    const own = agent.modules.map(id => id.slice(root.length));
    expect(own).toContain('agent/sources/s7/transport/allow-list.ts');
    expect(own).toContain('agent/sources/opcua/guard.ts');
  });

  test('holds nothing of the server, the tests or a protocol server', () => {
    const own = agent.modules.map(id => id.slice(root.length)).filter(id => !id.startsWith('node_modules'));
    expect(own.filter(id => /^(server|test|scripts)\/|\/testing[/.]|\.(test|fixture)\.ts$/.test(id))).toEqual(
      [],
    );
    expect(agent.modules.filter(id => /\/node_modules\/(node-opcua-server|node-snap7)\//.test(id))).toEqual(
      [],
    );
  });

  test('holds of nodes7 its address parser alone', () => {
    const methods = [...code.matchAll(/NodeS7\$?\d*\.prototype\.(\w+) =/g)].map(([, name]) => name);
    expect(methods).toEqual(['addItemsNow']);
    expect(code).toContain('function stringToS7Addr(');
    expect(code).not.toMatch(/writeReqHeader|writeItems|getWriteBuffer|bufferizeS7Item|S7AddrToBuffer/);
  });

  test('names the licence of every package in it', async () => {
    const list = await readFile(join(agent.folder, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    expect(list).toMatch(/^nodes7 [\d.]+\n\nLicence: MIT$/m);
    expect(list).toMatch(/^node-opcua-client [\d.]+\n\nLicence: MIT$/m);
  });

  test(
    'watches an OPC UA server and an S7 CPU, and sends only reads',
    async () => {
      const server = new PlantOpcuaServer({ dataDir: join(dir, 'plant') });
      const cpu = new S7Cpu();
      cpu.setBlock(20, Buffer.alloc(8, 1));
      await server.start();
      await cpu.start();
      let running: ChildProcess | null = null;
      try {
        await writeFile(join(dir, 'agent.yaml'), configuration(server, cpu.port));
        running = spawn(process.execPath, [agent.program, 'run', '--config', 'agent.yaml'], {
          cwd: dir,
          env: { PLANT_PASSWORD: plantUsers.watcher.password },
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        await expect
          .poll(() => covered(dir), { timeout: 60_000, interval: 100 })
          .toEqual(['mixer/ua', 'press/plc']);
        const ended = once(running, 'exit');
        running.kill('SIGTERM');
        expect(await ended).toEqual([0, null]);
      } finally {
        if (running?.exitCode === null) running.kill('SIGKILL');
        await cpu.stop();
        await server.stop();
      }
    },
    slow,
  );
});

test(
  "the watcher's build can encode exactly the OPC UA requests its guard lets through",
  async () => {
    const probe = '\0probe';
    const file = join(dir, 'probe.js');
    await bundle({
      input: probe,
      file,
      plugins: [
        withoutWriteEncoders(),
        {
          name: 'probe',
          resolveId(id, importer) {
            if (id === probe) return id;
            return importer === probe ? this.resolve(id, join(root, 'agent/main.ts')) : null;
          },
          load: id => (id === probe ? probeCode : null),
        },
      ],
    });
    const { stdout } = await run(process.execPath, [file], { cwd: dir });
    const found = JSON.parse(stdout) as { service: string; passes: boolean; encodes: boolean }[];
    expect(found.map(({ service }) => service)).toContain('WriteRequest');
    expect(found.length).toBeGreaterThan(30);
    // The channel's own two are made below the guard.
    const channel = /^(Open|Close)SecureChannelRequest$/;
    const differing = found.filter(({ passes, encodes }) => passes !== encodes);
    expect(differing.filter(({ service }) => !channel.test(service))).toEqual([]);
  },
  slow,
);

test(
  "the server's release is one file that runs, with the built page beside it",
  async () => {
    const server = await releaseServer(root, dir);
    const { stdout } = await run(process.execPath, [server.program, '--help'], { cwd: dir });
    expect(stdout).toContain('Usage: witnessmark ');
    expect((await stat(join(server.folder, 'web/dist/index.html'))).isFile()).toBe(true);
    const list = await readFile(join(server.folder, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    expect(list).toMatch(/^fastify [\d.]+$/m);
    expect(list).toMatch(/^react-dom [\d.]+$/m);
  },
  slow,
);

/** Says of every request class whether the guard lets it through and whether the build encodes it. */
const probeCode = `
import * as opcua from 'node-opcua-client';
import { ReadOnlyGuard } from './sources/opcua/guard.ts';
import './sources/s7/index.ts';
const stream = new Proxy({}, { get: () => () => 0 });
const parts = ['CallMethodRequest', 'MonitoredItemCreateRequest', 'MonitoredItemModifyRequest'];
const holds = act => { try { act(); return true; } catch { return false; } };
const found = [];
for (const [service, Made] of Object.entries(opcua)) {
  if (!/^[A-Z].*Request$/.test(service) || typeof Made !== 'function' || parts.includes(service)) continue;
  const request = new Made({});
  found.push({
    service,
    passes: holds(() => new ReadOnlyGuard('probe').check(request)),
    encodes: holds(() => request.encode(stream)),
  });
}
console.log(JSON.stringify(found));
`;

function configuration(server: PlantOpcuaServer, port: number): string {
  return `
site: hall
dataDir: agent-data
assets:
  - id: press
    name: Press
    area: A
    sources:
      plc:
        type: s7
        host: 127.0.0.1
        port: ${port}
        dataBlocks: [{ db: 20, name: Force, kind: setpoint, layout: { list: { Force: 'DB20,REAL0' } } }]
  - id: mixer
    name: Mixer
    area: A
    sources:
      ua:
        type: opcua
        endpoint: ${server.endpointUrl}
        serverCertificate: '${createHash('sha256').update(server.certificate).digest('hex')}'
        user: { name: ${plantUsers.watcher.name}, password: { env: PLANT_PASSWORD } }
        roots: [/Objects/Plant]
        rules: [{ path: '/Objects/Plant/Tank*/*', writable: true, kind: setpoint, group: Tanks }]
`;
}

/** The streams whose setpoints the agent says it has read. */
async function covered(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'agent-data/status.json'), 'utf8').catch(() => '{"streams":[]}');
  const status = JSON.parse(text) as { streams: { stream: string; readings: number; connected: boolean }[] };
  return status.streams
    .filter(({ readings, connected }) => connected && readings > 0)
    .map(({ stream }) => stream)
    .sort();
}
