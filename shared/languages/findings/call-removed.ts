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
    return [...lost(gone, anywhere).values()].flatMap(call => {
      const difference = logic.find(
        ({ unit, aspect }) => unit.old !== null && (unitName(unit.old) === call.unit || aspect === 'unit'),
      );
      return difference === undefined
        ? []
        : [{ difference, says: `${shortText(call.name)} is no longer called` }];
    });
  },
};

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
