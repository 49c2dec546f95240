import { WitnessError } from '@witnessmark/shared/errors';
import type { Capability, Cause, GapReason, Load, Notice, ReadingCost } from '@witnessmark/shared/facts';
import { kinds } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { AgentClock, ClockJump } from '../clock/index.ts';
import type { Connection, Hint, Source, SourceLog } from '../sources/index.ts';
import type { Spool, StreamState } from '../spool/index.ts';
import { backOffMs } from './back-off.ts';
import { isWithin } from './calendar.ts';
import { Capabilities } from './capabilities.ts';
import { Contact } from './contact.ts';
import { CoverageLedger, type KindState } from './coverage.ts';
import { DeviceCheck } from './device-check.ts';
import { StreamHealth } from './health.ts';
import { Hints } from './hints.ts';
import { knownOf, stateOf, watermarksOf } from './known.ts';
import { cadence, type WatchPolicy } from './policy.ts';
import { Readings } from './readings.ts';
import { gapReasonOf, saidBy } from './reasons.ts';
import type { PendingRead } from './rounds.ts';
import { Statements } from './statements.ts';
import { StreamReader } from './stream-reader.ts';
import type { Timers } from './timers.ts';

/** What a watcher needs of the spool. */
export type WatchSpool = Pick<Spool, 'state' | 'append' | 'watermark'>;

export interface WatcherParts {
  readonly stream: string;
  readonly asset: string;
  readonly createSource: () => Source;
  readonly clock: AgentClock;
  readonly timers: Timers;
  readonly spool: WatchSpool;
  readonly log: SourceLog;
  /** In [0, 1). */
  readonly random: () => number;
  /** Called when what the source can see became known, or became another. */
  readonly onSees?: () => void;
  /** Why a stream that was watched before no longer was; the agent was down where this is absent. */
  readonly interrupted?: GapReason;
}

/** Why a watcher leaves its asset alone until it is told otherwise. */
export interface Rest {
  readonly reason: 'hands-off' | 'planned-off';
  readonly detail: string;
}

/**
 * Watches one stream for as long as it runs: one loop, one contact at a time. What it finds goes to the
 * spool; failures become gaps, never exceptions, and no watcher ever waits for another.
 */
export class Watcher {
  readonly stream: string;
  readonly asset: string;
  readonly health = new StreamHealth();
  readonly #parts: WatcherParts;
  readonly #ledger = new CoverageLedger();
  readonly #device = new DeviceCheck();
  readonly #capabilities = new Capabilities();
  readonly #hints = new Hints();
  readonly #statements: Statements;
  readonly #contact: Contact;
  readonly #reader: StreamReader;
  readonly #readings: Readings;
  readonly #reads: PendingRead[] = [];
  #policy: WatchPolicy;
  #rest: Rest | null = null;
  #stopped = false;
  #running: Promise<void> | null = null;
  #wake: (() => void) | null = null;
  #connection: Connection | null = null;
  #sight: Connection['sees'] | null = null;
  #forget = false;
  #cause: Cause;
  #failures = 0;
  #retryAt = 0;
  #notBefore = 0;
  #digestAt = 0;
  #watermarkAt = 0;

  constructor(parts: WatcherParts, policy: WatchPolicy) {
    this.#parts = parts;
    this.#policy = policy;
    this.stream = parts.stream;
    this.asset = parts.asset;
    this.#statements = new Statements(parts);
    this.#contact = new Contact(parts.stream, parts.createSource, parts.clock, parts.timers, source => {
      source.onHint(hint => this.#onHint(hint));
      source.onCapabilities?.(found => this.#onCapabilities(found));
      source.onStatement?.(statement => this.#statements.add(statement));
    });
    const known = knownOf(parts.spool.state(parts.stream));
    this.#cause = known.observed ? 'restart' : 'first';
    this.#ledger.resume(known.clean, parts.interrupted);
    this.#reader = new StreamReader(
      {
        stream: parts.stream,
        contact: this.#contact,
        clock: parts.clock,
        spool: parts.spool,
        ledger: this.#ledger,
        policy: () => this.#policy,
        pause: ms => this.#pause(ms),
        onLoad: (load, from) => this.#onLoad(load, from),
        log: parts.log,
      },
      known,
    );
    this.#readings = new Readings({
      clock: parts.clock,
      random: parts.random,
      reader: this.#reader,
      ledger: this.#ledger,
      hints: this.#hints,
      policy: () => this.#policy,
    });
  }

  /** Begins to watch; the first contact comes after `delayMs`. */
  start(delayMs = 0): void {
    const now = this.#now();
    this.#retryAt = now + delayMs;
    this.#digestAt = now + Math.round(cadence.digestMs * (0.1 + 0.9 * this.#parts.random()));
    this.#watermarkAt = now + cadence.watermarkMs;
    this.#running = this.#run();
  }

  /** Ends the contact and makes durable how far the stream was watched, and why no further. */
  async stop(reason: GapReason = 'agent-down', detail?: string): Promise<void> {
    const stopping = new WitnessError('agent.stopping', this.stream);
    this.#stopped = true;
    this.#contact.bar(stopping);
    this.#wake?.();
    await this.#running;
    this.#running = null;
    await this.#contact.close();
    await this.#statements.stop();
    this.#ledger.gap(reason, this.#parts.clock.now(), detail);
    await this.#orLog(async () => {
      await this.#tellCoverage(true);
      await this.#parts.spool.watermark(this.stream, watermarksOf(this.#reader.known));
    });
    for (const pending of this.#dropReads()) pending.failed(stopping);
  }

  /** Leaves the asset alone from this moment on, aborting a reading under way, or takes it up again. */
  rest(rest: Rest | null): void {
    if (rest?.reason === this.#rest?.reason && rest?.detail === this.#rest?.detail) return;
    this.#rest = rest;
    if (rest !== null) this.#contact.bar(new WitnessError('agent.hands-off', this.asset, rest.detail));
    else if (!this.#stopped) this.#contact.unbar();
    this.#retryAt = this.#now();
    this.#failures = 0;
    this.#wake?.();
  }

  /** New rules for the readings to come; the connection and what is known stay. */
  setPolicy(policy: WatchPolicy): void {
    this.#policy = policy;
    this.#readings.plan.setPolicy(policy);
    this.#wake?.();
  }

  /** A reading of everything out of turn; resolves when what it found is durable, rejects with why not. */
  read(): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#stopped) return failed(new WitnessError('agent.stopping', this.stream));
      if (this.#rest !== null) {
        return failed(new WitnessError('agent.hands-off', this.asset, this.#rest.detail));
      }
      this.#reads.push({ done, failed });
      this.#retryAt = this.#now();
      this.#wake?.();
    });
  }

  /**
   * What a person says of the stranger at this address. Replaced: it is the device from now on. Moved or
   * wrong: the known device is elsewhere, so the stream stays a gap until the address is corrected.
   */
  judgeDevice(verdict: 'replaced' | 'moved' | 'wrong'): void {
    if (verdict !== 'replaced') return;
    if (!this.#device.acceptStranger()) throw new WitnessError('agent.no-stranger', this.stream);
    this.#retryAt = this.#now();
    this.#wake?.();
  }

  /** The wall clock was set, or the machine slept: the readings before and after are not one watch. */
  async clockJumped(jump: ClockJump): Promise<void> {
    const byMs = Math.round(jump.byMs);
    if (this.#connection !== null) this.#ledger.gap('clock-jump', jump.before, `${byMs} ms`);
    this.#readings.plan.readNow();
    await this.#orLog(() =>
      this.notice({ code: 'clock.jumped', says: `the wall clock jumped by ${byMs} ms`, data: { byMs } }),
    );
    this.#wake?.();
  }

  /** Appends a notice of this stream; `next` where it changes what is known. */
  async notice(body: Notice, next: StreamState | null = null): Promise<void> {
    const { spool, clock } = this.#parts;
    try {
      await spool.append({ stream: this.stream, at: clock.now(), kind: 'notice', body }, new Map(), next);
    } catch (cause) {
      throw new WitnessError('agent.spool-refused', this.stream, saidBy(cause), { cause });
    }
  }

  /** The spool has begun a new epoch: nothing of the old one counts, and everything is read anew. */
  forget(): void {
    this.#forget = true;
    this.#retryAt = this.#now();
    this.#wake?.();
  }

  states(): KindState[] {
    return this.#ledger.states();
  }

  /** What each sort of reading last cost the device. */
  get costs(): readonly ReadingCost[] {
    return this.#readings.costs.last;
  }

  /** Requests a second its asset is given at most; null where there is no such bound. */
  get budget(): number | null {
    return this.#policy.requestsPerSecond || null;
  }

  get connected(): boolean {
    return this.#connection !== null;
  }

  /** What the source sees on this device, per kind, since the last connection; null before the first. */
  get sight(): Connection['sees'] | null {
    return this.#sight;
  }

  get resting(): Rest | null {
    return this.#rest;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const rest = this.#rest;
      try {
        if (rest !== null) await this.#leaveAlone(rest);
        else await this.#turn();
      } catch (error) {
        this.#logSpool(error);
        // Nothing was recorded, so nothing counts as seen; the same is tried again.
        if (!this.#stopped) await this.#sleep(this.#now() + 1000);
      }
    }
  }

  /** One thing at a time: whatever is due, or waiting until something is. */
  async #turn(): Promise<void> {
    if (this.#forget) {
      this.#forget = false;
      this.#reader.forget();
      this.#capabilities.forget();
      this.#reads.unshift(...this.#readings.rounds.drop());
      this.#cause = 'first';
      this.#connection = null;
    }
    await this.#tellProgress();
    if (this.#stopped || this.#rest !== null) return;
    const asked = (this.#reads.length > 0 && !this.#readings.rounds.ordered) || this.#hints.reconnected;
    const atOnce = asked || this.#readings.rounds.running;
    const planned = this.#connection === null ? this.#retryAt : atOnce ? 0 : this.#readings.plan.next;
    const contactAt = Math.max(this.#notBefore, planned);
    if (contactAt > this.#now()) {
      await this.#sleep(Math.min(contactAt, this.#digestAt, this.#watermarkAt));
    } else {
      await this.#meet();
    }
  }

  async #tellProgress(): Promise<void> {
    const now = this.#now();
    const digest = this.#digestAt <= now;
    if (digest) this.#digestAt = now + Math.round(cadence.digestMs * (0.9 + 0.1 * this.#parts.random()));
    await this.#tellCoverage(digest);
    if (this.#connection !== null) await this.#tellCapabilities();
    if (this.#watermarkAt > now) return;
    this.#watermarkAt = now + cadence.watermarkMs;
    if (this.#connection === null) return;
    await this.#parts.spool.watermark(this.stream, watermarksOf(this.#reader.known));
  }

  async #meet(): Promise<void> {
    const asked = this.#readings.rounds.ordered ? [] : this.#reads.splice(0);
    try {
      const fresh = this.#connection === null || this.#hints.reconnected ? await this.#connect() : false;
      if (asked.length > 0 && !fresh) await this.#readings.all('order');
      else if (asked.length === 0 && !fresh) await this.#readings.due();
      this.#readings.rounds.wait(asked);
    } catch (error) {
      for (const pending of asked) pending.failed(error);
      if (!this.#stopped && this.#rest === null) this.#fail(error);
    }
  }

  /** True where a new connection was made and everything was read. Throws for a stranger. */
  async #connect(): Promise<boolean> {
    const before = this.#connection;
    const silent = this.#hints.takeReconnected();
    const startedAt = this.#parts.clock.now();
    const { connection, inRounds } = await this.#contact.call(
      this.#policy.connectWithinMs,
      async (source, signal) => ({
        connection: await source.connect(signal),
        inRounds: source.rounds?.kinds ?? [],
      }),
    );
    if (connection.load !== undefined) this.#onLoad(connection.load, startedAt);
    this.#readings.tellCost('connect');
    if (silent && before?.connection === connection.connection) return false;
    const now = this.#parts.clock.now();
    if (before !== null) this.#ledger.gap('link-lost', now, 'the connection broke and came back by itself');
    this.#connection = null;
    this.#hints.clear();
    this.#ledger.hold([]);
    this.#ledger.sees(connection.sees, now);
    this.#look(connection.sees);
    const seen = kinds.filter(kind => connection.sees[kind].sees);
    this.#reads.unshift(...this.#readings.sees(seen, inRounds));
    await this.#identify(connection);
    this.#capabilities.found(connection.capabilities ?? null);
    await this.#tellCapabilities();
    await this.#readings.first(this.#cause);
    this.#cause = 'reconnect';
    this.#connection = connection;
    this.#failures = 0;
    this.#readings.plan.drawSweep();
    return true;
  }

  #look(sees: Connection['sees']): void {
    const known = JSON.stringify(this.#sight) === JSON.stringify(sees);
    this.#sight = sees;
    if (!known) this.#parts.onSees?.();
  }

  async #identify(connection: Connection): Promise<void> {
    const { known } = this.#reader;
    const judged = this.#device.judge(known, connection.identity);
    if ('detail' in judged) {
      if (judged.notice !== null) await this.notice(judged.notice);
      this.#device.toldOf(connection.identity);
      const code = judged.is === 'different' ? 'agent.device-different' : 'agent.device-unproven';
      throw new WitnessError(code, this.stream, judged.detail);
    }
    if (judged.is === 'replaced') {
      this.#cause = known.observed ? 'replaced' : 'first';
      // Of the other device; it says nothing about this one's content.
      known.fingerprint = null;
      this.#readings.rounds.drop();
    }
    if (judged.notice !== null) {
      await this.notice(judged.notice, { ...stateOf(known), identity: judged.identity });
    }
    known.identity = judged.identity;
    this.#device.settled();
    if (connection.deviceTime === null) return;
    const { raw, readAt } = connection.deviceTime;
    const data = { raw: raw.slice(0, 4096), readAt: readAt.wall };
    await this.notice({ code: 'clock.measured', says: "the device's own clock was read", data });
  }

  /** Never of a device that was not accepted as the stream's own. */
  async #tellCapabilities(): Promise<void> {
    const notice = this.#capabilities.due();
    if (notice === null) return;
    await this.notice(notice);
    this.#capabilities.told(notice);
  }

  #onCapabilities(found: readonly Capability[]): void {
    this.#capabilities.found(found);
    this.#wake?.();
  }

  #onHint(hint: Hint): void {
    this.#hints.add(hint);
    this.#readings.plan.hinted();
    this.#wake?.();
  }

  #fail(error: unknown): void {
    const { clock, log, random } = this.#parts;
    const now = clock.now();
    const stranger = error instanceof WitnessError && error.code.startsWith('agent.device-');
    const reason = this.#reasonOf(error, Date.parse(now.wall));
    this.#connection = null;
    this.#readings.broken(error);
    this.#failures += 1;
    // A stranger is no strain but a question to a person: asked again seldom, and when the answer comes.
    const { backOff } = this.#policy;
    const retryInMs = stranger ? backOff.mostMs : backOffMs(this.#failures, backOff, random());
    this.#retryAt = now.mono + retryInMs;
    this.#ledger.hold([]);
    this.#ledger.gap(reason, now, saidBy(error));
    this.health.failed(saidBy(error));
    const fields = { stream: this.stream, reason, failures: this.#failures, retryInMs, error: saidBy(error) };
    // Told when it begins; the attempts after it are only of use to whoever looks closely.
    if (this.#failures === 1) log.warn(fields, 'reading failed');
    else log.debug(fields, 'reading failed');
  }

  #reasonOf(error: unknown, wallMs: number): GapReason {
    const reason = gapReasonOf(error);
    const { expectedOff, timeZone } = this.#policy;
    const silent = reason === 'link-lost' || reason === 'timed-out';
    return silent && isWithin(expectedOff, wallMs, timeZone) ? 'planned-off' : reason;
  }

  async #leaveAlone(rest: Rest): Promise<void> {
    const handsOff = rest.reason === 'hands-off';
    await this.#contact.close();
    this.#connection = null;
    this.#hints.clear();
    this.#hints.takeReconnected();
    this.#ledger.gap(rest.reason, this.#parts.clock.now(), rest.detail);
    const refused = new WitnessError('agent.hands-off', this.asset, rest.detail);
    for (const pending of this.#dropReads()) pending.failed(refused);
    if (handsOff) await this.notice({ code: 'hands-off.on', says: rest.detail.slice(0, 4096), data: {} });
    await this.#tellCoverage(false);
    while (!this.#stopped && this.#rest === rest) await this.#sleep(Infinity);
    if (!handsOff || this.#rest?.reason === 'hands-off') return;
    if (!this.#stopped)
      await this.notice({ code: 'hands-off.off', says: 'the hands-off has ended', data: {} });
  }

  async #tellCoverage(digest: boolean): Promise<void> {
    const { spool, clock } = this.#parts;
    for (let body = this.#ledger.take(digest); body !== null; body = this.#ledger.take(false)) {
      try {
        await spool.append({ stream: this.stream, at: clock.now(), kind: 'coverage', body }, new Map(), null);
      } catch (error) {
        this.#ledger.putBack(body);
        throw error;
      }
    }
  }

  #dropReads(): PendingRead[] {
    return [...this.#readings.rounds.drop(), ...this.#reads.splice(0)];
  }

  /** What a source that keeps the budget itself has waited for is not waited for again. */
  #onLoad(load: Load, { mono }: Instant): void {
    this.health.loaded(load);
    this.#readings.costs.add(load);
    const rate = this.#policy.requestsPerSecond;
    if (rate === 0) return;
    const from = Math.max(this.#notBefore, mono);
    this.#notBefore = from + Math.round((load.requests / rate) * 1000);
  }

  /** Waits while the contact holds; rejects as soon as it is broken off. */
  async #pause(ms: number): Promise<void> {
    const until = Math.max(this.#now() + ms, this.#notBefore);
    while (this.#now() < until) {
      if (this.#stopped || this.#rest !== null) throw new WitnessError('agent.stopping', this.stream);
      await this.#sleep(until);
    }
  }

  #sleep(until: number): Promise<void> {
    return new Promise(resolve => {
      const off = Number.isFinite(until) ? this.#parts.timers.at(until, () => wake()) : () => {};
      const wake = () => {
        off();
        this.#wake = null;
        resolve();
      };
      this.#wake = wake;
    });
  }

  async #orLog(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logSpool(error);
    }
  }

  #logSpool(error: unknown): void {
    this.health.failed(saidBy(error));
    this.#parts.log.warn({ stream: this.stream, error: saidBy(error) }, 'the spool did not take a fact');
  }

  #now(): number {
    return this.#parts.clock.now().mono;
  }
}
