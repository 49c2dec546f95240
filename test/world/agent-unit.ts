import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from './child.ts';
import { type WatchedAsset, writeAgentConfig } from './configuration.ts';
import { until } from './until.ts';

const main = new URL('../../agent/main.ts', import.meta.url).pathname;
const readyWithin = 40_000;
const stopWithin = 20_000;

/** An agent with its data, as a process of its own that may die at any moment. */
export class AgentUnit {
  readonly name: string;
  readonly dataDir: string;
  readonly #dir: string;
  readonly #beat: string;
  #child: Child | null = null;

  /** Configuration, data and log files go into `dir`. */
  constructor(name: string, dir: string, beat = '500ms') {
    this.name = name;
    this.#beat = beat;
    this.#dir = dir;
    this.dataDir = join(dir, name);
  }

  get config(): string {
    return join(this.#dir, `${this.name}.yaml`);
  }

  get child(): Child {
    if (this.#child === null) throw new Error(`${this.name} was never started`);
    return this.#child;
  }

  get running(): boolean {
    return this.#child?.running ?? false;
  }

  configure(assets: readonly WatchedAsset[]): Promise<void> {
    return writeAgentConfig(this.config, this.dataDir, assets, this.#beat);
  }

  async join(token: string): Promise<void> {
    const args = [main, 'join', token, '--config', this.config, '--name', this.name];
    await promisify(execFile)(process.execPath, args);
  }

  /** Another agent with everything this one has, identity and spool included. Both must be stopped. */
  async cloneTo(clone: AgentUnit, assets: readonly WatchedAsset[]): Promise<void> {
    await cp(this.dataDir, clone.dataDir, { recursive: true });
    await clone.configure(assets);
  }

  /** Begins a run without waiting for anything. */
  launch(under: readonly string[] = []): void {
    this.#child = new Child({
      name: this.name,
      args: [main, 'run', '--config', this.config],
      logFile: join(this.#dir, `${this.name}.log`),
      under,
    });
  }

  async ready(): Promise<void> {
    await until(`${this.name} runs`, { within: readyWithin, every: 20 }, () => {
      if (!this.child.running) throw this.child.failure('ended instead of running');
      return this.child.logged('agent runs').length > 0;
    });
  }

  async start(): Promise<void> {
    this.launch();
    await this.ready();
  }

  kill(): Promise<void> {
    return this.child.kill();
  }

  /** Milliseconds it took to end in order. */
  stop(): Promise<number> {
    return this.child.stop(stopWithin);
  }

  async remove(): Promise<void> {
    if (this.running) await this.kill();
  }
}
