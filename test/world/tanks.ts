import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpcuaOperator, PlantOpcuaServer, plantUsers } from '../plant/index.ts';
import type { WatchedAsset } from './configuration.ts';
import { memberIn, Place } from './truth.ts';

/** A controller whose OPC UA server tells by audit events who writes, to an agent that signs in and pins its certificate. */
export class Tanks {
  readonly server: PlantOpcuaServer;
  readonly level: Place;
  readonly #asset: string;
  readonly #dir: string;
  #engineer: OpcuaOperator | null = null;

  constructor(asset: string, dir: string) {
    this.#asset = asset;
    this.#dir = dir;
    this.server = new PlantOpcuaServer({ dataDir: join(dir, 'tanks') });
    this.level = new Place({
      asset,
      source: 'ua',
      kind: 'setpoint',
      path: 'setpoints/Tanks.txt',
      valueIn: memberIn('Tank1.LevelSP'),
    });
  }

  get places(): readonly Place[] {
    return [this.level];
  }

  asset(): WatchedAsset {
    return {
      id: this.#asset,
      name: 'Tanks',
      area: 'Hall A',
      sources: {
        ua: {
          type: 'opcua',
          endpoint: this.server.endpointUrl,
          serverCertificate: createHash('sha256').update(this.server.certificate).digest('hex'),
          user: { name: plantUsers.watcher.name, password: { file: this.#passwordFile } },
          requestsPerSecond: 200,
          roots: ['/Objects/Plant'],
          rules: [{ path: '/Objects/Plant/Tank*/*', writable: true, kind: 'setpoint', group: 'Tanks' }],
          canary: 2,
        },
      },
    };
  }

  async start(): Promise<void> {
    await writeFile(this.#passwordFile, plantUsers.watcher.password, { mode: 0o600 });
    await this.server.start();
    await this.level.write('40', async () => this.server.setByProgram('Tank1.LevelSP', 40));
  }

  /** Throws where the agent did anything but read. */
  async stop(): Promise<void> {
    await this.#engineer?.stop();
    await this.server.stop();
    const [first] = this.server.violations;
    if (first !== undefined) throw new Error(`the agent did more than read: ${first}`);
  }

  /** The engineer writes by a client of their own, under the account `engineer`. */
  write(value: number): Promise<void> {
    return this.level.write(String(value), async () => {
      const engineer =
        this.#engineer ?? new OpcuaOperator(this.server.endpointUrl, plantUsers.engineer, this.#dir);
      if (this.#engineer === null) await engineer.start();
      this.#engineer = engineer;
      await engineer.write('Tank1.LevelSP', value);
    });
  }

  get #passwordFile(): string {
    return join(this.#dir, 'tanks-password');
  }
}
