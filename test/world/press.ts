import { S7Cpu, S7Hmi } from '../plant/index.ts';
import type { WatchedAsset } from './configuration.ts';
import { memberIn, Place } from './truth.ts';

const setpoints = { db: 20, name: 'Setpoints' } as const;
const recipe = { db: 30, name: 'Crown26' } as const;
const triesMs = 10_000;

/** A controller read over S7: two setpoints in one block, one value of a recipe, and the panel that writes them. */
export class Press {
  readonly cpu = new S7Cpu();
  readonly force: Place;
  readonly stroke: Place;
  readonly dwell: Place;
  readonly #asset: string;
  readonly #requestMs: number;
  #hmi: S7Hmi | null = null;
  #port = 0;

  /** `requestMs`: how long the agent waits for the answer to one request. */
  constructor(asset: string, requestMs = 1000) {
    this.#asset = asset;
    this.#requestMs = requestMs;
    const at = { asset, source: 'plc' };
    const path = `setpoints/${setpoints.name}.txt`;
    this.force = new Place({ ...at, kind: 'setpoint', path, valueIn: memberIn('Force') });
    this.stroke = new Place({ ...at, kind: 'setpoint', path, valueIn: memberIn('Stroke') });
    this.dwell = new Place({
      ...at,
      kind: 'recipe',
      path: `recipes/${recipe.name}.txt`,
      valueIn: memberIn('Dwell'),
    });
  }

  get places(): readonly Place[] {
    return [this.force, this.stroke, this.dwell];
  }

  /** Address of the controller, or of a cable in front of it. */
  asset(port = this.#port): WatchedAsset {
    const layout = (list: Record<string, string>) => ({ layout: { list } });
    return {
      id: this.#asset,
      name: 'Press',
      area: 'Hall A',
      sources: {
        plc: {
          type: 's7',
          host: '127.0.0.1',
          port,
          requestsPerSecond: 200,
          timeoutMs: this.#requestMs,
          dataBlocks: [
            {
              ...setpoints,
              kind: 'setpoint',
              ...layout({ Force: 'DB20.DBD0 DINT', Stroke: 'DB20.DBD4 DINT' }),
            },
            { ...recipe, kind: 'recipe', ...layout({ Dwell: 'DB30.DBD0 DINT' }) },
          ],
        },
      },
    };
  }

  async start(): Promise<void> {
    this.cpu.setBlock(setpoints.db, Buffer.alloc(8));
    this.cpu.setBlock(recipe.db, Buffer.alloc(4));
    this.#port = await this.cpu.start();
    for (const place of this.places) await this.write(place, 0);
  }

  /** Throws where the agent sent anything but readings. */
  async stop(): Promise<void> {
    this.#hmi?.close();
    await this.cpu.stop();
  }

  /** The panel writes a value that this place never had; tried again where the connection is cut. */
  write(place: Place, value: number): Promise<void> {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    const [db, start] = place === this.dwell ? [recipe.db, 0] : [setpoints.db, place === this.force ? 0 : 4];
    return place.write(String(value), async () => {
      for (const until = Date.now() + triesMs; ; ) {
        try {
          return await (await this.#panel()).write(db, start, bytes);
        } catch (error) {
          this.#hmi?.close();
          this.#hmi = null;
          if (Date.now() > until) throw error;
        }
      }
    });
  }

  async #panel(): Promise<S7Hmi> {
    if (this.#hmi !== null) return this.#hmi;
    const hmi = new S7Hmi({ port: this.#port });
    await hmi.connect();
    this.#hmi = hmi;
    return hmi;
  }
}
