import { WitnessError } from '@witnessmark/shared/errors';
import type { GapReason, Notice } from '@witnessmark/shared/facts';
import type { Order } from '@witnessmark/shared/wire';
import { type AgentClock, JumpDetector } from '../clock/index.ts';
import type { Source, SourceLog } from '../sources/index.ts';
import type { Phase, Phases } from './phases.ts';
import type { WatchPolicy } from './policy.ts';
import { saidBy } from './reasons.ts';
import type { Timers } from './timers.ts';
import { type Rest, Watcher, type WatchSpool } from './watcher.ts';

/** One stream as the configuration wants it watched. */
export interface StreamPlan {
  readonly stream: string;
  readonly asset: string;
  /** Equal text = the same source: the connection stays. */
  readonly sourceKey: string;
  readonly createSource: () => Source;
  readonly policy: WatchPolicy;
  readonly phase: Phase;
  /** Why it is read with less security than the default; null where it is not. */
  readonly weakened: string | null;
}

export interface FleetParts {
  readonly clock: AgentClock;
  readonly timers: Timers;
  readonly spool: WatchSpool;
  readonly phases: Phases;
  readonly log: SourceLog;
  readonly random: () => number;
  /** Called when what a source can see became known, or became another. */
  readonly onSees: () => void;
}

/** Milliseconds between two looks at the clock and at phases that end. */
const lookMs = 5000;
/** How long the next order waits for one that takes its time, in milliseconds. */
const orderWaitMs = 15_000;
/** First contacts of many streams are spread: this far apart, and over no more than the whole. */
const spreadMs = { each: 20, most: 10_000 } as const;

/** All watchers of an agent: made, changed and ended as the configuration, orders and hands-off files say. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #jumps = new JumpDetector();
  readonly #watched = new Map<string, { plan: StreamPlan; watcher: Watcher }>();
  #handsOff: ReadonlyMap<string, string> = new Map();
  #off: (() => void) | null = null;

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** Begins to look at the clock. Streams come by `apply`. */
  start(): void {
    this.#jumps.sample(this.#parts.clock.now());
    this.#lookLater();
  }

  async stop(): Promise<void> {
    this.#off?.();
    this.#off = null;
    const watchers = this.watchers;
    this.#watched.clear();
    await Promise.all(watchers.map(watcher => watcher.stop()));
  }

  /** Makes the fleet what the plans say. Streams whose source is the same keep their connection and state. */
  async apply(
    plans: readonly StreamPlan[],
  ): Promise<{ added: string[]; removed: string[]; changed: string[] }> {
    const done = { added: [] as string[], removed: [] as string[], changed: [] as string[] };
    const wanted = new Map(plans.map(plan => [plan.stream, plan]));
    const ending: Promise<void>[] = [];
    for (const [stream, { plan, watcher }] of [...this.#watched]) {
      const next = wanted.get(stream);
      if (next?.sourceKey === plan.sourceKey) continue;
      this.#watched.delete(stream);
      ending.push(watcher.stop('configuration', next === undefined ? 'no longer watched' : 'source changed'));
      if (next === undefined) done.removed.push(stream);
      else done.changed.push(stream);
    }
    await Promise.all(ending);
    let made = 0;
    const each = Math.min(spreadMs.each, spreadMs.most / Math.max(1, plans.length));
    for (const plan of plans) {
      const held = this.#watched.get(plan.stream);
      if (held === undefined) {
        const restarted = done.changed.includes(plan.stream);
        this.#add(plan, Math.round(made * each), restarted ? 'configuration' : 'agent-down');
        made += 1;
        if (!restarted) done.added.push(plan.stream);
        continue;
      }
      if (JSON.stringify(held.plan.policy) !== JSON.stringify(plan.policy)) {
        held.watcher.setPolicy(plan.policy);
        done.changed.push(plan.stream);
      }
      held.plan = plan;
      held.watcher.rest(this.#restOf(plan));
    }
    return done;
  }

  /** The assets that must be left alone, with the reason. */
  setHandsOff(listed: ReadonlyMap<string, string>): void {
    this.#handsOff = listed;
    this.#rest();
  }

  /**
   * Carries out an order of the server; its result is a fact of its stream. A reading of a slow device goes
   * on after this has resolved: the orders for other assets do not wait for it. Throws
   * `agent.stream-unknown`.
   */
  async order(order: Order): Promise<void> {
    const { act } = order;
    if (act.type === 'new-epoch' || act.type === 'accept-log') {
      throw new TypeError(`an order for the uplink, not for the watcher: ${act.type}`);
    }
    const stream = act.type === 'phase' ? this.#streamOf(act.asset) : act.stream;
    const watcher = stream === null ? undefined : this.#watched.get(stream)?.watcher;
    if (watcher === undefined) throw new WitnessError('agent.stream-unknown', stream ?? 'asset');
    const work = this.#carryOut(order, watcher);
    let off = () => {};
    const enough = new Promise<void>(resolve => {
      off = this.#parts.timers.at(this.#parts.clock.now().mono + orderWaitMs, resolve);
    });
    try {
      await Promise.race([work, enough]);
    } finally {
      off();
    }
    work.catch(error =>
      this.#parts.log.warn({ order: order.id, error: saidBy(error) }, 'order was not told'),
    );
  }

  async #carryOut(order: Order, watcher: Watcher): Promise<void> {
    const { act } = order;
    try {
      if (Date.parse(order.expires) <= Date.parse(this.#parts.clock.now().wall)) {
        throw new WitnessError('agent.order-expired', order.id);
      }
      if (act.type === 'read') await watcher.read();
      else if (act.type === 'identity') watcher.judgeDevice(act.verdict);
      else if (act.type === 'phase') {
        await this.#parts.phases.order(act.asset, { phase: act.phase, until: act.until });
        this.#rest();
      }
    } catch (error) {
      if (!(error instanceof WitnessError)) throw error;
      await watcher.notice(orderNotice('order.failed', error.message, order, { code: error.code }));
      return;
    }
    await watcher.notice(orderNotice('order.done', `order ${act.type} was carried out`, order, {}));
  }

  /** A notice about the agent itself rides its first stream; false where it watches none. */
  async agentNotice(notice: Notice): Promise<boolean> {
    const first = [...this.#watched.keys()].sort()[0];
    const watcher = first === undefined ? undefined : this.#watched.get(first)?.watcher;
    if (watcher === undefined) return false;
    await watcher.notice(notice);
    return true;
  }

  /** The spool has begun a new epoch: every stream is read as if for the first time. */
  forget(): void {
    for (const watcher of this.watchers) watcher.forget();
  }

  watcher(stream: string): Watcher | null {
    return this.#watched.get(stream)?.watcher ?? null;
  }

  get watchers(): Watcher[] {
    return [...this.#watched.values()].map(({ watcher }) => watcher);
  }

  /** The phase an asset's stream is in now; null for a stream that is not watched. */
  phaseOf(stream: string): Phase | null {
    const held = this.#watched.get(stream);
    return held === undefined ? null : this.#phase(held.plan);
  }

  #add(plan: StreamPlan, delayMs: number, interrupted: GapReason): void {
    const { stream, asset, createSource } = plan;
    const parts = { ...this.#parts, stream, asset, createSource, interrupted };
    const watcher = new Watcher(parts, plan.policy);
    this.#watched.set(stream, { plan, watcher });
    watcher.rest(this.#restOf(plan));
    watcher.start(delayMs);
    if (plan.weakened !== null) void this.#tellWeakened(watcher, plan.weakened);
  }

  async #tellWeakened(watcher: Watcher, says: string): Promise<void> {
    const { log } = this.#parts;
    log.warn({ stream: watcher.stream, says }, 'read with less security than the default');
    try {
      await watcher.notice({ code: 'security.weakened', says: says.slice(0, 4096), data: {} });
    } catch (error) {
      log.warn({ stream: watcher.stream, error: saidBy(error) }, 'the spool did not take a fact');
    }
  }

  #streamOf(asset: string): string | null {
    for (const [stream, { plan }] of this.#watched) if (plan.asset === asset) return stream;
    return null;
  }

  #phase(plan: StreamPlan): Phase {
    const wallMs = Date.parse(this.#parts.clock.now().wall);
    return this.#parts.phases.of(plan.asset, plan.phase, wallMs);
  }

  #restOf(plan: StreamPlan): Rest | null {
    const reason = this.#handsOff.get(plan.asset);
    if (reason !== undefined) return { reason: 'hands-off', detail: reason };
    if (this.#phase(plan) === 'out-of-service') return { reason: 'planned-off', detail: 'out of service' };
    return null;
  }

  #rest(): void {
    for (const { plan, watcher } of this.#watched.values()) watcher.rest(this.#restOf(plan));
  }

  #lookLater(): void {
    this.#off = this.#parts.timers.at(this.#parts.clock.now().mono + lookMs, () => {
      this.#lookLater();
      this.#rest();
      const jump = this.#jumps.sample(this.#parts.clock.now());
      if (jump === null) return;
      this.#parts.log.warn({ byMs: jump.byMs }, 'the wall clock jumped');
      for (const watcher of this.watchers) void watcher.clockJumped(jump);
    });
  }
}

function orderNotice(
  code: 'order.done' | 'order.failed',
  says: string,
  order: Order,
  data: Notice['data'],
): Notice {
  return { code, says: says.slice(0, 4096), data: { order: order.id, act: order.act.type, ...data } };
}
