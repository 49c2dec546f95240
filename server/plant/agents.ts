import type { Agent } from '@witnessmark/shared/api';
import type { AgentRow, Database, StreamRow } from '../db/index.ts';
import type { Beats, LiveAgent } from '../fleet/index.ts';
import { isWithin, type Reach } from '../identity/index.ts';
import { isBelieved } from './coverage.ts';

type StreamState = Agent['streams'][number]['state'];

const clockBoundMs = 5000;
const certificateWarningMs = 7 * 86_400_000;
const spoolWarning = 0.8;

/** The agents and how they are: what the log knows of them and their last beat. */
export class Agents {
  readonly #database: Database;
  readonly #beats: Beats;
  readonly #now: () => number;

  constructor(database: Database, beats: Beats, now: () => number) {
    this.#database = database;
    this.#beats = beats;
    this.#now = now;
  }

  /** Those of an area within reach, and those that hold a stream within it; each with the streams within reach alone. */
  async all(reach: Reach): Promise<Agent[]> {
    const rows = await this.#database.read.selectFrom('agent').selectAll().orderBy('name').execute();
    const agents: Agent[] = [];
    for (const row of rows) {
      const agent = await this.#agent(row, reach);
      if (agent) agents.push(agent);
    }
    return agents;
  }

  async one(id: string, reach: Reach): Promise<Agent | null> {
    const row = await this.#database.read
      .selectFrom('agent')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? this.#agent(row, reach) : null;
  }

  async #agent(row: AgentRow, reach: Reach): Promise<Agent | null> {
    const live = this.#beats.of(row.id);
    const certificate = await this.#database.read
      .selectFrom('agent_certificate')
      .select('not_after')
      .where('agent', '=', row.id)
      .orderBy('n', 'desc')
      .limit(1)
      .executeTakeFirst();
    const claimed = await this.#database.read
      .selectFrom('claim')
      .innerJoin('stream', 'stream.id', 'claim.stream')
      .innerJoin('asset', 'asset.id', 'stream.asset')
      .selectAll('stream')
      .select(['asset.name as asset_name', 'asset.area as asset_area'])
      .where('claim.agent', '=', row.id)
      .orderBy('stream.id')
      .execute();
    const streams = claimed.filter(stream =>
      isWithin(reach, { asset: stream.asset, area: stream.asset_area }),
    );
    const inArea = isWithin(reach, { asset: '', area: row.area });
    if (streams.length === 0 && !inArea) return null;
    // The spool is told of all its streams together, also of those that are not claimed yet.
    const whole = inArea && streams.length === claimed.length;
    const notAfter = certificate?.not_after ?? row.joined_at;
    const complaints = row.revoked_at === null ? this.#complaints(live, notAfter, streams, whole) : [];
    return {
      id: row.id,
      name: row.name,
      state: row.revoked_at === null ? 'joined' : 'revoked',
      well: row.revoked_at === null && complaints.length === 0,
      complaints,
      area: row.area,
      build: row.build,
      joinedAt: row.joined_at,
      lastContact: live?.receivedAt ?? null,
      clock: live?.beat.clock.previous ?? null,
      spool: whole ? (live?.beat.spool ?? null) : null,
      certificateNotAfter: notAfter,
      process: live?.beat.process ?? null,
      streams: streams.map(stream => ({
        stream: stream.id,
        asset: stream.asset,
        assetName: stream.asset_name,
        state: streamState(stream, row.id),
        ...loadOf(live, stream.id),
      })),
    };
  }

  #complaints(
    live: LiveAgent | null,
    notAfter: string,
    streams: readonly StreamRow[],
    whole: boolean,
  ): string[] {
    const now = this.#now();
    const complaints: string[] = [];
    if (!live) complaints.push('not heard since the server started');
    else if (!isBelieved(live.receivedAt, now)) complaints.push('no contact any more');
    if (Date.parse(notAfter) - now < certificateWarningMs)
      complaints.push('its certificate ends soon and was not renewed');
    for (const stream of streams)
      if (stream.refused > 0) complaints.push(`${stream.id}: ${stream.refused} facts were refused`);
    if (!live) return complaints;
    const { clock, spool, load } = live.beat;
    if (clock.previous !== null && Math.abs(clock.previous.offsetMs) > clockBoundMs)
      complaints.push(`its clock is off by ${Math.round(clock.previous.offsetMs / 1000)} s`);
    if (spool.bytes > spoolWarning * spool.capacityBytes) complaints.push('its spool is nearly full');
    if (whole && spool.quarantined > 0) complaints.push(`${spool.quarantined} facts are in quarantine`);
    const shown = new Set(streams.map(({ id }) => id));
    const cut = load.filter(each => !each.connected && shown.has(each.stream)).map(each => each.stream);
    if (cut.length > 0)
      complaints.push(
        `no connection to ${cut.slice(0, 3).join(', ')}${cut.length > 3 ? ` and ${cut.length - 3} more` : ''}`,
      );
    return complaints;
  }
}

/** How an agent's claim on a stream stands. */
export function streamState(stream: StreamRow, agent: string | null): StreamState {
  if (stream.holder === null) return 'pending';
  return agent === null || stream.holder === agent ? 'assigned' : 'refused';
}

/** Load of one stream by the last two beats; nulls before there are two. */
export function loadOf(
  live: LiveAgent | null,
  stream: string,
): Pick<Agent['streams'][number], 'requestsPerSecond' | 'latencyMs' | 'connected' | 'costs'> {
  const load = live?.beat.load.find(each => each.stream === stream);
  if (!live || !load) return { requestsPerSecond: null, latencyMs: null, connected: null, costs: [] };
  const seconds = secondsOf(live);
  return {
    requestsPerSecond: seconds === null ? null : load.requests / seconds,
    latencyMs: load.latencyMs,
    connected: load.connected,
    costs: load.costs ?? [],
  };
}

/** Seconds the last beat's load stands for; null before there is a beat before it. */
export function secondsOf(live: LiveAgent): number | null {
  if (!live.before) return null;
  const seconds = (Date.parse(live.receivedAt) - Date.parse(live.before.receivedAt)) / 1000;
  return seconds > 0 ? seconds : null;
}
