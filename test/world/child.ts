import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  readonly name: string;
  /** Script and arguments for this Node. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Everything it says is appended here. */
  readonly logFile: string;
  /** A program with its arguments that runs Node instead of us, in the same process id (`strace -D …`). */
  readonly under?: readonly string[];
  readonly onLine?: (line: string) => void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const keptLines = 5000;
const shownLines = 30;
/** Programs are started hundreds of times: what V8 made of their code is kept. */
const compileCache = new URL('../../node_modules/.cache/witnessmark-world', import.meta.url).pathname;
const orphanGuard = new URL('./orphan-guard.ts', import.meta.url).href;

/** A process of ours, with what it said. */
export class Child {
  readonly name: string;
  readonly ended: Promise<Ending>;
  readonly lines: string[] = [];
  readonly #process: ChildProcess;
  readonly #log: WriteStream;
  readonly #onLine: (line: string) => void;
  #ending: Ending | null = null;

  constructor({ name, args, env, logFile, under = [], onLine = () => undefined }: ChildOptions) {
    this.name = name;
    this.#onLine = onLine;
    this.#log = createWriteStream(logFile, { flags: 'a' });
    const [program = process.execPath, ...rest] = [
      ...under,
      process.execPath,
      '--import',
      orphanGuard,
      ...args,
    ];
    this.#process = spawn(program, rest, {
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream === null) throw new TypeError('no pipe');
      createInterface(stream).on('line', line => this.#said(line));
    }
    this.ended = once(this.#process, 'close').then(([code, signal]) => {
      this.#ending = { code, signal } as Ending;
      this.#log.end();
      return this.#ending;
    });
  }

  get running(): boolean {
    return this.#ending === null;
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`${this.name} was not started`);
    return pid;
  }

  /** The JSON log entries with this message, oldest first. */
  logged(message: string): Record<string, unknown>[] {
    return this.lines.flatMap(line => {
      if (!line.startsWith('{') || !line.includes(JSON.stringify(message))) return [];
      const entry: unknown = JSON.parse(line);
      return isRecord(entry) && entry['msg'] === message ? [entry] : [];
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Pulls the plug; nothing of what it was doing is finished. */
  async kill(): Promise<void> {
    if (this.running) this.#process.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to end and gives the milliseconds that took; rejects where it has to be killed. */
  async stop(within: number): Promise<number> {
    if (!this.running) throw this.failure('had ended before it was asked to');
    const begun = performance.now();
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), within);
    const { code, signal } = await this.ended;
    clearTimeout(timer);
    if (signal !== null || code !== 0)
      throw this.failure(`ended with ${signal ?? code} when it was asked to end`);
    return performance.now() - begun;
  }

  /** An error that holds its last words. */
  failure(what: string): Error {
    return new Error(`${this.name} ${what}. It said last:\n${this.lines.slice(-shownLines).join('\n')}`);
  }

  #said(line: string): void {
    this.#log.write(`${line}\n`);
    this.lines.push(line);
    if (this.lines.length > keptLines) this.lines.shift();
    this.#onLine(line);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
