import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checksumTag, saveExport, WebApiCpu, webWatcher } from '../plant/index.ts';

import type { WatchedAsset } from './configuration.ts';
import { memberIn, Place } from './truth.ts';

const setpoint = '"Filling".LevelSP';

/**
 * A 1500 by its Web API: its program cannot be read and keeps a checksum of itself, and its engineers export
 * into a watched folder when they think of it.
 */
export class Hidden {
  readonly cpu = new WebApiCpu();
  readonly level: Place;
  /** Folder of its exports, and of the agent's secret. */
  readonly folder: string;
  readonly #asset: string;

  constructor(asset: string, folder: string) {
    this.#asset = asset;
    this.folder = folder;
    this.level = new Place({
      asset,
      source: 'web',
      kind: 'setpoint',
      path: 'setpoints/Filling.txt',
      valueIn: memberIn('LevelSP'),
    });
  }

  get places(): readonly Place[] {
    return [this.level];
  }

  get #exports(): string {
    return join(this.folder, 'exports');
  }

  asset(): WatchedAsset {
    return {
      id: this.#asset,
      name: 'Filler 3',
      area: 'Hall A',
      sources: {
        web: {
          type: 'webapi',
          host: '127.0.0.1',
          port: this.cpu.port,
          serverCertificate: this.cpu.certificate.thumbprint,
          user: { name: webWatcher.name, password: { file: join(this.folder, 'password') } },
          requestsPerSecond: 500,
          logic: { checksumTag },
          values: [{ name: 'Filling', kind: 'setpoint', members: { LevelSP: setpoint } }],
        },
        exports: {
          type: 'files',
          folder: this.#exports,
          wholeAfterMs: 50,
          checksumIn: [{ path: '*.scl', text: 'Checksum: $checksum' }],
        },
      },
    };
  }

  async start(): Promise<void> {
    await mkdir(this.#exports, { recursive: true });
    await writeFile(join(this.folder, 'password'), `${webWatcher.password}\n`, { mode: 0o600 });
    this.cpu.state.program.put({
      number: 30,
      name: 'Filling',
      members: { LevelSP: { datatype: 'int', value: 0 } },
    });
    this.download(1800);
    await this.cpu.start();
    await this.write(500);
  }

  /** Throws where the agent sent anything but readings. */
  async stop(): Promise<void> {
    await this.cpu.stop();
    this.cpu.assertOnlyReads();
  }

  write(value: number): Promise<void> {
    return this.level.write(String(value), async () => {
      const variable = this.cpu.state.program.find(setpoint);
      if (variable === null || !('value' in variable)) throw new Error('the filler has no level');
      variable.value = value;
    });
  }

  /** An engineer loads a program with this filling time; gives its checksum as people read it. */
  download(fillMs: number): string {
    const source = `#Open(IN := #BottlePresent, PT := T#${fillMs}ms);`;
    this.cpu.download('Kovac', { type: 'fb', number: 10, name: 'Filler', source });
    return this.checksum;
  }

  get checksum(): string {
    const digits = this.cpu.state.program.checksum.toString(16).toUpperCase();
    return `16#${digits.padStart(digits.length + (digits.length % 2), '0')}`;
  }

  /** The source as exported, with the checksum in its head where one is given. */
  async export(fillMs: number, checksum: string | null): Promise<void> {
    const head = checksum === null ? '' : `// Checksum: ${checksum}\n`;
    const text = `${head}#Open(IN := #BottlePresent, PT := T#${fillMs}ms);\n`;
    await saveExport(this.#exports, 'Filler3.scl', text);
  }
}
