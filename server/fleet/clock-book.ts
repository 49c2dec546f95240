import type { AgentClockRow, Database } from '../db/index.ts';
import { upsertRows } from '../db/index.ts';

/** Milliseconds of server time minus agent time, and the bound of the error of that. */
export interface ClockMeasurement {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** A stretch of time, milliseconds since 1970, by the agent's own clock. */
export interface AgentTime {
  readonly from: number;
  readonly to: number;
}

/** Quartz without discipline stays within 100 ppm; RFC 5905 takes 15 ppm for a clock that is disciplined. */
const driftPerMs = 100e-6;
/** Agents are heard of every few seconds: after this long nobody knows what a clock did in between. */
const silentMs = 10 * 60_000;
/** What measurements of one offset may differ by, in milliseconds, without another stretch beginning. */
const worthMs = 50;
/** A stretch that goes on is written down this often. */
const keptEveryMs = 30_000;
const stretchesAtMost = 500;
/** A century; an agent that says it is farther off says nothing. */
const farthestMs = 100 * 366 * 86_400_000;

/**
 * How far the agents' clocks were from the server's, and when. It is kept, and nothing is told that is not: a restart
 * of the server changes no answer. What is asked about a time that nobody measured in is told by the measurements
 * beside it, with the drift that a clock can have had until then.
 */
export class ClockBook {
  readonly #database: Database;
  /** The oldest first. */
  readonly #kept = new Map<string, AgentClockRow[]>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  async load(): Promise<void> {
    const rows = await this.#database.read
      .selectFrom('agent_clock')
      .selectAll()
      .orderBy('agent')
      .orderBy('from_ms')
      .execute();
    this.#kept.clear();
    for (const row of rows) this.#kept.set(row.agent, [...(this.#kept.get(row.agent) ?? []), row]);
  }

  /**
   * Takes note of a measurement; on disk when it resolves, as far as it tells more than the one before.
   *
   * @param at the server's time of it, milliseconds since 1970.
   */
  measured(agent: string, at: number, measurement: ClockMeasurement): Promise<void> {
    const done = this.#last.then(() => this.#take(agent, at, measurement));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** The newest that is kept; null where the agent's clock was never measured. */
  newest(agent: string): ClockMeasurement | null {
    const row = this.#kept.get(agent)?.at(-1);
    return row === undefined ? null : { offsetMs: row.offset_ms, errorMs: row.error_ms };
  }

  /**
   * How far a moment of this agent may lie from the server's clock, in whole milliseconds: at any time of `during`, or
   * by the newest measurement. Null where the clock was never measured, or `during` is no time.
   */
  errorMs(agent: string, during?: AgentTime): number | null {
    const kept = this.#kept.get(agent) ?? [];
    const newest = kept.at(-1);
    if (newest === undefined) return null;
    if (during === undefined) return boundOf(newest);
    if (!Number.isFinite(during.from) || !Number.isFinite(during.to)) return null;
    const there = kept.filter(row => agentTime(row).from <= during.to && agentTime(row).to >= during.from);
    return Math.ceil(
      Math.max(...there.map(boundOf), ...gapsIn(during, there).map(gap => errorIn(gap, kept))),
    );
  }

  async #take(agent: string, at: number, { offsetMs, errorMs }: ClockMeasurement): Promise<void> {
    const kept = this.#kept.get(agent) ?? [];
    const before = kept.at(-1);
    if (Math.abs(offsetMs) > farthestMs || errorMs < 0 || errorMs > farthestMs) return;
    const offset_ms = Math.round(offsetMs);
    // The server's own clock may have stepped back.
    const from_ms = before === undefined ? at : Math.max(at, before.from_ms + 1);
    // Rounding moves the offset by half a millisecond at most.
    const measured = { agent, from_ms, to_ms: from_ms, offset_ms, error_ms: Math.ceil(errorMs + 0.5) };
    const longer = before === undefined ? null : extended(before, measured);
    if (before !== undefined && longer !== null) {
      const tellsMore = longer.offset_ms !== before.offset_ms || longer.error_ms !== before.error_ms;
      if (!tellsMore && longer.to_ms - before.to_ms < keptEveryMs) return;
    }
    const rows = longer === null ? [...kept, measured] : [...kept.slice(0, -1), longer];
    await this.#keep(agent, kept, thinned(rows));
  }

  async #keep(agent: string, before: readonly AgentClockRow[], rows: AgentClockRow[]): Promise<void> {
    const known = new Set(before);
    const left = new Set(rows.map(({ from_ms }) => from_ms));
    await this.#database.write.transaction().execute(async tx => {
      for (const { from_ms } of before)
        if (!left.has(from_ms))
          await tx
            .deleteFrom('agent_clock')
            .where('agent', '=', agent)
            .where('from_ms', '=', from_ms)
            .execute();
      await upsertRows(
        tx,
        'agent_clock',
        ['agent', 'from_ms'],
        rows.filter(row => !known.has(row)),
      );
    });
    this.#kept.set(agent, rows);
  }
}

/** A stretch with one more measurement; null where the measurement begins another. */
function extended(stretch: AgentClockRow, measured: AgentClockRow): AgentClockRow | null {
  if (measured.from_ms - stretch.to_ms > silentMs) return null;
  const [a, b] = [offsetsOf(stretch), offsetsOf(measured)];
  if (b.low > a.high || b.high < a.low) return null;
  const to_ms = Math.max(stretch.to_ms, measured.to_ms);
  // One that says much less than is known adds nothing.
  if (b.high - b.low > 2 * (a.high - a.low) + worthMs) return { ...stretch, to_ms };
  const hull = { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
  // The clock has moved on, or is known much better from here on.
  if (hull.high - hull.low > 2 * (b.high - b.low) + worthMs) return null;
  return { ...stretch, to_ms, ...offsetsIn(hull) };
}

interface Offsets {
  readonly low: number;
  readonly high: number;
}

function offsetsOf({ offset_ms, error_ms }: AgentClockRow): Offsets {
  return { low: offset_ms - error_ms, high: offset_ms + error_ms };
}

/** In whole milliseconds, never narrower. */
function offsetsIn({ low, high }: Offsets): Pick<AgentClockRow, 'offset_ms' | 'error_ms'> {
  const offset_ms = Math.round((low + high) / 2);
  return { offset_ms, error_ms: Math.ceil(Math.max(offset_ms - low, high - offset_ms)) };
}

function boundOf({ offset_ms, error_ms }: AgentClockRow): number {
  return Math.abs(offset_ms) + error_ms;
}

function agentTime({ from_ms, to_ms, offset_ms }: AgentClockRow): AgentTime {
  return { from: from_ms - offset_ms, to: to_ms - offset_ms };
}

/** What of a time no stretch holds. */
function gapsIn(during: AgentTime, there: readonly AgentClockRow[]): AgentTime[] {
  const gaps: AgentTime[] = [];
  let reached = during.from;
  for (const { from, to } of there.map(agentTime).sort((a, b) => a.from - b.from)) {
    if (from > reached) gaps.push({ from: reached, to: from });
    reached = Math.max(reached, to);
  }
  if (reached < during.to || (there.length === 0 && reached === during.to))
    gaps.push({ from: reached, to: during.to });
  return gaps;
}

/** By the measurements on both sides of a gap; where these do not fit each other, by the worse of them. */
function errorIn(gap: AgentTime, kept: readonly AgentClockRow[]): number {
  const before = kept.findLast(row => agentTime(row).to <= gap.from);
  const after = kept.find(row => agentTime(row).from >= gap.to);
  const told: number[] = [];
  if (before !== undefined) told.push(boundOf(before) + driftPerMs * (gap.to - agentTime(before).to));
  if (after !== undefined) told.push(boundOf(after) + driftPerMs * (agentTime(after).from - gap.from));
  if (before === undefined || after === undefined) return Math.max(...told);
  const drift = driftPerMs * (after.from_ms - before.to_ms);
  const [a, b] = [offsetsOf(before), offsetsOf(after)];
  const fit = b.low <= a.high + drift && b.high >= a.low - drift;
  return fit ? Math.min(...told) : Math.max(...told);
}

/** The oldest stretches are joined to wider ones, where there are too many. */
function thinned(rows: AgentClockRow[]): AgentClockRow[] {
  const [first, second, ...rest] = rows;
  if (first === undefined || second === undefined || rows.length <= stretchesAtMost) return rows;
  const [a, b] = [offsetsOf(first), offsetsOf(second)];
  const hull = offsetsIn({ low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) });
  return [{ ...first, ...hull, to_ms: Math.max(first.to_ms, second.to_ms) }, ...rest];
}
