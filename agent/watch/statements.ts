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
/** What they may take, as characters of JSON. */
const charsAtMost = 8 * 2 ** 20;
/** Beyond those, what takes back that something was watched: one for each witness, place and path. */
const takenBackAtMost = 1000;
/** Milliseconds until a spool that refused is asked again. */
const againMs = 1000;

interface Waiting {
  readonly statement: Statement;
  readonly chars: number;
  /** Which witness watches what, where it tells of that. */
  readonly path: string | null;
}

interface Lost {
  count: number;
  readonly from: Instant;
  to: Instant;
  reason: string;
}

/**
 * What a source hears about who, on its way into the spool: in order, beside whatever is being read, tried again
 * where the spool refuses. What there was no room for, or what is no statement, is counted and told in its place;
 * an `unwatched` is put together with others before it is left out, for a `watched` may have been told that it takes back.
 */
export class Statements {
  readonly #parts: StatementsParts;
  readonly #waiting: Waiting[] = [];
  #chars = 0;
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
    else if (!this.#take(this.#believed(checked.data)))
      this.#lose('more came than the spool took', checked.data.from, now);
    this.#running ??= this.#run();
  }

  /** False where there is no room for it. */
  #take(statement: Statement): boolean {
    const waiting = waitingOf(statement);
    if (this.#waiting.length < waitingAtMost && this.#chars + waiting.chars <= charsAtMost) {
      this.#push(waiting);
      return true;
    }
    if (statement.act !== 'unwatched') return false;
    return this.#takeBack(statement);
  }

  /** Widens the last of its kind that still waits, or lets it wait beyond the rest; false where even that is full. */
  #takeBack(statement: Statement): boolean {
    const bare = waitingOf(bareOf(statement));
    const index = this.#waiting.findLastIndex(({ path }) => path === bare.path);
    const last = this.#waiting[index];
    // The first may be on its way into the spool already.
    if (last?.statement.act !== 'unwatched' || index === 0) {
      if (this.#waiting.length >= waitingAtMost + takenBackAtMost) return false;
      this.#push(bare);
      return true;
    }
    const wide = waitingOf(bareOf(spanning(last.statement, statement)));
    this.#waiting[index] = wide;
    this.#chars += wide.chars - last.chars;
    return true;
  }

  #push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#chars += waiting.chars;
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
    const [first] = this.#waiting;
    const lost = this.#lost;
    const head = { stream, at: clock.now() };
    try {
      if (first !== undefined) {
        await spool.append({ ...head, kind: 'statement', body: first.statement }, new Map(), null);
        this.#waiting.shift();
        this.#chars -= first.chars;
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

function waitingOf(statement: Statement): Waiting {
  const { act, witness, place } = statement;
  const ofItself = act === 'watched' || act === 'unwatched';
  const key = [witness.kind, witness.name, place?.station, place?.address, place?.path];
  return {
    statement,
    chars: JSON.stringify(statement).length,
    path: ofItself ? JSON.stringify(key) : null,
  };
}

/** What takes back says no more than over what time, so that many of them stay small. */
function bareOf({ raw: _raw, ...statement }: Statement): Statement {
  return { ...statement, identities: [], touches: [] };
}

function spanning(one: Statement, other: Statement): Statement {
  return {
    ...other,
    from: one.from.mono < other.from.mono ? one.from : other.from,
    to: one.to.mono > other.to.mono ? one.to : other.to,
  };
}
