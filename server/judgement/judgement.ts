import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { AttributionJudged } from '../attribution/index.ts';
import { type Database, getMeta, setMeta } from '../db/index.ts';
import { bodyOf } from '../events/index.ts';
import type { Entry, Log } from '../log/index.ts';
import { affectedBy } from './affected.ts';
import { ChangeJudge, isAskedFor, type JudgementPorts } from './change-judge.ts';
import type { AgentClocks } from './clock.ts';
import type { EvidenceCollector } from './evidence.ts';
import { type About, Failures } from './failures.ts';
import { type Step, stepsOf, type UnderWay, Walks } from './walks.ts';

type Because = AttributionJudged['because'];

/** Up to which position of the log entries were looked at. */
const judgedMeta = 'judged-up-to';
const page = 200;
/** Steps of a walk after which its place is kept. */
const stepsAtOnce = 20;
/** What somebody waits to see judged. Statements, and what gives no reason to judge, are looked at together. */
const atOnce: ReadonlySet<string> = new Set([
  'observation.recorded',
  'session.started',
  'session.ended',
  'claim.made',
  'claim.confirmed',
  'claim.disputed',
  'claim.withdrawn',
  'attribution.rejudge-ordered',
  'registry.identity-declared',
  'registry.path-declared',
]);
/** After an outage it is tried again this soon, then after twice as long each time. */
const outageMs = { first: 1000, last: 60_000 } as const;
const timerAtMostMs = 3_600_000;

/**
 * Judges every change, and again whenever something comes that may make it otherwise. Works behind the log, so that
 * nothing that records a fact ever waits for a judgement; what was not judged before a stop is judged after it. What
 * is newest in the log comes first, then changes whose judging failed and is due again, then walks over many.
 */
export class Judgement {
  readonly #database: Database;
  readonly #log: Log;
  readonly #clocks: AgentClocks;
  readonly #collector: EvidenceCollector;
  readonly #judge: ChangeJudge;
  readonly #failures: Failures;
  readonly #walks: Walks;
  readonly #now: () => number;
  readonly #gatherMs: number;
  readonly #failed: (error: unknown) => void;
  #stopListening: () => void = () => undefined;
  #work: Promise<void> = Promise.resolve();
  #waiting = false;
  #stopping = false;
  #open = false;
  /** Whether entries came that were not looked at yet. */
  #fresh = false;
  #outages = 0;
  #timer: NodeJS.Timeout | null = null;
  #gathering: NodeJS.Timeout | null = null;
  #walking: { readonly id: string; readonly steps: AsyncGenerator<Step> } | null = null;

  /**
   * @param parts.now milliseconds since 1970.
   * @param parts.gatherMs how long statements are waited for after the first of several, so that those that come
   * together have a change judged once, in milliseconds; 0 where absent.
   * @param parts.failed hears of a change that could not be judged, once, and of an outage, once.
   */
  constructor(parts: {
    database: Database;
    log: Log;
    collector: EvidenceCollector;
    clocks: AgentClocks;
    ports: JudgementPorts;
    failed: (error: unknown) => void;
    now?: () => number;
    gatherMs?: number;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#clocks = parts.clocks;
    this.#collector = parts.collector;
    this.#failed = parts.failed;
    this.#now = parts.now ?? Date.now;
    this.#gatherMs = parts.gatherMs ?? 0;
    this.#judge = new ChangeJudge(parts);
    this.#failures = new Failures(parts.database, this.#now);
    this.#walks = new Walks(parts.database);
  }

  start(): void {
    this.#stopListening = this.#log.bus.subscribe(entries => this.#heard(entries));
    this.#wake();
  }

  /** Lets the change that is being judged be judged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopListening();
    this.#clearTimers();
    await this.#work;
    this.#clearTimers();
  }

  /** Resolves when everything in the log so far has been looked at, and every walk is at its end. */
  async settled(): Promise<void> {
    this.#wake();
    await this.#work;
  }

  #heard(entries: readonly Entry[]): void {
    for (const { event } of entries)
      if (event.type === 'content.erased') this.#collector.forget(bodyOf(event.type, event).refs);
    const urgent = entries.some(({ event }) => atOnce.has(event.type));
    this.#fresh ||= urgent;
    if (urgent || this.#gatherMs === 0) this.#wake();
    else this.#gathering ??= setTimeout(() => this.#wake(), this.#gatherMs);
  }

  #wake(): void {
    this.#clearTimers();
    if (this.#waiting || this.#stopping) return;
    this.#waiting = true;
    this.#work = this.#work
      .then(async () => {
        this.#waiting = false;
        await this.#catchUp();
        this.#outages = 0;
        this.#wakeIn(this.#failures.untilDue());
      })
      .catch((error: unknown) => {
        // Nothing of what was begun is lost: it begins again where it stood.
        this.#walking = null;
        if (this.#outages === 0) this.#failed(error);
        this.#outages += 1;
        this.#wakeIn(Math.min(outageMs.first * 2 ** Math.min(this.#outages - 1, 20), outageMs.last));
      });
  }

  #wakeIn(ms: number | null): void {
    if (ms === null || this.#stopping || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#wake(), Math.min(ms, timerAtMostMs));
    this.#timer.unref();
  }

  #clearTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#timer = null;
    this.#gathering = null;
  }

  async #catchUp(): Promise<void> {
    if (!this.#open) await this.#failures.open();
    this.#open = true;
    while (!this.#stopping) {
      if (await this.#lookAtNew()) continue;
      if (await this.#tryAgain()) continue;
      if (!(await this.#walkOn())) return;
    }
  }

  /** Looks at the next entries of the log, and judges what they give reason to. False where there are none. */
  async #lookAtNew(): Promise<boolean> {
    this.#fresh = false;
    const from = Number((await getMeta(this.#database.read, judgedMeta)) ?? '0');
    const entries = await this.#log.reader.from(from, page);
    const last = entries.at(-1);
    if (last === undefined) return false;
    const changes = new Map<string, Because>();
    const walks: { pos: number; n: number; because: Because; walk: UnderWay['walk'] }[] = [];
    for (const entry of entries) {
      for (const [n, affected] of (await this.#affectedBy(entry)).entries()) {
        const { because } = affected;
        // What a person asked for is never passed over for something that came along with it.
        for (const change of affected.changes)
          if (!changes.has(change) || isAskedFor(because)) changes.set(change, because);
        for (const [m, walk] of affected.walks.entries())
          walks.push({ pos: entry.pos, n: n * 100 + m, because, walk });
      }
    }
    for (const [change, because] of changes) {
      if (this.#stopping) return true;
      await this.#tried({ of: 'change', change, because });
    }
    const at = new Date(this.#now()).toISOString();
    await this.#database.write.transaction().execute(async tx => {
      for (const walk of walks) await this.#walks.add(tx, { ...walk, at });
      await setMeta(tx, judgedMeta, String(last.pos + 1));
    });
    return true;
  }

  async #affectedBy(entry: Entry): ReturnType<typeof affectedBy> {
    try {
      return await affectedBy(this.#database.read, this.#clocks, entry);
    } catch (error) {
      await this.#noted({ of: 'entry', pos: entry.pos }, error);
      return [];
    }
  }

  /** Tries one that failed and is due again. False where none is. */
  async #tryAgain(): Promise<boolean> {
    const about = this.#failures.due();
    if (about === null) return false;
    await this.#tried(about);
    return true;
  }

  /** Goes on with the newest walk, until something newer comes. False where there is none. */
  async #walkOn(): Promise<boolean> {
    const walk = await this.#walks.newest();
    if (walk === null) return false;
    const ways = { db: this.#database.read, reader: this.#log.reader, clocks: this.#clocks };
    if (this.#walking?.id !== walk.id)
      this.#walking = { id: walk.id, steps: stepsOf(ways, walk.walk, walk.cursor) };
    let { cursor, done } = walk;
    for (let n = 0; n < stepsAtOnce && !this.#stopping && !(n > 0 && this.#fresh); n += 1) {
      const step = await this.#stepOf(walk, this.#walking.steps);
      if (step === null) {
        this.#walking = null;
        await this.#walks.end(walk.id);
        return true;
      }
      await this.#tried({ of: 'change', change: step.change, because: walk.because });
      cursor = step.cursor;
      done += 1;
    }
    await this.#walks.came(walk.id, cursor, done);
    return true;
  }

  /** Null at its end; and where it leads no further, which is then stated and begun again later. */
  async #stepOf({ pos }: UnderWay, steps: AsyncGenerator<Step>): Promise<Step | null> {
    try {
      const step = await steps.next();
      return step.done === true ? null : step.value;
    } catch (error) {
      await this.#noted({ of: 'entry', pos }, error);
      return null;
    }
  }

  /** One that fails by itself is stated and tried again later, and keeps no other one waiting. */
  async #tried(about: About): Promise<void> {
    try {
      if (about.of === 'change') await this.#judge.judge(about.change, about.because);
      else await this.#judgeBy(about.pos);
    } catch (error) {
      await this.#noted(about, error);
      return;
    }
    await this.#failures.healed(about);
  }

  /** Everything that an entry gives reason to, which could not be looked at when it came. */
  async #judgeBy(pos: number): Promise<void> {
    const entry = await this.#log.reader.entry(pos);
    const found = await affectedBy(this.#database.read, this.#clocks, entry);
    for (const { because, changes } of found)
      for (const change of changes) await this.#tried({ of: 'change', change, because });
    const at = new Date(this.#now()).toISOString();
    await this.#database.write.transaction().execute(async tx => {
      for (const [n, { because, walks }] of found.entries())
        for (const [m, walk] of walks.entries())
          await this.#walks.add(tx, { pos, n: n * 100 + m, because, walk, at });
    });
  }

  /** Throws what stopped everything: an outage is nobody's fault, and is waited for. */
  async #noted(about: About, error: unknown): Promise<void> {
    if (isOutage(error)) throw error;
    const tries = await this.#failures.note(about, error);
    if (tries > 1) return;
    this.#failed(
      about.of === 'change'
        ? new WitnessError('judgement.change-failed', about.change, undefined, { cause: error })
        : new WitnessError('judgement.entry-failed', `position ${about.pos}`, undefined, { cause: error }),
    );
  }
}

/** What keeps every change from being judged. A database that takes no word shows it by that. */
function isOutage(error: unknown): boolean {
  return isWitnessError(error) && (error.code.startsWith('db.') || error.code === 'log.queue-full');
}
