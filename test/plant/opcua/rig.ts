import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OpcuaSource, opcuaSourceSchema } from '@witnessmark/agent/opcua';
import type { Hint, ItemReading, SourceContext } from '@witnessmark/agent/sources';
import { type Capability, type Statement, statementSchema } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { OpcuaOperator } from './operator.ts';
import { type PlantOpcuaOptions, PlantOpcuaServer } from './plant-server.ts';
import { type PlantUser, plantUsers } from './users.ts';

/** The rules the tests watch the plant by. */
const plantRules = [
  { path: '/Objects/Plant/Tank*/*', writable: true, kind: 'setpoint', group: 'Tanks' },
  { path: '/Objects/Plant/Recipe */*', kind: 'recipe', group: '$1' },
  { path: '/Objects/Plant/Settings/*', kind: 'config', group: 'Settings' },
  { path: '/Objects/Plant/Files/*', nodeClass: 'File', kind: 'recipe' },
];

interface RigSource {
  readonly source: OpcuaSource;
  readonly hints: Hint[];
  /** Everything the source stated so far; each one was checked to be a statement. */
  readonly statements: readonly Statement[];
  /** What the source last said it can see. */
  readonly capabilities: readonly Capability[];
}

/** A plant server, and sources and operators on it, in a temporary folder; all of it ends with `stop`. */
export class OpcuaRig {
  readonly signal = new AbortController().signal;
  readonly server: PlantOpcuaServer;
  readonly dir: string;
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(dir: string, options: Partial<PlantOpcuaOptions>) {
    this.dir = dir;
    this.server = new PlantOpcuaServer({ dataDir: path.join(dir, 'plant'), ...options });
  }

  static async start(options: Partial<PlantOpcuaOptions> = {}): Promise<OpcuaRig> {
    const rig = new OpcuaRig(await mkdtemp(path.join(tmpdir(), 'opcua-')), options);
    await rig.server.start();
    return rig;
  }

  /** SHA-256 of the server's present certificate. */
  get pin(): string {
    return createHash('sha256').update(this.server.certificate).digest('hex');
  }

  /** A source on the plant that pins its certificate; `config` overrides any part of its configuration. */
  source(config: object = {}, dataDir = 'agent'): RigSource {
    const parsed = opcuaSourceSchema.parse({
      type: 'opcua',
      endpoint: this.server.endpointUrl,
      serverCertificate: this.pin,
      user: { name: plantUsers.watcher.name, password: plantUsers.watcher.password },
      roots: ['/Objects/Plant'],
      rules: plantRules,
      publishing: 50,
      requestsPerSecond: 1000,
      timeouts: { connectMs: 15_000, requestMs: 10_000 },
      canary: 'off',
      sessions: 'off',
      ...config,
    });
    const source = new OpcuaSource(parsed, testContext(path.join(this.dir, dataDir)));
    const hints: Hint[] = [];
    source.onHint(hint => hints.push(hint));
    const statements: Statement[] = [];
    source.onStatement(statement => statements.push(statementSchema.parse(statement)));
    const capabilities: Capability[] = [];
    source.onCapabilities(all => capabilities.splice(0, capabilities.length, ...all));
    this.#ends.push(() => source.close());
    return { source, hints, statements, capabilities };
  }

  async operator(user: PlantUser = plantUsers.operator): Promise<OpcuaOperator> {
    const operator = new OpcuaOperator(this.server.endpointUrl, user, path.join(this.dir, 'plant'));
    await operator.start();
    this.#ends.push(() => operator.stop());
    return operator;
  }

  /** Ends the sources and operators made so far. */
  async leave(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }

  async stop(): Promise<void> {
    this.server.proxy.restore();
    await this.leave();
    await this.server.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** The text of an item of a reading; throws where it is not there with its content. */
export function textOf(items: readonly ItemReading[], itemPath: string): string {
  const item = items.find(one => one.path === itemPath);
  if (!item || !('content' in item))
    throw new Error(`${itemPath}: ${item ? JSON.stringify(item) : 'not read'}`);
  return Buffer.from(item.content).toString('utf8');
}

/** What a source is made with, in a test. */
export function testContext(dataDir: string): SourceContext {
  const quiet = () => {};
  return { asset: 'brewery', source: 'opcua', now, dataDir, log: { debug: quiet, info: quiet, warn: quiet } };
}

function now(): Instant {
  return { wall: new Date().toISOString(), mono: Math.round(performance.now()), boot: '0'.repeat(32) };
}
