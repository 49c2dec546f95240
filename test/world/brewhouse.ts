import { PlantOpcuaServer } from '../plant/index.ts';
import type { WatchedAsset } from './configuration.ts';
import { memberIn, Place } from './truth.ts';

/** A controller read over OPC UA, whose own program moves a setpoint. */
export class Brewhouse {
  readonly server: PlantOpcuaServer;
  readonly level: Place;
  readonly #asset: string;

  constructor(asset: string, dataDir: string) {
    this.#asset = asset;
    this.server = new PlantOpcuaServer({ dataDir });
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
      name: 'Brewhouse',
      area: 'Hall A',
      sources: {
        ua: {
          type: 'opcua',
          endpoint: this.server.endpointUrl,
          security: { mode: 'None', policy: 'None', reason: 'the loopback interface of a test' },
          requestsPerSecond: 200,
          roots: ['/Objects/Plant'],
          rules: [{ path: '/Objects/Plant/Tank*/*', writable: true, kind: 'setpoint', group: 'Tanks' }],
        },
      },
    };
  }

  async start(): Promise<void> {
    await this.server.start();
    await this.write(this.level, 0);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    const [first] = this.server.violations;
    if (first !== undefined) throw new Error(`the agent did more than read: ${first}`);
  }

  write(place: Place, value: number): Promise<void> {
    return place.write(String(value), async () => this.server.setByProgram('Tank1.LevelSP', value));
  }
}
