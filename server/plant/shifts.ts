import { createHash } from 'node:crypto';
import type { ChangeSummary, Shift, shiftsQuerySchema } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { canonicalJson } from '@witnessmark/shared/log';
import { z } from 'zod';
import type { Database, ShiftSignOffRow } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import type { Changes } from './changes.ts';
import { type Asking, somebodies } from './claims-shown.ts';
import { withinReach } from './reach.ts';
import { type ShiftTime, shiftsBetween } from './shift-times.ts';

const weekMs = 7 * 86_400_000;
/** Further back than this nobody looks through shifts. */
const longestMs = 92 * 86_400_000;
const rowsAtMost = 20_000;
const listedAtMost = 500;
const signOffsAtMost = 100;
const rulesSchema = z.array(z.string());

interface Waiting {
  readonly change: string;
  readonly asset: string;
  readonly revision: number;
  readonly pos: number;
  readonly area: string;
  readonly at: string;
  readonly rules: readonly string[];
}

interface Group {
  readonly area: string;
  readonly time: ShiftTime;
  readonly changes: Waiting[];
}

/**
 * Operators' changes by shift and area: recorded, counted, and signed off as a set, so that two hundred of them do
 * not bury one changed interlock.
 */
export class Shifts {
  readonly #database: Database;
  readonly #log: Log;
  readonly #changes: Changes;
  readonly #site: { readonly shifts: readonly string[]; readonly timeZone: string };
  readonly #now: () => number;

  constructor(parts: {
    database: Database;
    log: Log;
    changes: Changes;
    site: { readonly shifts: readonly string[]; readonly timeZone: string };
    now: () => number;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#changes = parts.changes;
    this.#site = parts.site;
    this.#now = parts.now;
  }

  /** Shifts that have such changes, newest first. */
  async list(
    { area, since }: z.infer<typeof shiftsQuerySchema>,
    reach: Reach,
    asking: Asking,
  ): Promise<{ rows: Shift[]; truncated: boolean }> {
    const now = this.#now();
    const from = since === undefined ? now - weekMs : Math.max(Date.parse(since), now - longestMs);
    const times = this.#between(Math.min(from, now), now);
    const [first] = times;
    if (first === undefined) return { rows: [], truncated: false };
    const waiting = await this.#waiting(reach, { area, from: first.from });
    const truncated = waiting.length > rowsAtMost;
    const groups = groupsOf(waiting.slice(0, rowsAtMost), times);
    // Of the oldest shift some changes may be missing then: a part of a list is not told as the whole.
    const oldest = truncated ? (groups.at(-1)?.time.from ?? '') : '';
    const whole = groups.filter(({ time }) => time.from > oldest);
    return { rows: await this.#shown(whole, reach, asking), truncated };
  }

  /** How many shifts that are over have changes nobody signed off, of the last week. */
  async open(reach: Reach): Promise<number> {
    const now = this.#now();
    const times = this.#between(now - weekMs, now);
    const [first] = times;
    if (first === undefined) return 0;
    const groups = groupsOf(await this.#waiting(reach, { from: first.from }), times);
    const signed = await this.#signOffs(groups);
    return groups.filter(group => stateOf(group, signed(group), now).state === 'open').length;
  }

  /** One shift with its changes, newest first. Throws shift.unknown where none begins there. */
  async changesOf(
    area: string,
    from: string,
    reach: Reach,
    asking: Asking,
  ): Promise<{ shift: Shift; rows: ChangeSummary[]; truncated: boolean }> {
    const group = await this.#group(area, from, reach);
    const [shift] = await this.#shown([group], reach, asking);
    if (shift === undefined) throw new WitnessError('shift.unknown', `${area} ${from}`);
    const listed = group.changes.slice(0, listedAtMost).map(({ change }) => change);
    const rows = await this.#changes.named(listed, asking.reader);
    return { shift, rows: rows.reverse(), truncated: group.changes.length > listed.length };
  }

  /**
   * Signs off the list whose digest this is. Throws shift.list-changed where the list is another one by now, and
   * shift.nothing where all of it was signed off already.
   */
  async signOff(
    { area, from, digest, note }: { area: string; from: string; digest: string; note: string },
    reach: Reach,
    by: { readonly person: string; readonly request: string },
  ): Promise<void> {
    const group = await this.#group(area, from, reach);
    const signed = await this.#signOffs([group]);
    if (stateOf(group, signed(group), this.#now()).since === 0)
      throw new WitnessError('shift.nothing', `${area} ${from}`);
    if (digestOf(group.changes) !== digest) throw new WitnessError('shift.list-changed', `${area} ${from}`);
    await this.#log.append([
      {
        type: 'shift.signed-off',
        key: `${by.request}/shift.signed-off`,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `area:${area}`,
        body: toBody('shift.signed-off', {
          area,
          ...group.time,
          count: group.changes.length,
          digest,
          upTo: Math.max(...group.changes.map(({ pos }) => pos)),
          assets: [...new Set(group.changes.map(({ asset }) => asset))].sort().slice(0, 1000),
          note,
        }),
      },
    ]);
  }

  #between(since: number, until: number): ShiftTime[] {
    return shiftsBetween(since, until, this.#site.shifts, this.#site.timeZone);
  }

  async #group(area: string, from: string, reach: Reach): Promise<Group> {
    const at = Date.parse(from);
    const time = this.#between(at, at).find(each => Date.parse(each.from) === at);
    if (time === undefined) throw new WitnessError('shift.unknown', `${area} ${from}`);
    const changes = await this.#waiting(reach, { area, ...time });
    if (changes.length > rowsAtMost)
      throw new WitnessError('http.too-large', `${area} ${from}`, `more than ${rowsAtMost} changes`);
    return { area, time, changes };
  }

  /** Newest first; one more than are dealt with, where there are more. */
  async #waiting(
    reach: Reach,
    { area, from, until }: { area?: string | undefined; from: string; until?: string },
  ): Promise<Waiting[]> {
    let found = this.#database.read
      .selectFrom('judged')
      .innerJoin('change', 'change.id', 'judged.change_id')
      .innerJoin('asset', 'asset.id', 'change.asset')
      .select(['change.id', 'change.asset', 'change.window_to', 'asset.area'])
      .select(['judged.revision', 'judged.pos', 'judged.rules_json'])
      .where('judged.awaits', '=', 'shift')
      .where('change.sort', '=', 'change')
      .where('change.window_to', '>=', from)
      .orderBy('change.window_to', 'desc')
      .orderBy('change.id')
      .limit(rowsAtMost + 1);
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (area !== undefined) found = found.where('asset.area', '=', area);
    if (until !== undefined) found = found.where('change.window_to', '<', until);
    return (await found.execute()).map(row => ({
      change: row.id,
      asset: row.asset,
      revision: row.revision,
      pos: row.pos,
      area: row.area,
      at: row.window_to,
      rules: rulesSchema.parse(JSON.parse(row.rules_json)),
    }));
  }

  async #shown(groups: readonly Group[], reach: Reach, { reader }: Asking): Promise<Shift[]> {
    const signed = await this.#signOffs(groups);
    const people = await somebodies(
      groups.flatMap(group => signed(group).map(({ person }) => person)),
      reader,
    );
    return groups.map(group => {
      const rows = signed(group);
      return {
        area: group.area,
        ...group.time,
        count: group.changes.length,
        digest: digestOf(group.changes),
        rules: rulesOf(group.changes),
        signOffs: rows.slice(0, signOffsAtMost).map(row => ({
          who: people(row.person),
          at: row.at,
          count: countIn(row, group, reach),
          note: row.note,
          entry: row.pos,
        })),
        ...stateOf(group, rows, this.#now()),
      };
    });
  }

  /** Newest first. */
  async #signOffs(groups: readonly Group[]): Promise<(group: Group) => readonly ShiftSignOffRow[]> {
    const from = groups.map(({ time }) => time.from).sort()[0];
    if (from === undefined) return () => [];
    const rows = await this.#database.read
      .selectFrom('shift_sign_off')
      .selectAll()
      .where('from_at', '>=', from)
      .orderBy('pos', 'desc')
      .execute();
    return ({ area, time }) => rows.filter(row => row.area === area && row.from_at === time.from);
  }
}

/** Newest first, then by area; each change belongs to the shift in which it was found at the latest. */
function groupsOf(waiting: readonly Waiting[], times: readonly ShiftTime[]): Group[] {
  const groups = new Map<string, Group>();
  for (const each of waiting) {
    const time = times.findLast(({ from }) => from <= each.at);
    if (time === undefined || each.at >= time.until) continue;
    const key = `${time.from} ${each.area}`;
    const group = groups.get(key);
    if (group) group.changes.push(each);
    else groups.set(key, { area: each.area, time, changes: [each] });
  }
  return [...groups.values()].sort(
    (a, b) =>
      (a.time.from === b.time.from ? 0 : a.time.from < b.time.from ? 1 : -1) || (a.area < b.area ? -1 : 1),
  );
}

/** How many were signed off; of those alone that the reader sees, where that is not the whole area. */
function countIn({ count, up_to }: ShiftSignOffRow, { area, changes }: Group, reach: Reach): number {
  if (reach === 'site' || reach.areas.includes(area)) return count;
  return changes.filter(({ pos }) => pos <= up_to).length;
}

function digestOf(changes: readonly Waiting[]): string {
  const list = changes.map(({ change, revision }) => [change, revision] as const);
  list.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(canonicalJson(list)).digest('hex');
}

function rulesOf(changes: readonly Waiting[]): Shift['rules'] {
  const counts = new Map<string, number>();
  for (const rule of changes.flatMap(({ rules }) => rules)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}

function stateOf(
  { changes, time }: Group,
  [newest]: readonly ShiftSignOffRow[],
  now: number,
): Pick<Shift, 'since' | 'state'> {
  const since =
    newest === undefined ? changes.length : changes.filter(({ pos }) => pos > newest.up_to).length;
  if (since === 0) return { since, state: 'signed' };
  return { since, state: Date.parse(time.until) > now ? 'running' : 'open' };
}
