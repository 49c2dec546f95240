import { WitnessError } from '../errors/index.ts';
import { needsEscape, quote, quotedEnd, unquote } from './escape.ts';
import { formatLReal, parseLReal } from './float.ts';
import { type Member, type MemberMeta, type ParsedValueText, type ValueType, valueTypes } from './member.ts';
import { compareKeys, memberNameKey } from './order.ts';
import { formatScalar, parseScalar } from './scalar.ts';

/**
 * Value text: one member a line, `name = value  # type[, unit][, low..high]`, sorted, LF, no time stamps.
 * A name or unit that could be mistaken for something else stands in quotes with the escape of `quote`.
 */
export function formatValueText(members: Iterable<Member>): string {
  const keyed = Array.from(members, member => ({ member, key: memberNameKey(member.name) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key));
  let text = '';
  let previous: string | undefined;
  for (const { member } of keyed) {
    if (member.name === previous) throw new WitnessError('values.duplicate-member', quote(member.name));
    previous = member.name;
    text += `${formatMember(member)}\n`;
  }
  return text;
}

/** One line of value text, without its line end. */
export function formatMember(member: Member): string {
  const name = formatName(member.name);
  const value = formatScalar(member.type, member.value, name);
  return `${name} = ${value}  # ${[member.type, ...formatMeta(member)].join(', ')}`;
}

/** A member's name as it stands in value text: bare where it can be, else quoted. */
export function formatName(name: string): string {
  return bareName.test(name) && !needsEscape(name) ? name : quote(name);
}

/** A range as value text writes it, `0.0..100.0` without the needless `.0`: `0..100`. */
export function formatRange([low, high]: readonly [number, number]): string {
  return `${formatBound(low)}..${formatBound(high)}`;
}

function formatBound(bound: number): string {
  return formatLReal(bound).replace(/\.0(?=e|$)/, '');
}

function formatMeta(meta: MemberMeta): string[] {
  const fields: string[] = [];
  if (meta.unit !== undefined)
    fields.push(bareUnit.test(meta.unit) && !needsEscape(meta.unit) ? meta.unit : quote(meta.unit));
  if (meta.range !== undefined) fields.push(formatRange(meta.range));
  return fields;
}

// Beyond ASCII a name's characters stand bare unless the escape wants them: no Unicode category decides.
const bareName = /^[A-Za-z0-9_.,:/[\]\u{a1}-\u{10ffff}-]+$/u;
const bareUnit = /^(?! )(?!.*\.\.)[^,]+(?<! )$/u;

const typeNames: ReadonlySet<string> = new Set(valueTypes);

/**
 * Reads value text. Total: any text is taken, in time linear in its length; a line that is no value text,
 * or names a member that an earlier line had, is kept verbatim in `unparsed`.
 */
export function parseValueText(text: string): ParsedValueText {
  const members: Member[] = [];
  const unparsed: { line: number; text: string }[] = [];
  const names = new Set<string>();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [index, written] of lines.entries()) {
    const member = parseMember(written);
    if (member === null || names.has(member.name)) {
      unparsed.push({ line: index + 1, text: written });
    } else {
      names.add(member.name);
      members.push(member);
    }
  }
  return { members, unparsed };
}

/** One line of value text without its line end; null where it is none. */
export function parseMember(written: string): Member | null {
  const nameEnd = tokenEnd(written, 0);
  if (nameEnd < 1 || !written.startsWith(' = ', nameEnd)) return null;
  const valueEnd = tokenEnd(written, nameEnd + 3);
  if (valueEnd < 0 || !written.startsWith('  # ', valueEnd)) return null;
  const typeEnd = fieldEnd(written, valueEnd + 4);
  const typeName = written.slice(valueEnd + 4, typeEnd);
  if (!isValueType(typeName)) return null;
  const name = parseText(written.slice(0, nameEnd));
  const value = parseScalar(typeName, written.slice(nameEnd + 3, valueEnd));
  const meta = parseMeta(written, typeEnd);
  if (name === null || value === undefined || meta === null) return null;
  return { name, type: typeName, value, ...meta };
}

/** Behind a quoted string, or at the next blank; -1 where neither comes. */
function tokenEnd(written: string, from: number): number {
  return written.startsWith('"', from) ? quotedEnd(written, from) : written.indexOf(' ', from);
}

/** Behind a quoted string, or at the next comma or the end. */
function fieldEnd(written: string, from: number): number {
  const end = written.startsWith('"', from) ? quotedEnd(written, from) : written.indexOf(',', from);
  return end < 0 ? written.length : end;
}

/** The fields behind the type: at most a unit, then at most a range; null for anything else. */
function parseMeta(written: string, from: number): MemberMeta | null {
  let unit: string | undefined;
  let range: readonly [number, number] | undefined;
  let at = from;
  while (at < written.length) {
    if (!written.startsWith(', ', at) || range !== undefined) return null;
    const end = fieldEnd(written, at + 2);
    const field = written.slice(at + 2, end);
    const isRange = !field.startsWith('"') && field.includes('..');
    const parsed = isRange ? parseRange(field) : parseText(field);
    if (parsed === null || field === '') return null;
    if (typeof parsed !== 'string') range = parsed;
    else if (unit === undefined) unit = parsed;
    else return null;
    at = end;
  }
  return { ...(unit === undefined ? {} : { unit }), ...(range === undefined ? {} : { range }) };
}

function isValueType(name: string): name is ValueType {
  return typeNames.has(name);
}

function parseText(written: string): string | null {
  return written.startsWith('"') ? unquote(written) : written;
}

function parseRange(written: string): readonly [number, number] | null {
  const at = written.indexOf('..');
  const low = parseLReal(written.slice(0, at));
  const high = parseLReal(written.slice(at + 2));
  return low === undefined || high === undefined ? null : [low, high];
}
