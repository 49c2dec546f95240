import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OpcuaSource, opcuaSourceSchema } from '@witnessmark/agent/opcua';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import {
  AttributeIds,
  type ClientSession,
  DataType,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  UserTokenType,
} from 'node-opcua-client';
import { PlantOpcuaServer, plantUsers, plantValue } from '../plant/opcua/index.ts';
import type { BenchRow } from './row.ts';

const variables = 10_000;
const batch = 1000;
const rounds = 15;
const warmUp = 3;

/**
 * Reads 10,000 values of the plant's OPC UA server: our source, which makes value text of them, against
 * node-opcua's bare read in batches of 1000, which makes nothing of them. Same server, security and process,
 * rounds taken in turns; the server holds both back, so the ratio says what our way adds.
 */
export async function run(): Promise<BenchRow[]> {
  const dir = await mkdtemp(path.join(tmpdir(), 'bench-opcua-'));
  const server = new PlantOpcuaServer({ dataDir: path.join(dir, 'plant') });
  await server.start();
  for (let index = 0; index < variables; index++) {
    server.model.add('Bench', `V${index}`, plantValue(DataType.Double, index / 7));
  }
  const source = ours(server, dir);
  const client = theirs(dir);
  try {
    const signal = new AbortController().signal;
    await source.connect(signal);
    await client.connect(server.endpointUrl);
    const session = await client.createSession({
      type: UserTokenType.UserName,
      userName: plantUsers.watcher.name,
      password: plantUsers.watcher.password,
    });
    await session.readNamespaceArray();
    const nodes = benchNodes(session);
    const own: number[] = [];
    const bare: number[] = [];
    for (let round = -warmUp; round < rounds; round++) {
      const ownMs = await timed(() => source.read({ kinds: ['setpoint'] }, signal));
      const bareMs = await timed(() => bareRead(session, nodes));
      if (round < 0) continue;
      own.push(ownMs);
      bare.push(bareMs);
    }
    await session.close();
    const [ownMs, bareMs] = [median(own), median(bare)];
    return [
      {
        what: `OPC UA reading, ${variables} values`,
        against: `node-opcua's bare read loop in batches of ${batch}`,
        ratio: bareMs / ownMs,
        aim: '≥ 0.9',
        met: bareMs / ownMs >= 0.9,
        detail: `${perSecond(ownMs)} against ${perSecond(bareMs)} values/s, SignAndEncrypt, median of ${rounds}`,
      },
    ];
  } finally {
    await source.close();
    await client.disconnect();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function ours(server: PlantOpcuaServer, dir: string): OpcuaSource {
  const config = opcuaSourceSchema.parse({
    type: 'opcua',
    endpoint: server.endpointUrl,
    serverCertificate: createHash('sha256').update(server.certificate).digest('hex'),
    user: { name: plantUsers.watcher.name, password: plantUsers.watcher.password },
    security: { policy: 'Basic256Sha256' },
    publishing: 'off',
    requestsPerSecond: 10_000,
    timeouts: { requestMs: 30_000 },
    roots: ['/Objects/Plant'],
    rules: [{ path: '/Objects/Plant/Bench/*', kind: 'setpoint', group: 'Bench' }],
  });
  const nothing = () => {};
  return new OpcuaSource(config, {
    asset: 'bench',
    source: 'opcua',
    dataDir: path.join(dir, 'agent'),
    log: { debug: nothing, info: nothing, warn: nothing },
    now: () => ({
      wall: new Date().toISOString(),
      mono: Math.floor(performance.now()),
      boot: '0'.repeat(32),
    }),
  });
}

function theirs(dir: string): OPCUAClient {
  return OPCUAClient.create({
    applicationName: 'BenchPeer',
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    clientCertificateManager: new OPCUACertificateManager({
      rootFolder: path.join(dir, 'peer'),
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    }),
  });
}

function benchNodes(session: ClientSession): { nodeId: string; attributeId: number }[] {
  const namespace = session.getNamespaceIndex('urn:witnessmark:plant:brewery');
  return Array.from({ length: variables }, (_, index) => ({
    nodeId: `ns=${namespace};s=Bench.V${index}`,
    attributeId: AttributeIds.Value,
  }));
}

async function bareRead(
  session: ClientSession,
  nodes: readonly { nodeId: string; attributeId: number }[],
): Promise<void> {
  for (let at = 0; at < nodes.length; at += batch) await session.read(nodes.slice(at, at + batch));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

function perSecond(ms: number): string {
  return Math.round(variables / (ms / 1000)).toLocaleString('en');
}
