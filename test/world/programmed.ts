import { codeBlock, dataBlock, S7Cpu, S7ProgrammingDevice } from '../plant/index.ts';
import type { WatchedAsset } from './configuration.ts';
import { Place } from './truth.ts';

/** A controller whose program an engineer changes: the preset of a timer in FC1, an initial value in DB1. */
export class Programmed {
  readonly cpu = new S7Cpu({ blocks: 'given' });
  /** Seconds. */
  readonly preset: Place;
  readonly limit: Place;
  readonly #asset: string;
  readonly #names: string | null;
  #port = 0;

  /** `names` is a folder into which its engineers export symbols. */
  constructor(asset: string, names: string | null = null) {
    this.#asset = asset;
    this.#names = names;
    const at = { asset, source: 'plc', kind: 'logic' } as const;
    this.preset = new Place({
      ...at,
      path: 'logic/FC1.awl',
      valueIn: text => /S5T#(\d+)S;/.exec(text)?.[1] ?? null,
    });
    this.limit = new Place({
      ...at,
      path: 'logic/DB1.awl',
      valueIn: text => /INT := (\d+);/.exec(text)?.[1] ?? null,
    });
  }

  get places(): readonly Place[] {
    return [this.preset, this.limit];
  }

  asset(): WatchedAsset {
    return {
      id: this.#asset,
      name: 'Filler',
      area: 'Hall A',
      sources: {
        plc: { type: 's7', host: '127.0.0.1', port: this.#port, requestsPerSecond: 200 },
        ...(this.#names === null ? {} : { names: { type: 'files', folder: this.#names, wholeAfterMs: 50 } }),
      },
    };
  }

  async start(): Promise<void> {
    this.cpu.program.put(codeBlock({ type: 'OB', number: 1, networks: [[['CALL', 1]]] }));
    this.#port = await this.cpu.start();
    await this.load(2, 10);
  }

  /** Throws where the agent sent anything but readings. */
  async stop(): Promise<void> {
    await this.cpu.stop();
  }

  /** The engineer comes, loads both blocks and leaves. */
  async load(seconds: number, limit: number): Promise<void> {
    const device = new S7ProgrammingDevice({ port: this.#port });
    try {
      await device.connect();
      await this.preset.write(String(seconds), () => device.download(fillerCode(seconds)));
      await this.limit.write(String(limit), () =>
        device.download(
          dataBlock({
            number: 1,
            interfaceTime: new Date(),
            values: [
              { type: 'INT', start: limit },
              { type: 'REAL', start: 1.5 },
            ],
          }),
        ),
      );
    } finally {
      device.close();
    }
  }
}

function fillerCode(seconds: number): Buffer {
  return codeBlock({
    type: 'FC',
    number: 1,
    codeTime: new Date(),
    networks: [
      [
        ['A', 'I', 0, 0],
        ['AN', 'I', 0, 1],
        ['=', 'M', 1, 0],
      ],
      [
        ['A', 'M', 1, 0],
        ['L', 'S5T', seconds * 1000],
        ['SD', 'T', 1],
        ['A', 'T', 1],
        ['=', 'Q', 4, 0],
      ],
    ],
  });
}
