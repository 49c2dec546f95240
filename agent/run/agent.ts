import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notice } from '@witnessmark/shared/facts';
import type { Logger } from 'pino';
import { type AgentClock, createAgentClock } from '../clock/index.ts';
import { ConfigReload, type LoadedConfig } from '../config/index.ts';
import { openSpool, type SpoolStore } from '../spool/index.ts';
import { type BeatHealth, createUplink, readIdentity, type Uplink } from '../uplink/index.ts';
import { Fleet, HandsOffWatch, Phases, TimerQueue } from '../watch/index.ts';
import { Witnesses } from '../witnesses/index.ts';
import { build } from './build.ts';
import { type AgentStatus, readStatus, statusEveryMs, writeStatus } from './status-file.ts';
import { declareStreams, planStreams } from './streams.ts';
import { planWitnesses, statementStream, stirring, timeZoneOf } from './witnesses.ts';

/** Where an agent keeps what makes it a member of its site. */
export function identityFolder(dataDir: string): string {
  return join(dataDir, 'identity');
}

/** How often an agent that has not joined yet looks whether it has, in milliseconds. */
const joinLookMs = 2000;
/** Changes of what sources see are gathered this long before the server is told, in milliseconds. */
const redeclareMs = 500;

const lostWithIt =
  'the run before it was not stopped: what its sources had heard of who acted, and its spool had not taken, is lost';

/** The watching agent, put together by hand. `start` and `stop` are called once each. */
export class Agent {
  readonly #log: Logger;
  #loaded: LoadedConfig;
  #refused: string | null = null;
  #uplinkRunning = false;
  #redeclaring = false;
  #stopped = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  #parts: Parts | null = null;

  constructor(loaded: LoadedConfig, log: Logger) {
    this.#loaded = loaded;
    this.#log = log;
  }

  /** Throws where the configuration does not hold or another agent has the data directory. */
  async start(): Promise<void> {
    const { dataDir, file, config } = this.#loaded;
    const log = this.#log;
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const clock = await createAgentClock(dataDir);
    const plans = planStreams(this.#loaded, { clock, log });
    const witnessPlans = await planWitnesses(this.#loaded);

    const spool = await openSpool({
      dir: join(dataDir, 'spool'),
      capacityBytes: config.spool.capacity,
      now: clock.now,
      log: log.child({ module: 'spool' }),
    });
    const queue = new TimerQueue(clock);
    const phases = new Phases(dataDir);
    if (!(await phases.load())) log.warn({ dataDir }, 'ordered phases are damaged; the configured ones hold');
    const witnesses = new Witnesses({
      now: clock.now,
      spool,
      log: log.child({ module: 'witnesses' }),
      streamOf: asset => statementStream(this.#loaded, asset),
      timeZoneOf: asset => timeZoneOf(this.#loaded, asset),
    });
    const fleet = new Fleet({
      clock,
      timers: queue,
      spool: stirring(spool, asset => witnesses.stir(asset)),
      phases,
      log: log.child({ module: 'watch' }),
      random: Math.random,
      onSees: () => this.#redeclareSoon(),
    });
    spool.onNewEpoch(() => fleet.forget());
    const handsOff = new HandsOffWatch(
      dataDir,
      listed => fleet.setHandsOff(listed),
      error => log.error({ err: error }, 'hands-off files cannot be read'),
    );
    const uplink = createUplink({
      dir: identityFolder(dataDir),
      spool,
      build,
      declared: () => declareStreams(this.#loaded, fleet),
      health: () => beatHealth(fleet),
      onOrder: order => fleet.order(order),
      notify: notice => this.#notify(notice),
      now: clock.now,
      random: Math.random,
      beatMs: config.beat,
      log: log.child({ module: 'uplink' }),
    });
    const reload = new ConfigReload(file, {
      loaded: next => this.#apply(next),
      refused: error => this.#refuse(error),
    });
    this.#parts = { clock, spool, queue, fleet, witnesses, handsOff, uplink, reload };

    const cutOff = (await readStatus(dataDir))?.running ?? false;
    // Nothing may be contacted before it is known what must be left alone.
    await handsOff.start();
    fleet.start();
    await fleet.apply(plans);
    await witnesses.apply(witnessPlans);
    await this.#notify({
      code: 'agent.started',
      says: cutOff ? `${build} started; ${lostWithIt}` : `${build} started`,
      data: { streams: plans.length, cutOff },
    });
    reload.start();
    await this.#startUplink();
    this.#every(statusEveryMs, () => this.#writeStatus(true));
    await this.#writeStatus(true);
    log.info({ streams: plans.length, dataDir }, 'agent runs');
  }

  /** Makes durable how far everything was watched and lets go of it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const parts = this.#parts;
    if (parts === null) return;
    await parts.reload.stop();
    await parts.handsOff.stop();
    await parts.witnesses.stop();
    await parts.fleet.stop();
    if (this.#uplinkRunning) await parts.uplink.stop();
    await this.#writeStatus(false);
    parts.queue.stop();
    await parts.spool.close();
    this.#log.info('agent stopped');
  }

  /** Loads the configuration file again now. */
  reload(): void {
    this.#parts?.reload.reload();
  }

  async #apply(next: LoadedConfig): Promise<void> {
    const { clock, fleet, witnesses, uplink } = this.#running();
    const before = this.#loaded;
    const effective = { ...next, dataDir: before.dataDir };
    const plans = planStreams(effective, { clock, log: this.#log });
    const witnessPlans = await planWitnesses(effective);
    this.#loaded = effective;
    this.#refused = null;
    const { added, removed, changed } = await fleet.apply(plans);
    await witnesses.apply(witnessPlans);
    const later = restartNeeded(before, next);
    this.#log.info({ added, removed, changed, takesEffectAtNextStart: later }, 'configuration loaded');
    await this.#notify({
      code: 'configuration.loaded',
      says: later.length === 0 ? 'configuration loaded' : `loaded; at the next start: ${later.join(', ')}`,
      data: { added: added.length, removed: removed.length, changed: changed.length },
    });
    if (this.#uplinkRunning) uplink.redeclare();
  }

  async #refuse(error: unknown): Promise<void> {
    const says = error instanceof Error ? error.message : String(error);
    this.#refused = says;
    this.#log.error({ error: says }, 'configuration refused; the one before stays in force');
    await this.#notify({ code: 'configuration.refused', says: says.slice(0, 4096), data: {} });
  }

  /** An agent that has not joined watches and spools; it goes online as soon as it has. */
  async #startUplink(): Promise<void> {
    if (this.#stopped) return;
    const { uplink } = this.#running();
    const { dataDir } = this.#loaded;
    if ((await readIdentity(identityFolder(dataDir))) === null) {
      this.#log.warn({ dataDir }, 'not joined yet; facts stay in the spool until witnessmark-agent join');
      this.#waitForJoin();
      return;
    }
    await uplink.start();
    this.#uplinkRunning = true;
  }

  #waitForJoin(): void {
    const { dataDir } = this.#loaded;
    this.#after(joinLookMs, async () => {
      if ((await readIdentity(identityFolder(dataDir))) === null) return this.#waitForJoin();
      await this.#startUplink();
    });
  }

  #redeclareSoon(): void {
    if (this.#redeclaring) return;
    this.#redeclaring = true;
    this.#after(redeclareMs, async () => {
      this.#redeclaring = false;
      if (this.#uplinkRunning) this.#running().uplink.redeclare();
    });
  }

  /** Notices about the agent itself. One that cannot be stored is in the log, and nothing else waits for it. */
  async #notify(notice: Notice): Promise<void> {
    try {
      const told = await this.#running().fleet.agentNotice(notice);
      if (!told) this.#log.info({ notice }, 'notice without a stream to ride');
    } catch (error) {
      this.#log.warn({ err: error, notice }, 'a notice was not stored');
    }
  }

  async #writeStatus(running: boolean): Promise<void> {
    try {
      await writeStatus(this.#loaded.dataDir, this.#status(running));
    } catch (error) {
      this.#log.warn({ err: error }, 'the status file was not written');
    }
  }

  #status(running: boolean): AgentStatus {
    const { clock, spool, fleet, witnesses, uplink } = this.#running();
    const online = this.#uplinkRunning ? uplink.status() : null;
    const { user, system } = process.cpuUsage();
    return {
      at: clock.now().wall,
      build,
      pid: process.pid,
      running,
      configuration: { file: this.#loaded.file, refused: this.#refused },
      server: {
        joined: online !== null,
        connected: online?.connected ?? false,
        url: online?.server ?? null,
        lastContact: online?.lastContact ?? null,
        trouble: online?.trouble ?? null,
      },
      spool: spool.stats(),
      process: {
        rssBytes: process.memoryUsage.rss(),
        cpuMs: (user + system) / 1000,
        uptimeS: process.uptime(),
      },
      streams: fleet.watchers.map(watcher => {
        const { requests, readings, errors, lastError } = watcher.health.totals;
        const { resting, stream, connected } = watcher;
        return {
          stream,
          phase: fleet.phaseOf(stream) ?? 'production',
          connected,
          handsOff: resting?.reason === 'hands-off' ? resting.detail : null,
          requests,
          readings,
          errors,
          lastError,
          kinds: watcher.states().map(({ kind, now, lastEqual }) => ({
            kind,
            state: now.state,
            reason: now.state === 'watched' ? null : now.reason,
            lastEqual: lastEqual?.wall ?? null,
          })),
        };
      }),
      witnesses: [...witnesses.health],
    };
  }

  #after(ms: number, work: () => Promise<void>): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work().catch(error => this.#log.error({ err: error }, 'background work failed'));
    }, ms);
    this.#timers.add(timer);
  }

  #every(ms: number, work: () => Promise<void>): void {
    this.#after(ms, async () => {
      await work();
      this.#every(ms, work);
    });
  }

  #running(): Parts {
    if (this.#parts === null) throw new TypeError('the agent was not started');
    return this.#parts;
  }
}

interface Parts {
  readonly clock: AgentClock;
  readonly spool: SpoolStore;
  readonly queue: TimerQueue;
  readonly fleet: Fleet;
  readonly witnesses: Witnesses;
  readonly handsOff: HandsOffWatch;
  readonly uplink: Uplink;
  readonly reload: ConfigReload;
}

function beatHealth(fleet: Fleet): BeatHealth {
  return {
    watermarks: fleet.watchers.flatMap(watcher =>
      watcher.states().map(({ kind, now, lastEqual }) => ({
        stream: watcher.stream,
        kind,
        state: now.state,
        ...(now.state === 'watched' ? {} : { reason: now.reason }),
        lastEqual,
      })),
    ),
    load: fleet.watchers.map(watcher => ({
      stream: watcher.stream,
      ...watcher.health.sinceLastBeat(),
      costs: [...watcher.costs],
      budget: watcher.budget,
      connected: watcher.connected,
    })),
  };
}

/** What a changed configuration cannot change while the agent runs. */
function restartNeeded(before: LoadedConfig, next: LoadedConfig): string[] {
  const later: string[] = [];
  if (before.dataDir !== next.dataDir) later.push('dataDir');
  if (before.config.spool.capacity !== next.config.spool.capacity) later.push('spool');
  if (before.config.beat !== next.config.beat) later.push('beat');
  if (before.config.log.level !== next.config.log.level) later.push('log');
  return later;
}
