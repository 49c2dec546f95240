import type { Member } from '../model/index.ts';
import type { UnitAt } from './difference.ts';

/** Languages whose calls may name no parameter, so that the order of parameters says which is which. */
const namelessCalls: ReadonlySet<string> = new Set(['st', 'twincat', 'plcopen', 'codesys-exp', 'br']);
const parameterSections = /^(?:VAR_(?:INPUT|OUTPUT|IN_OUT)|Input|Output|InOut)\b/;
/** What an instance of a function block of STEP 7 holds, in the order it is declared in. */
const instanceSections = /^(?:Input|Output|InOut|Static)$/;
/** Whose data types lie in blocks with and without optimised access alike: the type does not say in which. */
const tiaLanguages: ReadonlySet<string> = new Set(['tia-source', 'scl', 'simaticml', 's7dcl']);

/**
 * Why the order of some members means something; null where it is layout of the file alone. It means something
 * where addresses follow from it (blocks and types of classic STEP 7, blocks without optimised access and data types
 * of TIA Portal, types that are packed or laid over an address, types of Logix), where a call may give values without naming their
 * parameters, and for the steps of a recipe.
 */
export function orderMeans(at: UnitAt, member: Member): string | null {
  const { unit, language } = at;
  const laidOut = unit.kind === 'data-block' || unit.kind === 'data-type';
  const isInstance = unit.kind === 'function-block' && instanceSections.test(member.section);
  if (language === 'awl' && (laidOut || isInstance || parameterSections.test(member.section)))
    return 'addresses follow from the order of members';
  if (
    (unit.kind === 'data-block' || isInstance) &&
    attributeOf(unit, 'optimized', 'memorylayout') === 'standard'
  )
    return 'addresses follow from the order of members';
  if (unit.kind === 'data-type' && tiaLanguages.has(language))
    return 'addresses follow from the order of members where access is not optimised';
  if (laidOut && attributeOf(unit, 'pack_mode') !== null)
    return 'the layout in memory follows from the order of members';
  if (language === 'l5x' && unit.kind === 'data-type')
    return 'the layout in memory follows from the order of members';
  if (language === 'l5x' && unit.kind === 'add-on-instruction' && parameterSections.test(member.section))
    return 'a call gives its values by their order';
  if (
    namelessCalls.has(language) &&
    (unit.kind === 'function' || unit.kind === 'method') &&
    parameterSections.test(member.section)
  )
    return 'a call may give its values by their order';
  // Unity Pro and Control Expert: an instance may be called without naming its parameters.
  if (language === 'xef' && unit.kind === 'function-block' && parameterSections.test(member.section))
    return 'a call may give its values by their order';
  if (language === 'recipe' && member.section === 'list')
    return 'a list of a recipe may be worked through in its order';
  return null;
}

/** `standard` for what says that access is not optimised, else the value as it is; null where none is written. */
function attributeOf(unit: UnitAt['unit'], ...names: readonly string[]): string | null {
  for (const { name, value } of unit.attributes) {
    const plain = name.toLowerCase();
    if (!names.some(each => plain.includes(each))) continue;
    return /^'?(?:false|standard)'?$/i.test(value.trim()) ? 'standard' : value;
  }
  return null;
}

const layout: readonly string[] = ['Input', 'Output', 'InOut', 'Static'];

/** Sections are laid out one behind the other, whatever order a file has them in: of STEP 7 as an instance holds them. */
export function byAddress(members: readonly Member[]): Member[] {
  const rank = ({ section }: Member) => layout.indexOf(section);
  return [...members].sort(
    (a, b) => rank(a) - rank(b) || (a.section < b.section ? -1 : a.section > b.section ? 1 : 0),
  );
}
