import type { Capability, Statement } from '@witnessmark/shared/facts';
import { capability } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { CrawledNode } from '../crawled-node.ts';
import type { OpcuaLink } from '../link.ts';
import type { LinkOptions } from '../opening.ts';
import type { AuditListener } from '../watch-changes.ts';
import { AuditWitness } from './audit-witness.ts';
import { type Flight, flyCanary } from './canary.ts';
import { compareLocks, type LockReading, locksIn, readLocks } from './locks.ts';
import type { Places } from './places.ts';
import { ServerClock } from './server-clock.ts';
import { type Counted, SessionWitness } from './session-witness.ts';

interface WitnessOptions extends LinkOptions {
  readonly now: () => Instant;
  readonly places: () => Places;
  /** Every node of the address space that is known, for the locks among them. */
  readonly nodes: () => readonly CrawledNode[];
  readonly tell: (statement: Statement) => void;
  /** When a canary last flew, over all connections: a link that breaks again and again costs no more of them. */
  readonly lastCanary: { at: number };
  /** Called whenever what the witnesses can see was found to be another. */
  readonly found: () => void;
}

/** Between two canaries where nothing else is configured, in milliseconds. */
const autoCanaryMs = 600_000;
/** A life that goes on is told so often where nothing else happens, in milliseconds. */
const lifeToldMs = 3_600_000;
/** What the server may take for the event of a canary, beside a few of its publishing intervals. */
const canaryPatienceMs = 5000;
const clockMs = 600_000;
/** Between two canaries of different connections, in milliseconds. */
const canarySpacingMs = 60_000;
const canariesRemembered = 64;

interface Task {
  due: number;
  readonly everyMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/**
 * Everything on one connection that tells who acts over OPC UA. One task after the other, so that what we do
 * ourselves is never counted for others. It ends with the link; what fails on the way never ends the link's
 * reading, only what the witness can prove.
 */
export class Witnesses {
  readonly audit: AuditWitness | null;
  readonly #options: WitnessOptions;
  readonly #sessions: SessionWitness | null;
  readonly #clock: ServerClock;
  readonly #canaries = new Set<string>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  /** Canaries the server let in; null from one on whose fate is not known, until the next reading. */
  #flown: number | null = 0;
  #locks: LockReading | null = null;
  #owed: (Counted & { readonly heard: number }) | null = null;
  #heardBefore = 0;
  #stirred = false;
  #changed = false;
  #toldAt = 0;
  #foundText = '';

  constructor(options: WitnessOptions) {
    this.#options = options;
    const { config, subject, now, places } = options;
    this.#clock = new ServerClock(now());
    const authenticity = config.security.mode === 'None' ? 'unauthenticated' : 'authenticated';
    const tell = (statement: Statement) => {
      if (statement.act !== 'watched' && statement.act !== 'unwatched') this.#stirred = true;
      options.tell(statement);
    };
    this.#sessions =
      config.sessions === 'off' ? null : new SessionWitness({ subject, authenticity, now, tell });
    const stationOf = (session: string) => this.#sessions?.stationOf(session) ?? null;
    this.audit =
      config.audit && config.publishing !== 'off'
        ? new AuditWitness({ subject, authenticity, now, clock: this.#clock, places, stationOf, tell })
        : null;
  }

  /** For the subscription; null where audit events are not listened to. */
  get listener(): AuditListener | null {
    return this.audit;
  }

  /** Begins; the subscription with `listener` stands by then. */
  start(link: OpcuaLink): void {
    this.#toldAt = performance.now();
    if (this.#canaryMs === null) this.audit?.leave('no session of our own is opened, by configuration');
    const signal = AbortSignal.any([link.lost, this.#stopping.signal]);
    this.#running = this.#run(link, signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the source ends'));
    await this.#running;
  }

  /** Something changed, so that the proof of a watch around it is wanted soon. */
  stir(): void {
    this.#stirred = true;
    this.#changed = true;
  }

  /** What the witnesses can see, as found by now. */
  capabilities(at: Instant): Capability[] {
    const { config } = this.#options;
    const off = { state: 'unknown', found: 'off by configuration' } as const;
    const unheard = config.audit
      ? { ...off, found: 'not probed: subscriptions are off by configuration' }
      : off;
    const audit = this.audit?.found ?? unheard;
    const sessions = this.#sessions?.found ?? off;
    return [
      capability('who.audit', audit.state, audit.found, at),
      capability('who.sessions', sessions.state, sessions.found, at),
    ];
  }

  get #canaryMs(): number | null {
    const { canary } = this.#options.config;
    if (this.audit === null || canary === 'off') return null;
    return canary === 'auto' ? autoCanaryMs : canary * 1000;
  }

  async #run(link: OpcuaLink, signal: AbortSignal): Promise<void> {
    const tasks = this.#tasks(link);
    while (!signal.aborted) {
      const next = tasks.reduce((first, task) => (task.due < first.due ? task : first));
      if (!(await waited(next.due - performance.now(), signal))) break;
      const startedAt = performance.now();
      try {
        await next.run(signal);
      } catch (error) {
        if (signal.aborted) break;
        this.#options.log.debug({ err: error }, 'OPC UA witness left out a reading');
      }
      // One that takes long is done less often: the device works for others.
      next.due = startedAt + Math.max(next.everyMs, 10 * (performance.now() - startedAt));
      this.#tellLife(false);
      this.#tellFound();
    }
    this.audit?.deaf('the connection ended');
    this.#sessions?.lost();
  }

  #tasks(link: OpcuaLink): Task[] {
    const { config, now } = this.#options;
    const at = performance.now();
    const clock = (signal: AbortSignal) => this.#clock.measure(link, now, signal);
    const tasks: Task[] = [{ due: at, everyMs: clockMs, run: clock }];
    if (config.sessions !== 'off') {
      const run = (signal: AbortSignal) => this.#readSessions(link, signal);
      tasks.push({ due: at, everyMs: config.sessions * 1000, run });
    }
    const everyMs = this.#canaryMs;
    if (everyMs !== null) {
      const due = Math.max(at, this.#options.lastCanary.at + Math.min(everyMs, canarySpacingMs));
      tasks.push({ due, everyMs, run: signal => this.#flyCanary(link, signal) });
    }
    const hourly = async () => {
      this.#sessions?.tellCounts();
      this.#tellLife(true);
    };
    tasks.push({ due: at + lifeToldMs, everyMs: lifeToldMs, run: hourly });
    return tasks;
  }

  async #readSessions(link: OpcuaLink, signal: AbortSignal): Promise<void> {
    const { subject, config, now, nodes } = this.#options;
    const own = { canaries: this.#flown, ids: this.#canaries, stirred: this.#changed };
    this.#changed = false;
    // Before it is asked: a write that the answer does not count may be heard before the answer comes.
    const heard = this.audit?.writes ?? 0;
    const counted = (await this.#sessions?.read(link, own, signal)) ?? null;
    this.#flown ??= 0;
    this.#reconcile(counted, heard);
    const locks = locksIn(nodes());
    if (locks.length === 0) return;
    const reading = await readLocks(link, locks, now, signal);
    const authenticity = config.security.mode === 'None' ? 'unauthenticated' : 'authenticated';
    for (const statement of compareLocks(this.#locks, reading, { subject, authenticity })) {
      this.#stirred = true;
      this.#options.tell(statement);
    }
    this.#locks = reading;
  }

  /** Writes that were counted must be told by an event until the next reading, or events do not tell writes. */
  #reconcile(counted: Counted | null, heard: number): void {
    const owed = this.#owed;
    if (owed !== null && (this.audit?.writes ?? 0) === owed.heard) {
      this.audit?.contradicted(owed.written, owed.from);
    }
    this.#owed = counted !== null && counted.written > 0 ? { ...counted, heard: this.#heardBefore } : null;
    this.#heardBefore = heard;
  }

  async #flyCanary(link: OpcuaLink, signal: AbortSignal): Promise<void> {
    const { config } = this.#options;
    const { publishing } = config;
    if (this.audit === null || publishing === 'off') return;
    await this.#clock.measure(link, this.#options.now, signal);
    const unasked = typeof config.canary === 'number';
    this.#options.lastCanary.at = performance.now();
    const fly = async (): Promise<Flight> => {
      const flight = await flyCanary(link, { ...this.#options, unasked }, signal);
      if (flight.is === 'flown') this.#remember(flight.session);
      else if (flight.is === 'failed') this.#flown = null;
      return flight;
    };
    const flight = await this.audit.prove(fly, canaryPatienceMs + 4 * publishing, signal);
    this.#options.log.debug({ flight }, 'OPC UA canary');
  }

  #remember(session: string): void {
    if (this.#flown !== null) this.#flown += 1;
    this.#canaries.add(session);
    const [oldest] = this.#canaries;
    if (this.#canaries.size > canariesRemembered && oldest !== undefined) this.#canaries.delete(oldest);
  }

  /** After something happened, or every hour, so that a quiet plant does not fill its log with our being alive. */
  #tellLife(due: boolean): void {
    const all = due || this.#stirred || performance.now() - this.#toldAt >= lifeToldMs;
    this.audit?.tellLife(all);
    this.#sessions?.tellLife(all);
    if (!all) return;
    this.#stirred = false;
    this.#toldAt = performance.now();
  }

  #tellFound(): void {
    const text = JSON.stringify([this.audit?.found, this.#sessions?.found].map(found => found?.state));
    if (text === this.#foundText) return;
    this.#foundText = text;
    this.#options.found();
  }
}

/** False where the signal came first. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (ms <= 0) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = () => resolve(false);
  const timer = setTimeout(() => resolve(true), ms);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
