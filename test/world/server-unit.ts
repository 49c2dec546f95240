import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FaultyProxy } from '../plant/index.ts';
import { AdminApi } from './api.ts';
import { Child } from './child.ts';
import { writeServerConfig } from './configuration.ts';
import { PlainGit } from './git.ts';
import { readBelieved, readEntries, readProjections, type WorldEntry } from './log-entries.ts';
import { until } from './until.ts';

const main = new URL('../../server/main.ts', import.meta.url).pathname;
const password = 'correct horse battery staple';
const readyWithin = 40_000;
const stopWithin = 20_000;

/** A server with its data, as a process of its own that may die at any moment. */
export class ServerUnit {
  readonly dataDir: string;
  /** The cable between agents and server. Its port stays while the server comes and goes. */
  readonly cable = new FaultyProxy({ host: '127.0.0.1', port: 1 });
  readonly #dir: string;
  #child: Child | null = null;
  #api: AdminApi | null = null;
  #agentsPort = 0;

  /** Configuration and log files go into `dir`. */
  constructor(dir: string, dataDir = join(dir, 'server')) {
    this.#dir = dir;
    this.dataDir = dataDir;
  }

  get config(): string {
    return join(this.#dir, 'server.yaml');
  }

  get child(): Child {
    if (this.#child === null) throw new Error('the server was never started');
    return this.#child;
  }

  get running(): boolean {
    return this.#child?.running ?? false;
  }

  /** The API of the present run; `ready` first. */
  get api(): AdminApi {
    if (this.#api === null) throw new Error('the server does not listen yet');
    return this.#api;
  }

  /** Where agents come in behind the cable, in the present run. */
  get agentsPort(): number {
    return this.#agentsPort;
  }

  async prepare(): Promise<void> {
    await this.cable.start();
    await writeServerConfig(this.config, this.dataDir, `https://127.0.0.1:${this.cable.port}`);
  }

  /** Begins a run without waiting for anything. */
  launch(under: readonly string[] = []): void {
    this.#api = null;
    this.#child = new Child({
      name: 'server',
      args: [main, 'server', '--config', this.config],
      env: { WITNESSMARK_FIRST_PASSWORD: password },
      logFile: join(this.#dir, 'server.log'),
      under,
      onLine: line => this.#listen(line),
    });
  }

  async ready(): Promise<AdminApi> {
    return until('the server listens', { within: readyWithin, every: 20 }, () => {
      if (!this.child.running) throw this.child.failure('ended instead of listening');
      return this.#api;
    });
  }

  async start(): Promise<AdminApi> {
    this.launch();
    return this.ready();
  }

  kill(): Promise<void> {
    return this.child.kill();
  }

  /** Milliseconds it took to end in order. */
  stop(): Promise<number> {
    return this.child.stop(stopWithin);
  }

  /** Runs a command of the server's own line while it is stopped; rejects where it fails. */
  async command(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--config', this.config], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** Rejects, with what was found, where log, git and vault do not fit each other. */
  async verify(): Promise<void> {
    await this.command('verify');
  }

  /** Rejects where tables made anew from the log are others than those the server had. */
  async rebuildIsIdentical(): Promise<void> {
    const before = readProjections(this.dataDir);
    await this.command('rebuild');
    const after = readProjections(this.dataDir);
    for (const [table, rows] of Object.entries(before)) {
      const differs = rows.findIndex((row, index) => row !== after[table]?.[index]);
      if (differs >= 0 || rows.length !== after[table]?.length)
        throw new Error(
          `table ${table} is rebuilt into another: ${rows[differs]} → ${after[table]?.[differs]}`,
        );
    }
  }

  entries(): WorldEntry[] {
    return readEntries(this.dataDir);
  }

  /** The logs whose checkpoints the agents said they believe. */
  believed(): string[] {
    return readBelieved(this.dataDir);
  }

  git(asset: string): PlainGit {
    return new PlainGit(this.dataDir, asset);
  }

  async remove(): Promise<void> {
    if (this.running) await this.kill();
    await this.cable.stop();
  }

  #listen(line: string): void {
    if (!line.startsWith('{') || !line.includes('listen')) return;
    const { msg, people, host, port }: Record<string, unknown> = JSON.parse(line);
    if (msg === 'agent listener started' && typeof host === 'string' && typeof port === 'number') {
      this.#agentsPort = port;
      this.cable.retarget({ host, port });
    }
    if (msg === 'listening' && typeof people === 'string') this.#api = new AdminApi(people, password);
  }
}
