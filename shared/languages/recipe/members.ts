import type { Member } from '../model/index.ts';
import { type Findings, MemberCount } from '../siemens/index.ts';
import { type Given, numberKey } from './given.ts';
import { withoutIds } from './noise.ts';

type Role = 'value' | 'unit' | 'min' | 'max' | 'type' | 'comment' | 'address';

/** What the parts of a parameter are called in lower case; of several the first that is there. */
const roles: Readonly<Record<Role, readonly string[]>> = {
  value: ['value', 'defaultvalue', 'default', 'wert'],
  unit: ['unit', 'units', 'engunit', 'einheit'],
  min: ['min', 'minimum', 'minvalue', 'lowerlimit', 'englow'],
  max: ['max', 'maximum', 'maxvalue', 'upperlimit', 'enghigh'],
  type: ['datatype', 'vartypeasstring', 'typeid'],
  comment: ['comment', 'description', 'documentation', 'kommentar'],
  address: ['symbol', 'opcitempath', 'sourcetagpath', 'address'],
};
/** By what elements of a list are told apart, in this order. */
const identities = ['name', 'varname', 'id', 'key', 'eventid', 'parameter'];
const numeric =
  /^(?:[su]?(?:int|dint|lint|sint|byte|word|dword)|u(?:int|dint|lint|sint)|l?real|float\d?|double|int\d|integer|number|decimal)$/i;

/** How a form is to be read. */
export interface Reading {
  readonly findings: Findings;
  readonly count: MemberCount;
  /** Whether things with several values may be worked through in the order of their list, as steps are. */
  readonly listsAreOrdered: boolean;
}

export function newReading(findings: Findings, listsAreOrdered: boolean): Reading {
  return { findings, listsAreOrdered, count: new MemberCount() };
}

/** Members of a group. Nothing of it is left out but what a rule of noise names. */
export function membersOf(children: readonly Given[], reading: Reading, section = 'values'): Member[] {
  return children.map(child => memberOf(child, child.name, section, reading));
}

/** Whether a thing says by what it is told apart from others of its list. */
export function isIdentified({ children }: Given): boolean {
  return identities.some(name => (scalar(children, name)?.text ?? '') !== '');
}

/** Elements of a list with the name that tells them apart: their own where all have one and no two the same, else their place. */
export function elementsOf(
  list: readonly Given[],
  findings: Findings,
): { name: string; given: Given; named: boolean }[] {
  const identity = list.every(({ kind }) => kind === 'group')
    ? identities.find(wanted => {
        const names = list.map(element => scalar(element.children, wanted)?.text ?? '');
        return names.every(name => name.trim() !== '') && new Set(names).size === names.length;
      })
    : undefined;
  return list.map((given, at) => {
    const own = identity === undefined ? undefined : scalar(given.children, identity);
    if (own === undefined || own.text === null) return { name: `[${at}]`, given, named: false };
    const rest = given.children.filter(child => child !== own);
    const children = identity === 'id' ? rest : withoutIds(rest, findings);
    return { name: own.text, given: { ...given, children }, named: true };
  });
}

function scalar(children: readonly Given[], wanted: string): Given | undefined {
  const found = children.filter(({ name, text }) => text !== null && name.toLowerCase() === wanted);
  return found.length === 1 ? found[0] : undefined;
}

export function memberOf(given: Given, name: string, section: string, reading: Reading): Member {
  reading.count.another();
  const { kind, text, line } = given;
  if (text !== null)
    return plainMember(section, name, line, typeOfKind(kind), writtenValue(kind, text, false));
  if (kind === 'list') {
    const members = elementsOf(given.children, reading.findings).map(element => {
      const isStep = reading.listsAreOrdered && element.named && !isParameter(element.given);
      return memberOf(element.given, element.name, isStep ? 'list' : 'values', reading);
    });
    return { ...plainMember(section, name, line, 'list', null), members };
  }
  return groupMember(given, name, section, reading);
}

/** Whether a thing has one value, beside what is said of it. */
export function isParameter({ children }: Given): boolean {
  return roles.value.some(name => scalar(children, name) !== undefined);
}

function groupMember(given: Given, name: string, section: string, reading: Reading): Member {
  const taken = new Set<Given>();
  const has = (role: Role, among = given.children): Given | undefined =>
    roles[role].map(each => scalar(among, each)).find(each => each !== undefined && each.kind !== 'null');
  const take = (role: Role): string | null => {
    const found = has(role);
    if (found !== undefined) taken.add(found);
    return found?.text ?? null;
  };
  const value = roles.value.map(each => scalar(given.children, each)).find(each => each !== undefined);
  if (value !== undefined) taken.add(value);
  const schema = given.children.find(child => child.kind === 'group' && child.name === 'schema');
  const range = rangeOf(has('min'), has('max'), taken) ?? schemaRange(schema, taken);
  const type = take('type');
  const unit = take('unit');
  const isNumber = range !== null || (unit ?? '') !== '' || (type !== null && numeric.test(type));
  return {
    ...plainMember(
      section,
      name,
      given.line,
      type ?? (value === undefined ? '' : typeOfKind(value.kind)),
      value?.text == null ? null : writtenValue(value.kind, value.text, isNumber),
    ),
    unit: unit === '' ? null : unit,
    range,
    comment: emptyAsNull(take('comment')),
    address: emptyAsNull(take('address')),
    members: membersOf(
      given.children.filter(child => !taken.has(child)),
      reading,
    ),
  };
}

function emptyAsNull(text: string | null): string | null {
  return text === '' ? null : text;
}

function schemaRange(schema: Given | undefined, taken: Set<Given>): readonly [number, number] | null {
  if (schema === undefined) return null;
  const of = (wanted: string) => scalar(schema.children, wanted);
  const range = rangeOf(of('minimum'), of('maximum'), new Set());
  if (range !== null && schema.children.length === 2) taken.add(schema);
  return range;
}

/** Both ends, where each is a number and stays what it is as one; else they stay members. */
export function rangeOf(
  low: Given | undefined,
  high: Given | undefined,
  taken: Set<Given>,
): readonly [number, number] | null {
  const [from, to] = [exact(low?.text), exact(high?.text)];
  if (low === undefined || high === undefined || from === null || to === null) return null;
  taken.add(low).add(high);
  return [from, to];
}

function exact(text: string | null | undefined): number | null {
  const key = text == null ? null : numberKey(text);
  if (key === null) return null;
  const number = Number(text);
  return Number.isFinite(number) && numberKey(String(number)) === key ? number : null;
}

function typeOfKind(kind: Given['kind']): string {
  return kind === 'written' || kind === 'group' ? '' : kind;
}

export interface Value {
  readonly value: string;
  readonly valueKey: string;
}

/** Where nothing says that it is a number, `1.10` and `1.1` may be two releases: compared as they are written. */
export function writtenValue(kind: Given['kind'], text: string, isNumber: boolean): Value {
  const key = kind === 'number' || (kind === 'written' && isNumber) ? numberKey(text) : null;
  return { value: text, valueKey: key ?? text };
}

export function plainMember(
  section: string,
  name: string,
  line: number,
  type: string,
  value: Value | null,
): Member {
  return {
    section,
    name,
    key: name,
    type,
    value: value?.value ?? null,
    ...(value === null ? {} : { valueKey: value.valueKey }),
    unit: null,
    range: null,
    address: null,
    comment: null,
    attributes: [],
    members: [],
    line,
  };
}
