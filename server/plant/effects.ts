import {
  type ChangeEffect,
  type ChangeEffects,
  type EffectOf,
  type effectRuleSchema,
  effectSchema,
  effectsListedAtMost,
} from '@witnessmark/shared/api';
import { z } from 'zod';
import { type Cause, causesOf, effectsOf, soonAfterMs } from '../attribution/index.ts';
import { type ChangeItemRow, type ChangeRow, type Database, type StatementRow, sql } from '../db/index.ts';
import type { ResultCache } from './cache.ts';
import type { MovedItems } from './moved-items.ts';
import { type Restarts, recordsAtMost } from './restarts.ts';

/** Grows whenever effects would come out otherwise. */
export const effectsEngine = 'effects-3';

/** Causes and effects are looked for this far away in the log, and so many at most. */
const positionsAround = 5000;
const causesAtMost = 500;
const effectsAtMost = 200;
const itemsAtMost = 5000;

const foundSchema = z.strictObject({
  effects: z.array(
    z.strictObject({
      /** Null where a record of the controller is the cause, and no change. */
      cause: z.string().nullable(),
      effect: effectSchema,
    }),
  ),
  /** Parts of the change, values and items. */
  of: z.number(),
});
type Found = z.infer<typeof foundSchema>;

/** What is known of one change: what came of it, and what it came of. */
export interface Effects {
  readonly effects?: ChangeEffects;
  readonly effectOf?: EffectOf;
}

/**
 * Which changes are effects of which: gathers the changes of an asset whose windows meet, and asks the rules of
 * cause and effect. What was found is kept by the changes it was found among: they never become others.
 */
export class EffectFinder {
  readonly #database: Database;
  readonly #moved: MovedItems;
  readonly #restarts: Restarts;
  readonly #cache: ResultCache;

  constructor(database: Database, moved: MovedItems, restarts: Restarts, cache: ResultCache) {
    this.#database = database;
    this.#moved = moved;
    this.#restarts = restarts;
    this.#cache = cache;
  }

  /** By change id; changes that neither are nor have effects are not in it. */
  async around(changes: readonly ChangeRow[]): Promise<ReadonlyMap<string, Effects>> {
    const found = new Map<string, Effects>();
    const rows = changes.filter(({ sort }) => sort === 'change');
    const known = new Map<string, Found>();
    const assets = byAsset(rows);
    // Most pages have no cause at all: one question for all of their assets tells it.
    const all = await this.#causesNear([...assets.keys()], rows);
    const allRecords = await this.#recordsNear([...assets.keys()], rows);
    for (const [asset, own] of assets) {
      const near =
        all.length < causesAtMost
          ? all.filter(cause => cause.asset === asset)
          : await this.#causesNear([asset], own);
      const records = allRecords.filter(record => record.asset === asset);
      if (near.length === 0 && records.length === 0 && allRecords.length < recordsAtMost) continue;
      // Beyond these rows, and where there were too many, each change is asked for by itself.
      const few = near.length < causesAtMost && allRecords.length < recordsAtMost;
      const covered = few ? new Set(own.map(({ id }) => id)) : new Set<string>();
      const foundOf = async (change: ChangeRow) => {
        const before = known.get(change.id);
        if (before) return before;
        const causes = covered.has(change.id) ? near : await this.#causesNear([asset], [change]);
        const told = covered.has(change.id) ? records : await this.#recordsNear([asset], [change]);
        const made = await this.#found(change, causes, told);
        known.set(change.id, made);
        return made;
      };
      for (const row of own) {
        const effects = await this.#effectsFrom(row, foundOf);
        const effectOf = mayBeEffect(row) ? effectOfFrom(row, await foundOf(row)) : undefined;
        if (effects || effectOf)
          found.set(row.id, { ...(effects ? { effects } : {}), ...(effectOf ? { effectOf } : {}) });
      }
    }
    return found;
  }

  async #effectsFrom(
    cause: ChangeRow,
    foundOf: (change: ChangeRow) => Promise<Found>,
  ): Promise<ChangeEffects | undefined> {
    if (!mayBeCause(cause)) return undefined;
    const list: ChangeEffect[] = [];
    const whole: string[] = [];
    for (const change of await this.#effectsNear(cause)) {
      const found = await foundOf(change);
      const own = found.effects.filter(each => each.cause === cause.id).map(({ effect }) => effect);
      list.push(...own);
      if (own.length > 0 && isWhole(change, found)) whole.push(change.id);
    }
    if (list.length === 0) return undefined;
    return { says: saysOf(list), total: list.length, list: list.slice(0, effectsListedAtMost), whole };
  }

  async #found(change: ChangeRow, near: readonly ChangeRow[], told: readonly StatementRow[]): Promise<Found> {
    const causes = near.filter(cause => meet(cause, change));
    const records = told.filter(record => metBy(record, change));
    if (causes.length === 0 && records.length === 0) return nothing;
    const among = [...causes.map(({ id }) => id), ...records.map(({ pos }) => `record ${pos}`)];
    return this.#cache.get(effectsEngine, [change.id, ...among], foundSchema, () =>
      this.#find(change, causes, records),
    );
  }

  /** What the parts of a change follow from, as attribution asks for it. */
  async causes(change: ChangeRow): Promise<Cause[]> {
    const near = await this.#causesNear([change.asset], [change]);
    const causes = near.filter(cause => meet(cause, change));
    const told = await this.#recordsNear([change.asset], [change]);
    const records = told.filter(record => metBy(record, change));
    const { effects } = await this.#effects(change, causes, records);
    return causesOf(effects, change.id);
  }

  async #find(
    change: ChangeRow,
    causes: readonly ChangeRow[],
    records: readonly StatementRow[],
  ): Promise<{ result: Found; keep: boolean }> {
    const { effects: all, taken } = await this.#effects(change, causes, records);
    const { items: values, parts, others, certain } = taken;
    if (values.length === 0) return { result: nothing, keep: certain };
    const effects = all.flatMap(({ change: of, part, cause, rule, sentence }) => {
      // A recipe that was loaded stands in the change's own sentence.
      if (of !== change.id || (cause === null && rule !== 'restart')) return [];
      const text = parts.find(each => each.path === part.path && each.member === part.member)?.text;
      const effect = { change: of, path: part.path, member: part.member, text: text ?? '', rule, sentence };
      return [{ cause: cause?.change ?? null, effect }];
    });
    return { result: { effects, of: parts.length + others }, keep: certain };
  }

  async #effects(change: ChangeRow, causes: readonly ChangeRow[], records: readonly StatementRow[]) {
    const taken = await this.#moved.effectsIn(change, await this.#items([change.id]));
    const { items: values } = taken;
    if (values.length === 0) return { effects: [], taken };
    const items = await this.#items(causes.map(({ id }) => id));
    const wanted = new Set(
      values.flatMap(item =>
        item.moved === 'values' ? item.members.flatMap(({ place }) => place?.block ?? []) : [],
      ),
    );
    const moves = new Map(values.map(item => [`${item.change} ${item.path}`, item]));
    for (const cause of causes) {
      const own = items.filter(({ change_id }) => change_id === cause.id);
      for (const item of await this.#moved.causesIn(cause, own, wanted))
        moves.set(`${item.change} ${item.path}`, item);
    }
    const told = wanted.size === 0 ? [] : await this.#restarts.told(records);
    const modes = [...moves.values()].some(
      item => item.moved === 'facts' && item.members.some(({ name }) => name === 'Mode'),
    );
    const restarted = modes || told.length > 0;
    const blocks = restarted ? await this.#moved.held(change, wanted) : new Map<string, never>();
    return { effects: effectsOf({ items: [...moves.values(), ...told], blocks }), taken };
  }

  /** Changes that may be causes, for any of these rows. */
  async #causesNear(assets: readonly string[], rows: readonly ChangeRow[]): Promise<ChangeRow[]> {
    const froms = rows.flatMap(({ window_from }) => window_from ?? []);
    const [from, to] = [least(froms), greatest(rows.map(({ window_to }) => window_to))];
    if (from === undefined || to === undefined) return [];
    return this.#near(assets, rows)
      .where('window_to', '>=', shifted(from, -soonAfterMs))
      .where('window_from', '<=', to)
      .where(sql<boolean>`(kinds like '%,logic,%' or kinds like '%,config,%')`)
      .limit(causesAtMost)
      .execute();
  }

  /** Records of the controllers that may tell of a restart before any of these rows. */
  async #recordsNear(assets: readonly string[], rows: readonly ChangeRow[]): Promise<StatementRow[]> {
    const from = least(rows.flatMap(({ window_from }) => window_from ?? []));
    const to = greatest(rows.map(({ window_to }) => window_to));
    if (from === undefined || to === undefined) return [];
    return this.#restarts.near(assets, shifted(from, -soonAfterMs), to);
  }

  async #effectsNear(cause: ChangeRow): Promise<ChangeRow[]> {
    if (cause.window_from === null) return [];
    return this.#near([cause.asset], [cause])
      .where('window_to', '>=', cause.window_from)
      .where('window_from', '<=', shifted(cause.window_to, soonAfterMs))
      .where(sql<boolean>`(kinds like '%,setpoint,%' or kinds like '%,recipe,%' or kinds like '%,config,%')`)
      .limit(effectsAtMost)
      .execute();
  }

  #near(assets: readonly string[], rows: readonly ChangeRow[]) {
    const positions = rows.map(({ pos }) => pos);
    return this.#database.read
      .selectFrom('change')
      .selectAll()
      .where('asset', 'in', assets)
      .where('sort', '=', 'change')
      .where('window_from', 'is not', null)
      .where('pos', '>=', Math.min(...positions) - positionsAround)
      .where('pos', '<=', Math.max(...positions) + positionsAround)
      .orderBy('pos');
  }

  #items(changes: readonly string[]): Promise<ChangeItemRow[]> {
    if (changes.length === 0) return Promise.resolve([]);
    return this.#database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', 'in', changes)
      .orderBy('pos')
      .orderBy('n')
      .limit(itemsAtMost)
      .execute();
  }
}

const nothing: Found = { effects: [], of: 0 };

function effectOfFrom(change: ChangeRow, found: Found): EffectOf | undefined {
  const { effects, of } = found;
  if (effects.length === 0) return undefined;
  const whole = isWhole(change, found);
  const rules = [...new Set(effects.map(({ effect }) => effect.rule))];
  const recorded = effects.some(({ cause }) => cause === null);
  const why =
    rules.map(rule => reasons[rule]).join('; ') +
    (recorded ? ', which the controller’s own records tell of' : '');
  return {
    causes: [...new Set(effects.flatMap(({ cause }) => cause ?? []))],
    parts: effects.length,
    of,
    whole,
    says: effects.length === of ? why : `${effects.length} of ${of}: ${why}`,
  };
}

/** Whether nothing of a change stands for itself, and another change is the cause of all of it. */
function isWhole(change: ChangeRow, { effects, of }: Found): boolean {
  return (
    effects.length > 0 &&
    effects.length === of &&
    effects.every(({ cause }) => cause !== null && cause !== change.id)
  );
}

const reasons: Readonly<Record<z.infer<typeof effectRuleSchema>, string>> = {
  'block-download': 'values put back to their start by a download of their block',
  restart: 'values put back to their start by a restart',
  'recipe-load': 'values put there by a recipe',
  'checksum-of-blocks': 'the program’s checksum moved with blocks',
  'own-restore': 'put back by a restore',
};

/** `3 values re-initialised by this download, the program’s checksum`. */
function saysOf(effects: readonly ChangeEffect[]): string {
  const count = (rule: ChangeEffect['rule']) => effects.filter(effect => effect.rule === rule).length;
  const values = (n: number) => `${n} value${n === 1 ? '' : 's'}`;
  const [downloads, restarts] = [count('block-download'), count('restart')];
  return [
    ...(downloads > 0 ? [`${values(downloads)} re-initialised by this download`] : []),
    ...(restarts > 0 ? [`${values(restarts)} back at the start after this restart`] : []),
    ...(count('checksum-of-blocks') > 0 ? ['the program’s checksum'] : []),
  ].join(', ');
}

function mayBeCause({ kinds }: ChangeRow): boolean {
  return kinds.includes(',logic,') || kinds.includes(',config,');
}

function mayBeEffect({ kinds, window_from }: ChangeRow): boolean {
  return window_from !== null && kinds !== ',logic,';
}

function metBy(record: StatementRow, effect: ChangeRow): boolean {
  if (effect.window_from === null) return false;
  return effect.window_to >= record.from_at && effect.window_from <= shifted(record.to_at, soonAfterMs);
}

/** The windows of a cause and an effect, as wide as those of all items together. */
function meet(cause: ChangeRow, effect: ChangeRow): boolean {
  if (cause.window_from === null || effect.window_from === null) return false;
  if (Math.abs(cause.pos - effect.pos) > positionsAround) return false;
  return effect.window_to >= cause.window_from && effect.window_from <= shifted(cause.window_to, soonAfterMs);
}

function byAsset(rows: readonly ChangeRow[]): ReadonlyMap<string, ChangeRow[]> {
  const assets = new Map<string, ChangeRow[]>();
  for (const row of rows) assets.set(row.asset, [...(assets.get(row.asset) ?? []), row]);
  return assets;
}

function shifted(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}

function least(texts: readonly string[]): string | undefined {
  return texts.reduce<string | undefined>(
    (low, text) => (low === undefined || text < low ? text : low),
    undefined,
  );
}

function greatest(texts: readonly string[]): string | undefined {
  return texts.reduce<string | undefined>(
    (top, text) => (top === undefined || text > top ? text : top),
    undefined,
  );
}
