import type { Statement } from '@witnessmark/shared/facts';
import { statementSchema } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { AgentClock } from '../clock/index.ts';
import type { SourceLog } from '../sources/index.ts';
import type { Spool } from '../spool/index.ts';
import { saidBy } from './reasons.ts';
import type { Timers } from './timers.ts';

export interface StatementsParts {
  readonly stream: string;
  readonly clock: AgentClock;
  readonly timers: Timers;
  readonly spool: Pick<Spool, 'append'>;
  readonly log: SourceLog;
}

/** Statements that may wait for the spool. A hostile or broken source cannot fill the memory. */
const waitingAtMost = 1000;
/** Milliseconds until a spool that refused is asked again. */
const againMs = 1000;

interface Lost {
  count: number;
  readonly from: Instant;
  to: Instant;
  reason: string;
}

/**
 * What a source hears about who, on its way into the spool: in order, beside whatever is being read, tried again
 * where the spool refuses. What there was no room for, or what is no statement, is counted and told in its place.
 */
export class Statements {
  readonly #parts: StatementsParts;
  readonly #waiting: Statement[] = [];
  #lost: Lost | null = null;
  /** From the first moment that a lost statement was about to when the last one was lost, in the clock's milliseconds. */
  #lossy: { readonly from: number; readonly to: number } | null = null;
  #running: Promise<void> | null = null;
  #stopping = false;
  #refused = false;
  #again: (() => void) | null = null;

  constructor(parts: StatementsParts) {
    this.#parts = parts;
  }

  /** Takes one; never throws and never waits. */
  add(statement: Statement): void {
    const checked = statementSchema.safeParse(statement);
    const now = this.#parts.clock.now();
    if (!checked.success)
      this.#lose(`not a statement: ${checked.error.issues[0]?.path.join('.') ?? ''}`, now, now);
    else if (this.#waiting.length >= waitingAtMost)
      this.#lose('more came than the spool took', checked.data.from, now);
    else this.#waiting.push(this.#believed(checked.data));
    this.#running ??= this.#run();
  }

  /** Gives the spool what still waits, once; what it then refuses is lost with this process. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#again?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Never within the call of the source: what it does next must not depend on the spool.
    await Promise.resolve();
    while (this.#waiting.length > 0 || this.#lost !== null) {
      this.#refused = false;
      await this.#store();
      if (!this.#refused) continue;
      if (this.#stopping) break;
      await this.#pause();
    }
    this.#running = null;
  }

  async #store(): Promise<void> {
    const { stream, clock, spool, log } = this.#parts;
    const [statement] = this.#waiting;
    const lost = this.#lost;
    const head = { stream, at: clock.now() };
    try {
      if (statement !== undefined) {
        await spool.append({ ...head, kind: 'statement', body: statement }, new Map(), null);
        this.#waiting.shift();
      } else if (lost !== null) {
        this.#lost = null;
        const { count, from, to, reason } = lost;
        const says = `${count} statements of the source could not be kept: ${reason}`;
        const data = { statements: count, from: from.wall, to: to.wall };
        const body = { code: 'statements.lost', says, data } as const;
        await this.#orElse(lost, () => spool.append({ ...head, kind: 'notice', body }, new Map(), null));
      }
    } catch (error) {
      this.#refused = true;
      log.warn(
        { stream, waiting: this.#waiting.length, error: saidBy(error) },
        'the spool did not take a fact',
      );
    }
  }

  /** What could not be told was still lost, together with what was lost meanwhile. */
  async #orElse(told: Lost, tell: () => Promise<unknown>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      const since = this.#lost;
      this.#lost = since === null ? told : { ...since, from: told.from, count: told.count + since.count };
      throw error;
    }
  }

  /** What was lost may have been what somebody did: over that time nothing was watched, whoever says so. */
  #believed(statement: Statement): Statement {
    const { act, from, to } = statement;
    const lossy = this.#lossy;
    if (act !== 'watched' || lossy === null || from.mono > lossy.to || to.mono < lossy.from) return statement;
    const because = 'statements of this source could not be kept';
    return { ...statement, act: 'unwatched', because, liveness: { proof: 'none' } };
  }

  #lose(reason: string, about: Instant, now: Instant): void {
    const { from } = this.#lossy ?? { from: now.mono };
    this.#lossy = { from: Math.min(from, about.mono), to: now.mono };
    this.#lost ??= { count: 0, from: now, to: now, reason };
    this.#lost.count += 1;
    this.#lost.to = now;
    this.#lost.reason = reason;
  }

  #pause(): Promise<void> {
    const { timers, clock } = this.#parts;
    return new Promise(resolve => {
      const go = () => {
        off();
        this.#again = null;
        resolve();
      };
      const off = timers.at(clock.now().mono + againMs, go);
      this.#again = go;
    });
  }
}
