import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

export interface ChildOptions {
  /** How people call it, e.g. `server`. */
  readonly name: string;
  /** Script and arguments for this Node. */
  readonly args: readonly string[];
  /** Gets standard output and error; the last run's stays beside it. */
  readonly log: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const graceMs = 15_000;
const interruptedMs = 2000;
const lastLines = 15;
const lastBytes = 64 * 1024;
const orphanGuard = new URL('./orphan-guard.ts', import.meta.url).href;

/** A process of the demo: its own group, so that Ctrl-C reaches the demo alone, which then ends it in order. */
export class Child {
  readonly name: string;
  readonly log: string;
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  #stopping = false;

  private constructor(options: ChildOptions, process: ChildProcess) {
    this.name = options.name;
    this.log = options.log;
    this.#process = process;
    this.ended = once(process, 'exit').then(([code, signal]) => ({ code, signal }) as Ending);
  }

  static async start(options: ChildOptions): Promise<Child> {
    await rename(options.log, options.log.replace(/\.log$/, '.previous.log')).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
    const log = await open(options.log, 'w');
    try {
      const child = spawn(process.execPath, ['--import', orphanGuard, ...options.args], {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        detached: process.platform !== 'win32',
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
        windowsHide: true,
      });
      await once(child, 'spawn');
      return new Child(options, child);
    } finally {
      await log.close();
    }
  }

  /** Runs a process to its end; one that is still running when the signal aborts is ended. Rejects where it failed. */
  static async run(options: ChildOptions, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const child = await Child.start(options);
    let stopped: Promise<unknown> = Promise.resolve();
    const interrupt = () => {
      stopped = child.stop(interruptedMs);
    };
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      const ending = await child.ended;
      await stopped;
      signal.throwIfAborted();
      if (ending.code !== 0) throw await child.failure(ending);
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** What `found` makes of the first line of the log that it knows; rejects where none comes in time. */
  async line<T>(found: (line: string) => T | null, withinMs: number, signal: AbortSignal): Promise<T> {
    const until = Date.now() + withinMs;
    for (;;) {
      // Asked before the log is read: what an ended process said last is looked at too.
      const over = this.hasEnded || Date.now() > until;
      for (const line of (await readFile(this.log, 'utf8')).split('\n')) {
        const result = found(line);
        if (result !== null) return result;
      }
      if (over) throw await this.failure(this.hasEnded ? await this.ended : null);
      await wait(50, undefined, { signal });
    }
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Rejects when the process ends without having been told to. */
  async unexpectedEnd(): Promise<never> {
    const ending = await this.ended;
    if (this.#stopping) return new Promise(() => undefined);
    throw await this.failure(ending);
  }

  /** What is known of a failure: how it ended, and the last lines it said. */
  async failure(ending: Ending | null): Promise<Error> {
    const how =
      ending === null
        ? 'is not ready in time'
        : ending.signal === null
          ? `ended unexpectedly with exit code ${ending.code}`
          : `was ended by ${ending.signal}`;
    const text = (await readFile(this.log, 'utf8')).slice(-lastBytes).trimEnd();
    const said = text === '' ? '  (nothing)' : text.split('\n').slice(-lastLines).join('\n');
    return new Error(`the ${this.name} ${how}. Its last lines, from ${this.log}:\n${said}`);
  }

  /** Ends it: SIGTERM, and where it has not ended after a while SIGKILL. False where that was needed. */
  async stop(withinMs = graceMs): Promise<boolean> {
    this.#stopping = true;
    if (this.hasEnded) return true;
    this.#process.kill('SIGTERM');
    const late = new AbortController();
    const inTime = await Promise.race([
      this.ended.then(() => true),
      wait(withinMs, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    if (inTime) return true;
    this.#process.kill('SIGKILL');
    await this.ended;
    return false;
  }
}
