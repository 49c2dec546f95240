import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlantOpcuaServer } from '../opcua/index.ts';
import { S7Cpu } from '../s7/index.ts';
import { WebApiCpu } from '../webapi/index.ts';
import {
  deliveredFiller,
  exportFiller,
  type FillerProject,
  fillerCertificateFile,
  fillFiller,
  keptCertificate,
} from './filler.ts';
import { exportLine } from './line.ts';
import { fillPress, tickPress } from './press.ts';
import { exportPress } from './press-names.ts';
import { deliveredProject, type PressProject, programPress } from './press-program.ts';
import { restoreState, saveState } from './state.ts';

export interface PlantOptions {
  /** Certificates, exports and kept state; the next plant in it goes on where this one ended. */
  readonly dataDir: string;
  /** How often process values move by themselves, in milliseconds; 0 or absent = never. */
  readonly processPeriodMs?: number;
  /** Ports on 127.0.0.1; of the system's choice where absent. */
  readonly ports?: { readonly brewhouse: number; readonly press: number; readonly filler: number };
}

/**
 * A small brewery: a brewhouse on OPC UA, a capping press on S7, a filling line whose project is exported into a
 * folder, and a filler on a 1500 by its Web API. `stop` throws where anybody who only watches sent more than readings.
 */
export class Plant {
  readonly brewhouse: PlantOpcuaServer;
  readonly press = new S7Cpu({ blocks: 'given' });
  /** What the engineers of the press keep on their programming device. */
  pressProject: PressProject = deliveredProject;
  /** A 1500: its program cannot be read, but keeps a checksum of itself. */
  readonly filler: WebApiCpu;
  fillerProject: FillerProject = deliveredFiller;
  /** Folder into which its engineers export, not after every download. */
  readonly fillerExports: string;
  /** Checksum of the program that was exported last. */
  fillerExported: bigint | null = null;
  /** Folder of the filling line's exports. */
  readonly exports: string;
  /** Folder into which the engineers of the press export its symbols. */
  readonly pressExports: string;
  readonly dataDir: string;
  readonly #options: PlantOptions;
  #ticker: NodeJS.Timeout | null = null;
  #acts = 0;

  constructor(options: PlantOptions) {
    this.#options = options;
    this.dataDir = options.dataDir;
    this.exports = join(options.dataDir, 'exports');
    this.fillerExports = join(options.dataDir, 'filler-exports');
    this.filler = new WebApiCpu({
      certificate: () => keptCertificate(fillerCertificateFile(options.dataDir)),
      failsafe: { signature: 'BC7C0410', lastModified: '2026-03-02T08:00:00.000Z' },
    });
    this.pressExports = join(options.dataDir, 'press-exports');
    this.brewhouse = new PlantOpcuaServer({
      dataDir: options.dataDir,
      processPeriodMs: options.processPeriodMs ?? 0,
      ...(options.ports ? { port: options.ports.brewhouse } : {}),
    });
  }

  async start(): Promise<void> {
    await mkdir(this.exports, { recursive: true });
    await exportLine(this.exports);
    await exportPress(this.pressExports);
    fillPress(this.press);
    programPress(this.press.program);
    fillFiller(this.filler);
    await this.brewhouse.start();
    this.#acts = await restoreState(this.#stateFile, this);
    await this.press.start(this.#options.ports?.press);
    if (this.fillerExported === null) {
      const { checksum } = this.filler.state.program;
      await exportFiller(this.fillerExports, this.fillerProject, checksum);
      this.fillerExported = checksum;
    }
    await this.filler.start(this.#options.ports?.filler);
    const period = this.#options.processPeriodMs ?? 0;
    if (period > 0) this.#ticker = setInterval(() => tickPress(this.press), period);
  }

  /** How often this plant's people have acted, in all its runs. */
  get acts(): number {
    return this.#acts;
  }

  /** Counts an act and keeps what it left behind, so that even a plant that is killed goes on from there. */
  async keepAct(): Promise<void> {
    this.#acts += 1;
    await saveState(this.#stateFile, this);
  }

  /** Throws, naming what was sent, where anybody who only watches sent more than readings. */
  assertOnlyReads(): void {
    const [first] = this.brewhouse.violations;
    if (first !== undefined) throw new Error(`a watcher of the brewhouse sent more than a reading: ${first}`);
    this.press.assertOnlyReads();
    this.filler.assertOnlyReads();
  }

  async stop(): Promise<void> {
    if (this.#ticker) clearInterval(this.#ticker);
    this.#ticker = null;
    await this.brewhouse.stop();
    await this.press.stop();
    await this.filler.stop();
    this.assertOnlyReads();
  }

  get #stateFile(): string {
    return join(this.dataDir, 'state.json');
  }
}
