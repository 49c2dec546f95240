import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { WitnessError } from '@witnessmark/shared/errors';

/** What `git cat-file --batch` answered to a name. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

interface Request {
  readonly name: string;
  readonly resolve: (object: GitObject | null) => void;
  readonly reject: (error: Error) => void;
}

/** Largest object taken into memory; the store itself puts nothing near it into git. */
const objectBytes = 64 * 1024 * 1024;

/**
 * One long-lived `git cat-file --batch` (git-cat-file(1)): an answer in half a millisecond where a new
 * process takes eight. Answers come in the order of the questions.
 */
export class ObjectReader {
  readonly #asset: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending: Request[] = [];
  #received: Buffer[] = [];
  #bytes = 0;
  /** Bytes needed before the next step; 0 while the end of a header line is awaited. */
  #need = 0;
  #header: { id: string; type: string; size: number } | null = null;
  #said = '';
  #ended = false;
  readonly #gone: Promise<void>;

  constructor(asset: string, child: ChildProcessWithoutNullStreams, onEnd: () => void) {
    this.#asset = asset;
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      if (this.#said.length < 2000) this.#said += chunk.toString('utf8');
    });
    // Writing to a process that just died; its end rejects what waits.
    child.stdin.on('error', () => undefined);
    const gone = Promise.withResolvers<void>();
    this.#gone = gone.promise;
    const ended = (code: 'store.damaged' | 'store.git-failed', why: string) => {
      if (this.#ended) return;
      this.#ended = true;
      onEnd();
      gone.resolve();
      for (const request of this.#pending.splice(0)) {
        request.reject(new WitnessError(code, this.#asset, this.#said.trim() || why));
      }
    };
    child.on('error', error => ended('store.git-failed', error.message));
    child.on('close', code => {
      // git dies over an object it cannot read; a signal came from elsewhere.
      if (code === null) ended('store.git-failed', 'git cat-file was killed');
      else ended('store.damaged', `git cat-file ended with ${code}`);
    });
  }

  /** Null where git has nothing by this name, be it the commit, the path or the object. */
  ask(name: string): Promise<GitObject | null> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new WitnessError('store.closed', this.#asset));
      this.#pending.push({ name, resolve, reject });
      this.#child.stdin.write(`${name}\n`);
    });
  }

  /** Lets the answers under way come and ends the process; resolves when it is gone. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#gone;
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#need) return;
    let data: Buffer = Buffer.concat(this.#received);
    for (;;) {
      const rest = this.#step(data);
      if (rest === null) break;
      data = rest;
    }
    this.#received = data.length > 0 ? [data] : [];
    this.#bytes = data.length;
  }

  /** What is left after one header or one body; null where more has to come. */
  #step(data: Buffer): Buffer | null {
    if (this.#header === null) {
      const end = data.indexOf(10);
      this.#need = 0;
      if (end === -1) return null;
      const line = data.toString('utf8', 0, end);
      const found = /^([0-9a-f]{40}) ([a-z]+) (\d+)$/.exec(line);
      if (found?.[1] && found[2] && found[3]) {
        this.#header = { id: found[1], type: found[2], size: Number(found[3]) };
        if (this.#header.size > objectBytes) this.#child.kill();
      } else this.#pending.shift()?.resolve(null);
      return data.subarray(end + 1);
    }
    const { id, type, size } = this.#header;
    this.#need = size + 1;
    if (data.length < this.#need) return null;
    this.#header = null;
    this.#need = 0;
    this.#pending.shift()?.resolve({ id, type, content: Buffer.from(data.subarray(0, size)) });
    return data.subarray(size + 1);
  }
}
