import { Worker } from 'node:worker_threads';
import { diffAsText, diffContents, type ItemDiff, isSourcePath } from '@witnessmark/shared/changes';
import type { Answer, Asked } from './message.ts';

export interface ComparisonLimits {
  /** Milliseconds one comparison may take, from when the thread turns to it. */
  readonly ms: number;
  /** Megabytes the thread may have for what it keeps. */
  readonly megabytes: number;
  /** Bytes of both sides together; beyond them a source is compared as text. */
  readonly bytes: number;
  /** Comparisons that may wait. */
  readonly waiting: number;
}

const limits: ComparisonLimits = { ms: 15_000, megabytes: 1024, bytes: 64 * 1024 * 1024, waiting: 200 };

/** What is compared: contents of one item, null where it was not there. */
export interface Comparing {
  readonly path: string;
  readonly oldPath: string;
  readonly old: Uint8Array | null;
  readonly now: Uint8Array | null;
}

export interface Comparison {
  readonly diff: ItemDiff;
  /** Whether the same contents would be compared like this again: false where only the moment was wrong for them. */
  readonly lasting: boolean;
}

interface Waiting {
  readonly asked: Asked;
  readonly done: (comparison: Comparison) => void;
}

const tooCostly = 'too costly to compare as code; compared as text';
const tooBusy = 'too much else to compare; compared as text for now';

/**
 * Compares contents, sources of PLC languages in a thread of their own. One that takes more than it may is ended
 * with its thread and compared as text, and says so; those that wait behind it go on in a new one. The thread
 * begins with the first source and ends with `stop`.
 */
export class ComparisonThread {
  readonly #limits: ComparisonLimits;
  readonly #file: URL;
  #worker: Worker | null = null;
  #running: Waiting | null = null;
  #timer: NodeJS.Timeout | null = null;
  #next = 0;
  readonly #waiting: Waiting[] = [];
  #stopped = false;

  /** `file`: the thread's program, where it is not the one beside this. */
  constructor(bounds: Partial<ComparisonLimits> = {}, file: URL = program()) {
    this.#limits = { ...limits, ...bounds };
    this.#file = file;
  }

  /** How two contents differ. Never fails for what is in them. */
  compare(comparing: Comparing): Promise<Comparison> {
    const { path, oldPath, old, now } = comparing;
    const isSource = isSourcePath(path) && isSourcePath(oldPath);
    if (!isSource || old === null || now === null)
      return Promise.resolve({ diff: diffContents(path, old, now, oldPath), lasting: true });
    if (old.length + now.length > this.#limits.bytes)
      return Promise.resolve({ diff: diffAsText(path, old, now, tooCostly), lasting: true });
    if (this.#stopped || this.#waiting.length >= this.#limits.waiting)
      return Promise.resolve({ diff: diffAsText(path, old, now, tooBusy), lasting: false });
    return new Promise(done => {
      this.#waiting.push({ asked: { id: this.#next++, path, oldPath, old, now }, done });
      this.#turn();
    });
  }

  /** Ends the thread; what waits is compared as text. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const worker = this.#worker;
    this.#give(tooBusy);
    for (const waiting of this.#waiting.splice(0)) asText(waiting, tooBusy);
    this.#worker = null;
    await worker?.terminate();
  }

  #turn(): void {
    if (this.#running !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#running = next;
    this.#worker ??= this.#started();
    // An idle thread must not keep a command that is done from ending.
    this.#worker.ref();
    this.#timer = setTimeout(() => this.#end(), this.#limits.ms);
    this.#worker.postMessage(next.asked);
  }

  #started(): Worker {
    const worker = new Worker(this.#file, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.megabytes, stackSizeMb: 4 },
      stderr: false,
    });
    worker.on('message', (answer: Answer) => {
      if (worker !== this.#worker || this.#running?.asked.id !== answer.id) return;
      if (answer.state === 'compared') this.#give(answer.diff);
      else this.#give(`not compared as code: ${answer.says}`);
      this.#turn();
    });
    // Out of memory, or a defect: either way this comparison is the reason.
    worker.on('error', () => this.#lost(worker));
    worker.on('exit', () => this.#lost(worker));
    return worker;
  }

  /** Gives what runs its answer: a difference, or why it is compared as text. */
  #give(answer: ItemDiff | string): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const running = this.#running;
    this.#running = null;
    this.#worker?.unref();
    if (running === null) return;
    if (typeof answer === 'string') asText(running, answer);
    else running.done({ diff: answer, lasting: true });
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#give(tooCostly);
    void worker?.terminate();
    this.#turn();
  }

  #lost(worker: Worker): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    this.#give(tooCostly);
    this.#turn();
  }
}

function asText({ asked, done }: Waiting, note: string): void {
  done({ diff: diffAsText(asked.path, asked.old, asked.now, note), lasting: note !== tooBusy });
}

/** Beside this file; in a release the program's own file stands beside the server's. */
function program(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./worker.ts', import.meta.url)
    : new URL('./comparison-worker.js', import.meta.url);
}
