import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitFailure } from './git.ts';
import { streamEnd, streamRead } from './stream.ts';

/** An idle git that was asked to end and does not. */
const endMs = 10_000;
/** Kept of its standard error: the end, where git says what it died of. */
const saidBytes = 8_000;

/** How a process ended. `code` is null where a signal ended it. */
export interface Ending {
  readonly code: number | null;
  readonly said: string;
}

interface Batch {
  readonly bytes: number;
  readonly deadline: NodeJS.Timeout;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: GitFailure) => void;
}

/**
 * One long-lived `git fast-import --done` (git-fast-import(1)), a stream of `stream.ts` at a time. An
 * end of input without `done`, as after a kill of the server, makes it give up what it had not
 * been told to write.
 */
export class FastImport {
  readonly started = Date.now();
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #batchMs: number;
  readonly #gone = Promise.withResolvers<Ending>();
  #batch: Batch | null = null;
  #batchStarted = Date.now();
  #answer = '';
  #said = '';
  #late = false;
  #asked = false;
  #ending: Ending | null = null;

  /** A stream that is not answered after `batchMs` ends the process. */
  constructor(child: ChildProcessWithoutNullStreams, batchMs: number) {
    this.#child = child;
    this.#batchMs = batchMs;
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#hear(chunk.toString('utf8')));
    // Writing to a process that just died; its end rejects what waits.
    child.stdin.on('error', () => undefined);
    child.on('exit', () => child.stdin.destroy());
    child.on('error', error => {
      this.#hear(error.message);
      if (child.pid === undefined) this.#ended(null);
    });
    child.on('close', code => this.#ended(code));
  }

  /** Resolves when the process is gone. */
  get gone(): Promise<Ending> {
    return this.#gone.promise;
  }

  /** Whether it takes a stream: alive as far as is known, and not asked to end. */
  get usable(): boolean {
    const { exitCode, signalCode } = this.#child;
    return this.#ending === null && !this.#asked && exitCode === null && signalCode === null;
  }

  /** When the newest stream was begun, in ms since 1970. */
  get batchStarted(): number {
    return this.#batchStarted;
  }

  /**
   * Gives what git answered when it has gone through the stream, everything in it synced. Rejects with a
   * GitFailure, the process being gone, where git died or took too long. One call at a time.
   */
  run(stream: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#ending !== null) return reject(this.#failure(this.#ending));
      this.#answer = '';
      this.#batchStarted = Date.now();
      const deadline = setTimeout(() => {
        this.#late = true;
        this.#child.kill('SIGKILL');
      }, this.#batchMs);
      this.#batch = { bytes: stream.length, deadline, resolve, reject };
      this.#child.stdin.write(stream);
    });
  }

  /** Ends the process, which writes nothing more; call it with no stream under way. */
  async end(): Promise<Ending> {
    if (!this.#asked) this.#child.stdin.end(streamEnd);
    this.#asked = true;
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), endMs);
    try {
      return await this.#gone.promise;
    } finally {
      clearTimeout(deadline);
    }
  }

  #take(chunk: Buffer): void {
    const batch = this.#batch;
    if (batch === null) return;
    this.#answer += chunk.toString('latin1');
    // Each line of an answer was asked for by a longer one.
    if (this.#answer.length > batch.bytes) this.#child.kill('SIGKILL');
    if (!this.#answer.endsWith(streamRead)) return;
    this.#batch = null;
    clearTimeout(batch.deadline);
    batch.resolve(this.#answer);
  }

  #hear(text: string): void {
    this.#said = `${this.#said}${text}`.slice(-saidBytes);
  }

  #ended(code: number | null): void {
    if (this.#ending !== null) return;
    this.#ending = { code, said: this.#said };
    this.#gone.resolve(this.#ending);
    const batch = this.#batch;
    if (batch === null) return;
    this.#batch = null;
    clearTimeout(batch.deadline);
    batch.reject(this.#failure(this.#ending));
  }

  #failure({ code, said }: Ending): GitFailure {
    return new GitFailure('fast-import', code, this.#answer, said, this.#late);
  }
}
