import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  diffAsBytes,
  diffAsText,
  diffContents,
  type ItemDiff,
  isSourcePath,
} from '@witnessmark/shared/changes';
import type { TagContent, TagMentions, TagUses } from '@witnessmark/shared/tags';
import type { Answer, Asked, Result, Task } from './message.ts';

export interface ComparisonLimits {
  /** Milliseconds one comparison may take, from when the process turns to it. */
  readonly ms: number;
  /** Megabytes the process may have for what it keeps. */
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
  readonly give: (result: Result | Ended) => void;
}

/** Why there is no result: what was asked for costs too much, or there is no time for it now. */
type Ended = 'costly' | 'busy';

const textNotes: Readonly<Record<Ended, string>> = {
  costly: 'too costly to compare as code; compared as text',
  busy: 'too much else to compare; compared as text for now',
};
const byteNotes: Readonly<Record<Ended, string>> = {
  costly: 'too costly to compare as text; compared as bytes',
  busy: 'too much else to compare; compared as bytes for now',
};
/** What is no source is compared where it is up to this many bytes of both sides: a process would cost more. */
const besideBytes = 256 * 1024;

function bytesOf({ old, now }: Comparing): number {
  return (old?.length ?? 0) + (now?.length ?? 0);
}

function isCompared(result: Result | Ended): result is Result & { readonly state: 'compared' } {
  return typeof result !== 'string' && result.state === 'compared';
}

function failedNote(result: Result): string {
  if (result.state !== 'failed') throw new TypeError('the process answered another question');
  return `not compared as code: ${result.says}`;
}

/**
 * Compares contents, sources of PLC languages and what is large in a process of their own: where memory runs out in
 * a thread, the whole server can end with it. What takes more than it may is ended with its process and compared as
 * text, or as bytes where that costs too much as well, and says so; what waits behind it goes on in a new one. The
 * process begins with the first question and ends with `stop`.
 */
export class ComparisonProcess {
  readonly #limits: ComparisonLimits;
  readonly #file: string;
  #worker: ChildProcess | null = null;
  #running: Waiting | null = null;
  #timer: NodeJS.Timeout | null = null;
  #next = 0;
  readonly #waiting: Waiting[] = [];
  readonly #idle: (() => void)[] = [];
  #stopped = false;

  /** `file`: the process's program, where it is not the one beside this. */
  constructor(bounds: Partial<ComparisonLimits> = {}, file: string = program()) {
    this.#limits = { ...limits, ...bounds };
    this.#file = file;
  }

  /** How two contents differ. Never fails for what is in them. */
  async compare(comparing: Comparing): Promise<Comparison> {
    const { path, oldPath, old, now } = comparing;
    const isSource = isSourcePath(path) && isSourcePath(oldPath);
    const bytes = bytesOf(comparing);
    if (!isSource && bytes <= besideBytes)
      return { diff: diffContents(path, old, now, oldPath), lasting: true };
    const result = await this.#ask({ task: 'compare', path, oldPath, old, now }, bytes);
    if (isCompared(result)) return { diff: result.diff, lasting: true };
    const lasting = result !== 'busy';
    if (!isSource) return { diff: diffAsBytes(old, now, byteNotes[lasting ? 'costly' : 'busy']), lasting };
    const note = typeof result === 'string' ? textNotes[result] : failedNote(result);
    if (bytes <= besideBytes) return { diff: diffAsText(path, old, now, note), lasting };
    const asText = await this.#ask({ task: 'text', path, old, now, note }, bytes);
    if (isCompared(asText)) return { diff: asText.diff, lasting };
    const why = asText === 'busy' ? 'busy' : 'costly';
    return { diff: diffAsBytes(old, now, byteNotes[why]), lasting: lasting && why === 'costly' };
  }

  /** What a content names; null where there is no time for it now. What costs too much is refused, and says so. */
  async uses(item: TagContent): Promise<TagUses | null> {
    const result = await this.#ask({ task: 'uses', item }, item.content.length);
    if (result === 'busy') return null;
    return result !== 'costly' && result.state === 'used' ? result.uses : refused(result);
  }

  /** Which names the difference of two contents is about, one of them null where the item was not there; else as `uses`. */
  async mentions(old: TagContent | null, now: TagContent | null): Promise<TagMentions | null> {
    const bytes = (old?.content.length ?? 0) + (now?.content.length ?? 0);
    const result = await this.#ask({ task: 'mentions', old, now }, bytes);
    if (result === 'busy') return null;
    return result !== 'costly' && result.state === 'mentioned' ? result.mentions : refused(result);
  }

  /** Resolves when nothing is compared and nothing waits for it. */
  idle(): Promise<void> {
    if (this.#running === null) return Promise.resolve();
    return new Promise(resolve => this.#idle.push(resolve));
  }

  #ask(task: Task, bytes: number): Promise<Result | Ended> {
    if (bytes > this.#limits.bytes) return Promise.resolve('costly');
    if (this.#stopped || this.#waiting.length >= this.#limits.waiting) return Promise.resolve('busy');
    return new Promise(give => {
      this.#waiting.push({ asked: { id: this.#next++, task }, give });
      this.#turn();
    });
  }

  /** Ends the process; what waits is compared as text. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const worker = this.#worker;
    this.#give('busy');
    for (const { give } of this.#waiting.splice(0)) give('busy');
    for (const resolve of this.#idle.splice(0)) resolve();
    this.#worker = null;
    if (worker !== null) await ended(worker);
  }

  #turn(): void {
    if (this.#running !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#running = next;
    this.#worker ??= this.#started();
    // An idle process must not keep a command that is done from ending.
    this.#worker.ref();
    this.#worker.channel?.ref();
    this.#timer = setTimeout(() => this.#end(), this.#limits.ms);
    this.#worker.send(next.asked);
  }

  #started(): ChildProcess {
    // It is given what it compares and nothing else of this process, secrets of the environment least of all.
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const worker = fork(this.#file, {
      // Sources become large models that all live: room for new ones, so that they are carried over seldom.
      execArgv: [`--max-old-space-size=${this.#limits.megabytes}`, '--max-semi-space-size=42'],
      env: { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    worker.on('message', (answer: Answer) => {
      if (worker !== this.#worker || this.#running?.asked.id !== answer.id) return;
      this.#give(answer.result);
      this.#turn();
    });
    // Out of memory, or a defect: either way this comparison is the reason.
    worker.on('error', () => this.#lost(worker));
    worker.on('exit', () => this.#lost(worker));
    return worker;
  }

  #give(result: Result | Ended): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const running = this.#running;
    this.#running = null;
    this.#worker?.channel?.unref();
    this.#worker?.unref();
    running?.give(result);
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#give('costly');
    worker?.kill('SIGKILL');
    this.#turn();
  }

  #lost(worker: ChildProcess): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    this.#give('costly');
    this.#turn();
  }
}

function refused(result: Result | 'costly'): { readonly state: 'refused'; readonly says: string } {
  const says =
    result !== 'costly' && result.state === 'failed' ? result.says : 'it costs too much to look through';
  return { state: 'refused', says };
}

function ended(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return Promise.resolve();
  // Idle it holds nothing up, so who waits for its end has to be held up by this alone.
  worker.ref();
  return new Promise(resolve => {
    worker.once('exit', () => resolve());
    worker.kill('SIGKILL');
  });
}

/** Beside this file; in a release the program's own file stands beside the server's. */
function program(): string {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './comparison-worker.js';
  return fileURLToPath(new URL(file, import.meta.url));
}
