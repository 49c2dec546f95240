import type { Agent, LookedThrough } from '@witnessmark/shared/api';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What the numbers are taken from, at the moment they are asked for. */
export interface MetricsSource {
  readonly agents: () => Promise<readonly Agent[]>;
  readonly logSize: () => number;
  readonly notWatched: () => Promise<number>;
  /** What names were not read from, by whether they are still waited for. */
  readonly namesUnread: () => Promise<LookedThrough>;
  readonly judging: () => Promise<{
    readonly failing: number;
    readonly walks: number;
    readonly behind: number;
  }>;
}

/** Prometheus metrics of the server itself and of its agents, which are heard of through their beats alone. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #source: MetricsSource;
  readonly #logSize: Gauge;
  readonly #notWatched: Gauge;
  readonly #namesUnread: Gauge<'of' | 'state'>;
  readonly #judging: Readonly<Record<'failing' | 'walks' | 'behind', Gauge>>;
  readonly #agent: Readonly<
    Record<
      'up' | 'spoolFacts' | 'spoolBytes' | 'quarantined' | 'clockOffset' | 'rss' | 'certificateEnd',
      Gauge
    >
  >;
  readonly #stream: Readonly<Record<'requests' | 'latency' | 'connected', Gauge>>;
  /** By the sort of reading. */
  readonly #reading: Readonly<Record<'requests' | 'bytes', Gauge>>;
  readonly events: Counter<'type'>;

  constructor(source: MetricsSource) {
    this.#source = source;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'witnessmark_' });
    this.#logSize = new Gauge({
      name: 'witnessmark_log_entries',
      help: 'Entries of the log over all generations.',
      registers,
    });
    this.#notWatched = new Gauge({
      name: 'witnessmark_kinds_not_watched',
      help: 'Kinds of assets in a gap, blind or unknown.',
      registers,
    });
    this.#namesUnread = new Gauge({
      name: 'witnessmark_names_unread',
      help: 'Contents and changes that names were not read from: waiting for it, or unreadable. Counted to 10000.',
      labelNames: ['of', 'state'],
      registers,
    });
    const ofJudging = (name: string, help: string) =>
      new Gauge({ name: `witnessmark_judgement_${name}`, help, registers });
    this.#judging = {
      failing: ofJudging('failing', 'Changes that could not be judged and are tried again.'),
      walks: ofJudging('walks', 'Walks over many changes, to judge them anew, that are not at their end.'),
      behind: ofJudging('behind_entries', 'Entries of the log that were not looked at yet.'),
    };
    this.events = new Counter({
      name: 'witnessmark_events_total',
      help: 'Events appended since the start.',
      labelNames: ['type'],
      registers,
    });
    const ofAgent = (name: string, help: string) =>
      new Gauge({ name: `witnessmark_agent_${name}`, help, labelNames: ['agent', 'name'], registers });
    this.#agent = {
      up: ofAgent('well', '1 where the agent has no complaint.'),
      spoolFacts: ofAgent('spool_facts', 'Facts in the spool.'),
      spoolBytes: ofAgent('spool_bytes', 'Bytes in the spool.'),
      quarantined: ofAgent('quarantined_facts', 'Facts the server can never accept.'),
      clockOffset: ofAgent('clock_offset_seconds', "Measured offset from the server's clock."),
      rss: ofAgent('resident_memory_bytes', 'Resident memory.'),
      certificateEnd: ofAgent('certificate_end_seconds', 'When its certificate ends, Unix time.'),
    };
    const ofStream = (name: string, help: string) =>
      new Gauge({ name: `witnessmark_stream_${name}`, help, labelNames: ['stream'], registers });
    this.#stream = {
      requests: ofStream('requests_per_second', 'Load caused on the controller.'),
      latency: ofStream('latency_seconds', "The controller's answering time."),
      connected: ofStream('connected', '1 where the source is connected.'),
    };
    const ofReading = (name: string, help: string) =>
      new Gauge({ name: `witnessmark_reading_${name}`, help, labelNames: ['stream', 'reading'], registers });
    this.#reading = {
      requests: ofReading('requests', 'Requests that the last reading of this sort cost the controller.'),
      bytes: ofReading('bytes', 'Bytes that the last reading of this sort cost.'),
    };
  }

  async text(): Promise<{ contentType: string; text: string }> {
    this.#logSize.set(this.#source.logSize());
    this.#notWatched.set(await this.#source.notWatched());
    const judging = await this.#source.judging();
    for (const name of ['failing', 'walks', 'behind'] as const) this.#judging[name].set(judging[name]);
    const { waiting, unread } = await this.#source.namesUnread();
    for (const kind of ['contents', 'changes'] as const) {
      this.#namesUnread.set({ of: kind, state: 'waiting' }, waiting[kind]);
      this.#namesUnread.set({ of: kind, state: 'unreadable' }, unread[kind]);
    }
    for (const gauge of [this.#agent, this.#stream, this.#reading].flatMap(all => Object.values(all)))
      gauge.reset();
    for (const agent of await this.#source.agents()) this.#setAgent(agent);
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #setAgent(agent: Agent): void {
    if (agent.state === 'revoked') return;
    const labels = { agent: agent.id, name: agent.name };
    this.#agent.up.set(labels, agent.well ? 1 : 0);
    this.#agent.certificateEnd.set(labels, Date.parse(agent.certificateNotAfter) / 1000);
    if (agent.spool) {
      this.#agent.spoolFacts.set(labels, agent.spool.facts);
      this.#agent.spoolBytes.set(labels, agent.spool.bytes);
      this.#agent.quarantined.set(labels, agent.spool.quarantined);
    }
    if (agent.clock) this.#agent.clockOffset.set(labels, agent.clock.offsetMs / 1000);
    if (agent.process) this.#agent.rss.set(labels, agent.process.rssBytes);
    for (const { stream, requestsPerSecond, latencyMs, connected, costs } of agent.streams) {
      if (requestsPerSecond !== null) this.#stream.requests.set({ stream }, requestsPerSecond);
      if (latencyMs !== null) this.#stream.latency.set({ stream }, latencyMs / 1000);
      if (connected !== null) this.#stream.connected.set({ stream }, connected ? 1 : 0);
      for (const { reading, requests, bytes } of costs) {
        this.#reading.requests.set({ stream, reading }, requests);
        this.#reading.bytes.set({ stream, reading }, bytes);
      }
    }
  }
}
