import { type Difference, unitName } from '../compare/index.ts';
import type { Source } from '../model/index.ts';
import { type Reference, references } from '../references/index.ts';
import { shortText } from './pieces.ts';
import type { Rule } from './rule.ts';
import { ruleWords } from './words.ts';

export const callRemoved: Rule = {
  id: 'call-removed',
  words: ruleWords['call-removed'],
  fires: { old: 'st: GuardCheck(); Motor := Start;', new: 'st: Motor := Start;' },
  quiet: { old: 'st: GuardCheck(); GuardCheck();', new: 'st: GuardCheck();' },
  look: ({ old, new: now, differences }) => {
    const logic = differences.filter(({ class: of }) => of === 'logic');
    // What is called in a unit that is equal is called still: only the others are looked through.
    const gone = lost(callsIn(old, logic, 'old'), callsIn(now, logic, 'new'));
    if (gone.size === 0) return [];
    const anywhere = calls(references(now));
    const tells = firstOf(logic);
    return [...lost(gone, anywhere).values()].flatMap(call => {
      const difference = tells(call.unit);
      return difference === undefined
        ? []
        : [{ difference, says: `${shortText(call.name)} is no longer called` }];
    });
  },
};

/** Gives the first difference in a unit of a name, or of a unit as a whole. */
function firstOf(logic: readonly Difference[]): (unit: string) => Difference | undefined {
  const firsts = new Map<string, number>();
  let whole = Number.POSITIVE_INFINITY;
  for (const [at, { unit, aspect }] of logic.entries()) {
    if (unit.old === null) continue;
    if (aspect === 'unit') whole = Math.min(whole, at);
    const name = unitName(unit.old);
    if (!firsts.has(name)) firsts.set(name, at);
  }
  return unit => logic[Math.min(firsts.get(unit) ?? whole, whole)];
}

type Calls = ReadonlyMap<string, Reference>;

/** Calls of the units that differ, with all that stands in the same outermost unit. */
function callsIn(source: Source, differences: readonly Difference[], side: 'old' | 'new'): Calls {
  const roots = new Set(
    differences.flatMap(({ unit }) => {
      const at = unit[side];
      return at === null ? [] : [at.within[0] ?? at.unit];
    }),
  );
  return calls(references({ ...source, units: source.units.filter(unit => roots.has(unit)) }));
}

function calls(all: readonly Reference[]): Calls {
  return new Map(all.filter(({ access }) => access === 'call').map(each => [each.key, each]));
}

function lost(before: Calls, after: Calls): Calls {
  return new Map([...before].filter(([key]) => !after.has(key)));
}
