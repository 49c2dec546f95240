import { type Difference, unitName } from '../compare/index.ts';
import type { Source, Token, Unit } from '../model/index.ts';
import { callsIn, type Reference, referenceKey, type UnitPlace } from '../references/index.ts';
import { everyNode, shortText } from './pieces.ts';
import type { Rule } from './rule.ts';
import { isStandardFunction } from './standard-functions.ts';
import { ruleWords } from './words.ts';

export const callRemoved: Rule = {
  id: 'call-removed',
  words: ruleWords['call-removed'],
  fires: { old: 'st: GuardCheck(); Motor := Start;', new: 'st: Motor := Start;' },
  quiet: { old: 'st: GuardCheck(); GuardCheck();', new: 'st: GuardCheck();' },
  look: ({ old, new: now, differences }) => {
    const logic = differences.filter(({ class: of }) => of === 'logic');
    // What is called in a unit that is equal is called still: only the others are looked through.
    const gone = lost(callsOf(old, logic, 'old'), callsOf(now, logic, 'new'));
    if (gone.size === 0) return [];
    const anywhere = callsIn(withinAll(now.units, []), now.language);
    const tells = firstOf(logic);
    const held = callPieces(logic);
    return [...lost(gone, anywhere)].flatMap(([key, call]) => {
      if (isStandardFunction(call.name)) return [];
      const difference = held.get(key) ?? tells(call.unit);
      if (difference === undefined) return [];
      const other = inItsPlace(difference, key);
      const says = `${shortText(call.name)} is no longer called${other === null ? '' : `, ${shortText(other)} is in its place`}`;
      return [{ difference, says }];
    });
  },
};

/** The difference of the piece that called, by what it called. */
function callPieces(logic: readonly Difference[]): Map<string, Difference> {
  const found = new Map<string, Difference>();
  for (const difference of logic) {
    const { piece, sign } = difference;
    if (piece === null || piece.old === null || sign === 'moved' || sign === 'added') continue;
    const pieces = sign === 'removed' ? everyNode([piece.old.node]) : [piece.old.node];
    for (const { tokens } of pieces)
      for (const { key } of called(tokens)) if (!found.has(key)) found.set(key, difference);
  }
  return found;
}

function called(tokens: readonly Token[]): { readonly key: string; readonly text: string }[] {
  return tokens.flatMap(({ access, text }) => (access === 'call' ? [{ key: referenceKey(text), text }] : []));
}

/** What the same piece calls now instead; null where it calls nothing else, or is gone. */
function inItsPlace({ piece }: Difference, key: string): string | null {
  if (piece === null || piece.old === null || piece.new === null) return null;
  const before = called(piece.old.node.tokens);
  if (!before.some(each => each.key === key)) return null;
  const were = new Set(before.map(each => each.key));
  return called(piece.new.node.tokens).find(each => !were.has(each.key))?.text ?? null;
}

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

/** Calls of the units that differ, with all that is in those that came or went whole. */
function callsOf(source: Source, differences: readonly Difference[], side: 'old' | 'new'): Calls {
  const units = new Map<Unit, UnitPlace>();
  for (const { unit, aspect } of differences) {
    const at = unit[side];
    if (at === null) continue;
    units.set(at.unit, at);
    if (aspect !== 'unit') continue;
    for (const inner of withinAll(at.unit.units, [...at.within, at.unit])) units.set(inner.unit, inner);
  }
  return callsIn([...units.values()], source.language);
}

function withinAll(units: readonly Unit[], within: readonly Unit[]): UnitPlace[] {
  return units.flatMap(unit => [{ unit, within }, ...withinAll(unit.units, [...within, unit])]);
}

function lost(before: Calls, after: Calls): Calls {
  return new Map([...before].filter(([key]) => !after.has(key)));
}
