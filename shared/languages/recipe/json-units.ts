import type { Unit } from '../model/index.ts';
import { type Findings, Refusal } from '../siemens/index.ts';
import type { Given } from './given.ts';
import { readJson } from './json.ts';
import { elementsOf, isParameter, memberOf, membersOf, newReading } from './members.ts';
import { withoutHeadNoise } from './noise.ts';
import { recipeUnit } from './unit.ts';

/** A recipe configuration of TwinCAT HMI, an export of Ignition tags, or any document of named values. */
export function jsonUnits(text: string, name: string, findings: Findings): Unit[] {
  const root = readJson(text);
  if (root.text !== null) throw new Refusal('a single value is no recipe');
  if (part(root, 'recipeList') !== undefined || part(root, 'recipeTypeList') !== undefined)
    return hmiUnits(root, name, findings);
  if (isIgnition(root)) return ignitionUnits(root, name, findings);
  return namedUnits(root, name, findings, true);
}

function part(given: Given | undefined, name: string): Given | undefined {
  return given?.children.find(child => child.name === name);
}

/** A part that is a group: what is called alike and is none stays among the values. */
function groupNamed(given: Given, name: string): Given | undefined {
  return given.children.find(child => child.name === name && child.kind === 'group');
}

const many = new Set(['recipes', 'rezepte', 'parametersets', 'datarecords']);
const one = new Set(['recipe', 'rezept', 'parameterset', 'datarecord']);

/** A unit for each recipe where the document holds several by name; one for what stands beside them or for all of it. */
export function namedUnits(root: Given, name: string, findings: Findings, ordered: boolean): Unit[] {
  const reading = newReading(findings, ordered);
  const head = root.kind === 'list' ? [root] : withoutHeadNoise(root.children, findings);
  const units: Unit[] = [];
  const beside: Given[] = [];
  for (const child of head) {
    const elements = recipesIn(child, child === root, findings);
    if (elements === null) beside.push(child);
    else
      for (const each of elements) {
        const { members, comment, line, ...own } = memberOf(each.given, each.name, 'values', reading);
        const isPlain = [own.value, own.unit, own.range, own.address].every(said => said === null);
        units.push(
          isPlain && own.type === ''
            ? recipeUnit(each.name, members, line, { comment })
            : recipeUnit(each.name, [{ ...own, members, comment, line }], line),
        );
      }
  }
  if (beside.length > 0 || units.length === 0)
    units.unshift(recipeUnit(name, membersOf(beside, reading), root.line, { key: 'document' }));
  return units;
}

/** Recipes by name; null where what is given is none or holds single parameters. */
function recipesIn(
  given: Given,
  isRoot: boolean,
  findings: Findings,
): readonly { readonly name: string; readonly given: Given }[] | null {
  const called = given.name.toLowerCase();
  let elements: ReturnType<typeof elementsOf>;
  if (given.kind === 'list' && (isRoot || many.has(called) || one.has(called)))
    elements = elementsOf(given.children, findings);
  else if (given.kind === 'group' && many.has(called))
    elements = given.children.map(child => ({
      name: child.name,
      given: child,
      named: child.kind === 'group',
    }));
  else return null;
  const areRecipes = elements.every(({ named, given: element }) => named && !isParameter(element));
  return elements.length > 0 && areRecipes ? elements : null;
}

function isGroup({ kind }: Given): boolean {
  return kind === 'group';
}

/** `recipeTypeList` says unit, range and default of each member, `recipeList` what each recipe gives them. */
function hmiUnits(root: Given, name: string, findings: Findings): Unit[] {
  const reading = newReading(findings, false);
  const types = groupNamed(root, 'recipeTypeList');
  const list = groupNamed(root, 'recipeList');
  const units: Unit[] = [];
  for (const type of types?.children.filter(isGroup) ?? []) {
    const members = groupNamed(type, 'members');
    const beside = type.children.filter(child => child !== members);
    units.push(
      recipeUnit(
        type.name,
        [...membersOf(members?.children ?? [], reading), ...membersOf(beside, reading, 'type')],
        type.line,
        { key: `recipe type:${type.name}`, attributes: [{ name: 'kind', value: 'recipe type' }] },
      ),
    );
  }
  const typed = new Map(
    units.map(unit => [unit.name, new Map(unit.members.map(member => [member.key, member]))]),
  );
  for (const recipe of list?.children.filter(isGroup) ?? []) {
    const values = groupNamed(recipe, 'values');
    const typeName = part(recipe, 'recipeTypeName')?.text ?? null;
    const known = typed.get(typeName ?? '');
    const members = membersOf(values?.children ?? [], reading).map(member => {
      const said = known?.get(member.key);
      const { unit, range } = said ?? {};
      return unit === undefined || range === undefined
        ? member
        : { ...member, unit, range, measuredElsewhere: true };
    });
    const beside = recipe.children.filter(
      child => child !== values && !(child.name === 'recipeTypeName' && child.text !== null),
    );
    units.push(
      recipeUnit(recipe.name, [...members, ...membersOf(beside, reading, 'recipe')], recipe.line, {
        attributes: typeName === null ? [] : [{ name: 'recipe type', value: typeName }],
      }),
    );
  }
  const rest = [
    ...root.children.filter(child => child !== types && child !== list),
    ...[types, list].flatMap(group => group?.children.filter(child => !isGroup(child)) ?? []),
  ];
  const more = withoutHeadNoise(rest, findings);
  if (more.length > 0) units.push(recipeUnit(name, membersOf(more, reading), root.line, { key: 'document' }));
  return units;
}

const tagType = /^(?:AtomicTag|UdtType|UdtInstance|Folder|Provider)$/;

function isIgnition(given: Given, depth = 0): boolean {
  if (tagType.test(part(given, 'tagType')?.text ?? '')) return true;
  const tags = given.kind === 'list' ? given : part(given, 'tags');
  const [first] = tags?.children ?? [];
  return depth < 2 && first !== undefined && isIgnition(first, depth + 1);
}

/** Tags and types of Ignition with all that is set about them; the order of tags is none. */
function ignitionUnits(root: Given, name: string, findings: Findings): Unit[] {
  const reading = newReading(findings, false);
  const own = part(root, 'name');
  const called = own?.text == null || own.text === '' ? name : own.text;
  const children = root.kind === 'list' ? [root] : withoutHeadNoise(root.children, findings);
  const members = membersOf(
    children.filter(child => child !== own || child.text === null),
    reading,
  );
  return [recipeUnit(called, members, root.line, { kind: 'tag-table', key: `tag-table:${called}` })];
}
