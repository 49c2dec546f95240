import type { Actor } from './attribution.ts';
import type { Cause } from './evidence.ts';
import type { Interval, Part } from './question.ts';
import type { KnownRecord } from './records.ts';

/** Causes of parts, found by the part's name. A load is the act of whoever loaded; all else is an effect. */
export class Causes {
  readonly #byPart = new Map<string, Cause[]>();

  constructor(causes: readonly Cause[]) {
    for (const cause of causes) {
      const key = keyOf(cause.part);
      const list = this.#byPart.get(key);
      if (list === undefined) this.#byPart.set(key, [cause]);
      else list.push(cause);
    }
  }

  of(part: Pick<Part, 'path' | 'member'>): {
    readonly effects: readonly Effecting[];
    readonly loads: readonly Cause[];
  } {
    const causes = this.#byPart.get(keyOf(part)) ?? [];
    const effects = new Map<string, Effecting>();
    for (const cause of causes) {
      if (cause.rule === 'recipe-load') continue;
      const actor = actorOf(cause);
      const key = JSON.stringify(actor);
      const known = effects.get(key);
      effects.set(key, { actor, causes: [...(known?.causes ?? []), cause] });
    }
    return {
      effects: [...effects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, effect]) => effect),
      loads: causes.filter(({ rule }) => rule === 'recipe-load'),
    };
  }
}

/** One thing a part follows from, with all that proves it. */
export interface Effecting {
  readonly actor: Actor;
  readonly causes: readonly Cause[];
}

function actorOf({ rule, cause }: Cause): Actor {
  return rule === 'restart' ? { kind: 'restart' } : { kind: 'effect', rule, cause };
}

/** When an effect's cause happened, at the widest. */
export function whenOf({ causes }: Effecting, window: Interval): Interval {
  const times = causes.map(({ when }) => when ?? window);
  return {
    from: Math.min(...times.map(({ from }) => from)),
    to: Math.max(...times.map(({ to }) => to)),
  };
}

const causingActs: Readonly<Record<Cause['rule'], KnownRecord['record']['act'] | null>> = {
  'block-download': 'downloaded',
  restart: 'mode-changed',
  'own-restore': 'restored',
  'recipe-load': 'loaded',
  'checksum-of-blocks': null,
};

/** A record of the cause itself, which says nothing about who else wrote the part. */
export function isOfCause({ causes }: Effecting, { record }: KnownRecord): boolean {
  return causes.some(({ rule }) => causingActs[rule] === record.act);
}

/** Item paths of the one recipe that was loaded; none where causes speak of different ones. */
export function recipePaths(loads: readonly Cause[]): readonly string[] {
  const [recipe, ...more] = new Set(loads.map(load => load.recipe));
  return recipe === undefined || recipe === null || more.length > 0 ? [] : [recipe, `recipes/${recipe}.txt`];
}

function keyOf({ path, member }: Pick<Part, 'path' | 'member'>): string {
  return JSON.stringify([path, member]);
}
