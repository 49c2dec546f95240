import type { Overview, Verification } from '@witnessmark/shared/api';
import type { VerifyOptions, VerifyResult } from '../integrity/index.ts';

type Run = (tools: Pick<VerifyOptions, 'progress' | 'signal'>) => Promise<VerifyResult>;
const idle: Verification = {
  state: 'idle',
  startedAt: null,
  finishedAt: null,
  done: 0,
  total: 0,
  says: '',
  firstBad: null,
};

/** One verification at a time, started and stopped by people, its progress shown. */
export class Verifications {
  readonly #run: Run;
  readonly #now: () => string;
  #state: Verification = idle;
  #stopping: AbortController | null = null;
  #running: Promise<void> | null = null;

  constructor(run: Run, now: () => string) {
    this.#run = run;
    this.#now = now;
  }

  get state(): Verification {
    return this.#state;
  }

  /** What the last finished one said; null before there was one. */
  get last(): Overview['log']['lastVerified'] {
    const { state, finishedAt, says } = this.#state;
    if (finishedAt === null || (state !== 'holds' && state !== 'does-not-hold')) return null;
    return { at: finishedAt, holds: state === 'holds', says };
  }

  /** Starts one where none runs. */
  start(): void {
    if (this.#running) return;
    const stopping = new AbortController();
    this.#stopping = stopping;
    this.#state = { ...idle, state: 'running', startedAt: this.#now() };
    this.#running = this.#verify(stopping.signal).finally(() => {
      this.#running = null;
      this.#stopping = null;
    });
  }

  async stop(): Promise<void> {
    this.#stopping?.abort(new Error('stopped'));
    await this.#running;
  }

  async #verify(signal: AbortSignal): Promise<void> {
    const end = (rest: Partial<Verification>) => {
      this.#state = { ...this.#state, ...rest, finishedAt: this.#now() };
    };
    try {
      const result = await this.#run({
        signal,
        progress: ({ done, total }) => {
          this.#state = { ...this.#state, done, total };
        },
      });
      if (result.holds) end({ state: 'holds', says: result.says });
      else
        end({
          state: 'does-not-hold',
          says: result.says,
          firstBad: { idx: result.first.pos, what: result.first.what },
        });
    } catch (error) {
      if (signal.aborted) end({ state: 'stopped', says: 'stopped before its end' });
      else
        end({
          state: 'does-not-hold',
          says: `it could not be finished: ${error instanceof Error ? error.message : String(error)}`,
        });
    }
  }
}
