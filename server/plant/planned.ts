import type { PlannedParts } from '@witnessmark/shared/api';
import type { ItemDiff } from '@witnessmark/shared/changes';
import {
  type Attribution,
  type Part,
  type Planned,
  plannedAs,
  type SessionEvidence,
  type SitePolicy,
} from '../attribution/index.ts';
import type { ChangeItemRow, ChangeRow, Database } from '../db/index.ts';
import { partsOfItem, sessionsAround, windowErrorMs } from '../judgement/index.ts';
import type { Clocks } from './clocks.ts';
import { somebodyOfTheShift } from './shift-names.ts';
import type { Whos } from './who.ts';

const itemsAtMost = 5000;
const whole: ItemDiff = { form: 'none', reason: 'compared with sessions as a whole' };

/** Holds changes against what engineer sessions declared. */
export class PlannedWork {
  readonly #database: Database;
  readonly #clocks: Clocks;
  readonly #whos: Whos;
  readonly #policy: () => SitePolicy;

  constructor(database: Database, clocks: Clocks, whos: Whos, policy: () => SitePolicy) {
    this.#database = database;
    this.#clocks = clocks;
    this.#whos = whos;
    this.#policy = policy;
  }

  /** The parts of a change by state, most first; empty where it is no change, or is not judged yet. */
  async of(change: ChangeRow): Promise<PlannedParts[]> {
    if (change.sort !== 'change') return [];
    const judged = (await this.#whos.judgements([change.id])).get(change.id) ?? [];
    if (judged.length === 0) return [];
    const rows = await this.#database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', '=', change.id)
      .orderBy('n')
      .limit(itemsAtMost)
      .execute();
    const parts = new Map(rows.map(row => [row.path, this.part(change, row)]));
    const sessions = await this.sessions(change.asset, [...parts.values()]);
    const found = new Map<string, { planned: Planned; parts: number }>();
    for (const attribution of judged) {
      const part = parts.get(attribution.part.path);
      if (part === undefined) continue;
      const planned = this.planned(part, attribution, sessions);
      const key = JSON.stringify(planned);
      found.set(key, { planned, parts: (found.get(key)?.parts ?? 0) + 1 });
    }
    const numbers = await this.numbers([...found.values()].flatMap(({ planned }) => planned.sessions));
    return [...found.values()]
      .sort((a, b) => b.parts - a.parts)
      .map(({ planned: { state, sessions: ids }, parts: count }) => ({
        state,
        sessions: ids.map(id => numbers.get(id) ?? id),
        breakGlass: sessions.some(({ id, breakGlass }) => breakGlass && ids.includes(id)),
        parts: count,
      }));
  }

  /** An item as one part, its window widened by the error of its agent's clock. */
  part(change: ChangeRow, row: ChangeItemRow): Part {
    const [asked] = partsOfItem(row, whole, windowErrorMs(this.#clocks, change.agent, row));
    if (asked === undefined) throw new RangeError('an item without a part');
    return asked.part;
  }

  planned(part: Part, attribution: Attribution, sessions: readonly SessionEvidence[]): Planned {
    const { actor } = attribution;
    // Whose name policy keeps to the shift is not given away by whose session it was either.
    const kept = actor.kind === 'person' && actor.person === somebodyOfTheShift;
    const told: Attribution = kept ? { ...attribution, verdict: 'ambiguous' } : attribution;
    return plannedAs(part, told, sessions, this.#policy());
  }

  /** Sessions around all of these parts of an asset. */
  async sessions(asset: string, parts: readonly Part[]): Promise<SessionEvidence[]> {
    if (parts.length === 0) return [];
    const from = parts.reduce(
      (least, part) => Math.min(least, part.lastClean ?? part.firstDirty),
      Number.POSITIVE_INFINITY,
    );
    const to = parts.reduce((most, part) => Math.max(most, part.firstDirty), Number.NEGATIVE_INFINITY);
    return sessionsAround(this.#database.read, asset, from, to);
  }

  /** Sessions by id as people say them. */
  async numbers(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#database.read
      .selectFrom('engineer_session')
      .select(['id', 'n'])
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map(({ id, n }) => [id, `S-${n}`]));
  }
}
