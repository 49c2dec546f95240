import { setTimeout as wait } from 'node:timers/promises';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { Notice } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import {
  type BeatRequest,
  type HelloResponse,
  type Order,
  protocolVersions,
  type StreamDeclaration,
  type StreamPoint,
} from '@witnessmark/shared/wire';
import type { OfferedFact, SpoolStore } from '../spool/index.ts';
import { backOffMs } from './back-off.ts';
import { batchBody } from './batch.ts';
import { Refused } from './client.ts';
import { hasMoved, measureOffset, type Offset } from './clock-offset.ts';
import { readIdentity } from './identity.ts';
import { type LogWitness, openLogWitness } from './log-witness.ts';
import { type Membership, openMembership } from './membership.ts';
import { type OrderMemory, openOrderMemory } from './order-memory.ts';
import { carryOut } from './orders.ts';
import { type Allowance, createSender, type Sender } from './sender.ts';
import type { UplinkLog } from './uplink-log.ts';

/** A stream as the configuration declares it; the spool knows the rest. */
export type DeclaredStream = Omit<StreamDeclaration, 'epoch' | 'first' | 'last' | 'head'>;

export type BeatHealth = Pick<BeatRequest, 'watermarks' | 'load'>;

export interface UplinkOptions {
  /** Where `joinSite` put the identity; the memory of the log and of orders rests there too. */
  readonly dir: string;
  readonly spool: SpoolStore;
  readonly build: string;
  /** All streams of the present configuration. Call `redeclare` after it changed. */
  readonly declared: () => readonly DeclaredStream[];
  /** Watermarks, and the load since it was last asked. */
  readonly health: () => BeatHealth;
  /** Carries out an order; its result is a fact of its own. May come twice with the same id. */
  readonly onOrder: (order: Order) => Promise<void>;
  /** What the uplink has to tell as a fact: `clock.measured`, `log.rolled-back`, `order.done`, `order.failed`. */
  readonly notify: (notice: Notice) => Promise<void>;
  readonly now: () => Instant;
  /** In [0, 1). */
  readonly random: () => number;
  readonly beatMs: number;
  readonly log: UplinkLog;
}

export interface UplinkStatus {
  readonly agent: string;
  readonly server: string;
  readonly connected: boolean;
  /** Wall time of the last answer. */
  readonly lastContact: string | null;
  /** Why the last try failed. */
  readonly trouble: string | null;
  readonly clock: Offset | null;
  readonly certificateNotAfter: string;
  readonly logBroken: string | null;
  readonly streams: readonly { readonly stream: string; readonly state: string }[];
}

/** The agent's end of the wire: it dials, greets, sends what the spool has, beats, and fetches orders. */
export interface Uplink {
  /** Throws `agent.not-joined`. A server that cannot be reached is no failure: it goes on trying. */
  start(): Promise<void>;
  /** Ends every call; what was not acknowledged stays in the spool. */
  stop(): Promise<void>;
  redeclare(): void;
  status(): UplinkStatus;
}

/** How often a stream that nobody assigned yet asks again. */
const pendingMs = 5000;
const retriedOrderMs = 1000;
/** After a fork the new epoch has to be read first; also bounds a server that calls everything forked. */
const settleEpochMs = 1000;
const refusedMs = 60_000;
const renewalAgainMs = 60_000;

export function createUplink(options: UplinkOptions): Uplink {
  const { dir, spool, log, now } = options;
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const assignments = new Map<string, HelloResponse['assignments'][number]['state']>();
  let membership: Membership | null = null;
  let witness: LogWitness | null = null;
  let sender: Sender | null = null;
  let greeted = false;
  let run = '';
  /** Something changed since the last greeting began. */
  let stale = false;
  let renewalNotBefore = 0;
  let connected = false;
  let lastContact: string | null = null;
  let trouble: string | null = null;
  let told: Offset | null = null;
  let offset: Offset | null = null;

  function member(): Membership {
    if (membership === null) throw new WitnessError('agent.not-joined', dir);
    return membership;
  }

  function memory(): LogWitness {
    if (witness === null) throw new WitnessError('agent.not-joined', dir);
    return witness;
  }

  /** Milliseconds since 1970 as the server would say; the agent's own clock until it was measured. */
  function serverNow(): number {
    return Date.parse(now().wall) + (offset?.offsetMs ?? 0);
  }

  async function answered(
    base: string | null,
    answer: {
      readonly checkpoint: string;
      readonly proof: readonly string[];
      readonly coveredByBackup: readonly StreamPoint[];
    },
  ): Promise<void> {
    connected = true;
    lastContact = now().wall;
    if (trouble !== null) log.info({ server: member().identity.url }, 'server answers again');
    trouble = null;
    const judged = memory().see(base, answer.checkpoint, answer.proof);
    if (judged === 'consistent') {
      await spool.release(answer.coveredByBackup);
      return;
    }
    if (judged === 'broken-before') return;
    const says = memory().broken?.says ?? '';
    log.error(
      { says, offered: answer.checkpoint },
      'log rolled back: nothing counts as backed up until an administrator accepts it',
    );
    await options.notify({ code: 'log.rolled-back', says, data: { seen: base, offered: answer.checkpoint } });
    // After the notice: a death in between tells it twice rather than never.
    await memory().save();
    sender?.interrupt();
  }

  async function greet(): Promise<Allowance> {
    const base = memory().seen;
    const tips = new Map(spool.tips().map(tip => [tip.stream, tip]));
    const streams = options.declared().map((declared): StreamDeclaration => {
      const { first, last, head } = tips.get(declared.stream) ?? { first: 1, last: 0, head: null };
      return { ...declared, epoch: spool.epoch, first, last, head };
    });
    const epoch = spool.epoch;
    const answer = await member().client.hello({
      protocols: [...protocolVersions],
      build: options.build,
      streams,
      checkpoint: base,
    });
    await answered(base, answer);
    assignments.clear();
    for (const assignment of answer.assignments) {
      const { stream } = assignment;
      assignments.set(stream, assignment.state);
      if (assignment.state === 'refused')
        log.warn({ stream, says: assignment.says }, 'stream is not for this agent');
      if (assignment.state === 'forked') throw new Forked(`The server says that ${stream} is forked.`);
      if (assignment.state !== 'assigned' && assignment.state !== 'elsewhere') continue;
      const tip = spool.tips().find(known => known.stream === stream);
      if (tip === undefined || spool.epoch !== epoch) continue;
      if (assignment.expected > tip.last + 1) {
        throw new Forked(
          `The server expects ${stream} at ${assignment.expected}; this spool has ${tip.last}.`,
        );
      }
      if (assignment.expected <= tip.acked) {
        const facts = await spool.rewind(stream, Math.max(1, assignment.expected));
        log.warn(
          { stream, expected: assignment.expected, acked: tip.acked, facts },
          'server lost facts; sending them again',
        );
      }
    }
    greeted = true;
    run = answer.run;
    log.info({ streams: answer.assignments.length, protocol: answer.protocol }, 'greeted the server');
    return { credit: answer.credit, batchBytes: answer.limits.batchBytes };
  }

  function greetAgain(): void {
    stale = true;
    sender?.interrupt();
  }

  async function sendBatch(facts: readonly OfferedFact[]) {
    const base = memory().seen;
    const { client, key } = member();
    const answer = await client.facts(batchBody(facts, base, key));
    await answered(base, answer);
    return answer;
  }

  function mayBeSent(stream: string): boolean {
    const state = assignments.get(stream);
    // Not declared: gone from the configuration with facts still to send. The server knows whose it is.
    return state === undefined || state === 'assigned' || state === 'elsewhere';
  }

  async function mainLoop(active: Sender): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        if (isRenewalDue()) await renewQuietly();
        stale = false;
        const allowed = await greet();
        failures = 0;
        if (stale) continue;
        const pending = [...assignments.values()].some(state => state === 'pending' || state === 'refused');
        const again = pending ? AbortSignal.timeout(pendingMs) : null;
        const turn = again === null ? stopping.signal : AbortSignal.any([stopping.signal, again]);
        const end = await active.run(allowed, turn);
        if (end.why === 'forked' || end.why === 'damaged') throw new Forked(end.says, end.why);
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        await pause(await recover(error, failures));
      } finally {
        greeted = false;
      }
    }
  }

  /** Does what the failure asks for; returns how long to wait before the next try. */
  async function recover(error: unknown, failures: number): Promise<number> {
    if (error instanceof Forked) {
      await beginEpochQuietly(error);
      return Math.max(settleEpochMs, backOffMs(failures, options.random));
    }
    const says = error instanceof Error ? error.message : String(error);
    connected = false;
    if (trouble !== says)
      log.warn({ err: error }, 'sending failed; the spool keeps everything and it is tried again');
    trouble = says;
    if (!(error instanceof Refused)) {
      if (!isWitnessError(error)) log.error({ err: error }, 'uplink failed');
      return backOffMs(failures, options.random);
    }
    if (error.code === 'wire.certificate-expired') {
      await renewQuietly();
      return backOffMs(failures, options.random);
    }
    if (error.retryAfterMs !== null) return error.retryAfterMs + Math.round(options.random() * 1000);
    return error.status === 401 || error.status === 403 ? refusedMs : backOffMs(failures, options.random);
  }

  async function beginEpochQuietly({ why, message }: Forked): Promise<void> {
    try {
      await spool.beginEpoch(why, message);
    } catch (error) {
      log.error({ err: error }, 'the new epoch could not be stored; it is tried again');
    }
  }

  function isRenewalDue(): boolean {
    return now().mono >= renewalNotBefore && member().isRenewalDue(serverNow());
  }

  /** A third of the certificate's time is left for trying again: meanwhile facts go on being sent. */
  async function renewQuietly(): Promise<void> {
    renewalNotBefore = now().mono + renewalAgainMs;
    try {
      await member().renew(options.build);
      log.info({ notAfter: member().certificateNotAfter }, 'certificate renewed');
    } catch (error) {
      log.warn({ err: error }, 'certificate could not be renewed');
    }
  }

  async function beatLoop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(options.beatMs);
      if (stopping.signal.aborted || !greeted) continue;
      try {
        await beat();
        await memory().save();
        if (isRenewalDue()) greetAgain();
      } catch (error) {
        log.debug({ err: error }, 'beat was not answered');
        // An idle agent learns here that the server went away; only a new greeting shows whether it came back the same.
        greetAgain();
      }
    }
  }

  async function beat(): Promise<void> {
    const base = memory().seen;
    const { rss } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const before = now();
    const sent = Date.parse(before.wall);
    const answer = await member().client.beat({
      ...options.health(),
      spool: spool.stats(),
      process: { rssBytes: rss, cpuMs: (user + system) / 1000, uptimeS: process.uptime() },
      certificateNotAfter: member().certificateNotAfter,
      checkpoint: base,
      clock: { sent: before.wall, previous: offset },
    });
    // The wall clock may jump while the beat is out: its length comes from the monotonic one.
    const arrived = sent + (now().mono - before.mono);
    await answered(base, answer);
    offset = measureOffset({
      sent,
      received: Date.parse(answer.received),
      answered: Date.parse(answer.answered),
      arrived,
    });
    if (hasMoved(told, offset)) await tellClock(offset);
    // Another run of the server may be one restored from a backup: only a greeting tells what it expects.
    if (answer.run !== run) greetAgain();
  }

  async function tellClock(measured: Offset): Promise<void> {
    told = measured;
    const clock = {
      offsetMs: Math.round(measured.offsetMs),
      errorMs: Math.ceil(measured.errorMs),
      measuredAt: now().wall,
    };
    log.info(clock, 'clock measured against the server');
    await options.notify({
      code: 'clock.measured',
      says: `The server's clock is ${clock.offsetMs} ms (± ${clock.errorMs} ms) ahead of the agent's.`,
      data: {},
      clock,
    });
  }

  async function orderLoop(position: OrderMemory): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      if (!greeted) {
        await pause(retriedOrderMs);
        continue;
      }
      try {
        for (const order of await member().client.orders(position.after, stopping.signal)) {
          await carryOut(order, {
            here: carryOutHere,
            watcher: options.onOrder,
            notify: options.notify,
            log,
          });
          await position.advance(order.position);
        }
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        log.debug({ err: error }, 'orders were not fetched');
        await pause(backOffMs(failures, options.random));
      }
    }
  }

  /** What only the uplink can carry out; false where the order is the watcher's. */
  async function carryOutHere({ id, act }: Order): Promise<boolean> {
    if (act.type === 'accept-log') {
      memory().accept(act.checkpoint);
      await memory().save();
      log.warn({ order: id, reason: act.reason }, 'an administrator accepted the log as it is');
    } else if (act.type === 'new-epoch') {
      await spool.beginEpoch('ordered', `An administrator ordered a new epoch (${id}).`);
    } else {
      return false;
    }
    greetAgain();
    return true;
  }

  async function pause(ms: number): Promise<void> {
    try {
      await wait(ms, undefined, { signal: stopping.signal });
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  }

  return {
    async start() {
      const identity = await readIdentity(dir);
      if (identity === null) throw new WitnessError('agent.not-joined', dir);
      membership = openMembership(dir, identity);
      witness = await openLogWitness(dir, identity.logKey);
      const position = await openOrderMemory(dir);
      const active = createSender({
        spool,
        client: () => member().client,
        sendBatch,
        mayBeSent,
        log,
        random: options.random,
        mono: () => now().mono,
      });
      sender = active;
      const unlisten = spool.onAppended(() => active.wake());
      stopping.signal.addEventListener('abort', unlisten);
      loops.push(mainLoop(active), beatLoop(), orderLoop(position));
    },

    async stop() {
      stopping.abort();
      await membership?.close();
      await Promise.all(loops);
      await witness?.save();
    },

    redeclare: greetAgain,

    status: () => ({
      agent: member().identity.agent,
      server: member().identity.url,
      connected,
      lastContact,
      trouble,
      clock: offset,
      certificateNotAfter: member().certificateNotAfter,
      logBroken: memory().broken?.says ?? null,
      streams: [...assignments].map(([stream, state]) => ({ stream, state })),
    }),
  };
}

/** This epoch cannot go on. */
class Forked extends Error {
  readonly why: 'forked' | 'damaged';

  constructor(says: string, why: 'forked' | 'damaged' = 'forked') {
    super(says);
    this.why = why;
  }
}
