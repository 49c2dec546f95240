import { childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { dateKey, durationKey, type Findings, memberOf, numberKey, textKey } from '../iec/index.ts';
import type { Attribute, Member } from '../model/index.ts';
import { attribute, elements, flat } from './element.ts';
import { noise } from './noise.ts';

/** What a tag holds. */
export interface Held {
  readonly value: string | null;
  readonly valueKey: string | null;
  readonly members: readonly Member[];
  readonly attributes: readonly Attribute[];
}

/** Prose and measures about a tag and its parts, by operand: `.PRE`, `[1].Level`. */
export interface About {
  readonly comments: Map<string, string>;
  readonly units: Map<string, string>;
  readonly least: Map<string, number>;
  readonly most: Map<string, number>;
}

const nothing: Held = { value: null, valueKey: null, members: [], attributes: [] };

/**
 * Data of a tag: of the writings of one value the readable one, decorated or of a kind of its own; the L5K writing
 * and raw bytes are the value where they stand alone.
 */
export function heldBy(
  tag: XmlElement,
  name: 'Data' | 'DefaultData',
  about: About,
  findings: Findings,
): Held {
  const writings = childrenNamed(tag, name);
  const readable = writings.filter(
    data => !isRaw(data) && (elements(data).length > 0 || textOf(data).trim() !== ''),
  );
  const raw = writings.filter(isRaw);
  if (readable.length === 0) {
    const only = raw.find(data => attribute(data, 'Format') === 'L5K') ?? raw[0];
    for (const data of raw)
      if (data !== only) noise(findings.noise, 'raw-duplicate', textOf(data).trim(), data.line);
    const text = only === undefined ? '' : textOf(only).replace(/\s+/g, ' ').trim();
    return text === '' ? nothing : { ...nothing, ...valueOfWriting(text, '') };
  }
  for (const data of raw) noise(findings.noise, 'raw-duplicate', textOf(data).trim(), data.line);
  const held = readable.map(data => readableData(data, about));
  const withValue = held.find(({ value }) => value !== null);
  return {
    value: withValue?.value ?? null,
    valueKey: withValue?.valueKey ?? null,
    members: held.flatMap(({ members }) => members),
    attributes: held.flatMap(({ attributes }) => attributes),
  };
}

function isRaw(data: XmlElement): boolean {
  const format = attribute(data, 'Format');
  return format === 'L5K' || format === '';
}

function readableData(data: XmlElement, about: About): Held {
  const [part] = elements(data);
  if (part === undefined) return { ...nothing, ...valueOfWriting(textOf(data).trim(), '') };
  switch (part.name) {
    case 'DataValue':
      return { ...nothing, ...dataValue(part) };
    case 'Structure':
    case 'Array':
      return { ...nothing, members: parts(part, '', about) };
    default:
      return parameters(data);
  }
}

/** Of an alarm, a message, an axis: what its dialogue sets, each a value by itself. */
function parameters(data: XmlElement): Held {
  const members: Member[] = [];
  const attributes: Attribute[] = [];
  for (const part of elements(data)) {
    for (const [name, value] of part.attributes)
      members.push(
        memberOf({
          section: part.name,
          name,
          type: '',
          line: part.line,
          ...valueOfWriting(value, ''),
        }),
      );
    const own = textOf(part).trim();
    if (own !== '') attributes.push({ name: part.name, value: own });
    attributes.push(
      ...elements(part)
        .flatMap(flat)
        .map(each => ({ ...each, name: `${part.name}/${each.name}` })),
    );
  }
  return { ...nothing, members, attributes };
}

const memberless: readonly Member[] = [];

/** Members of a structure, elements of an array. */
function parts(holder: XmlElement, path: string, about: About): Member[] {
  const elementType = attribute(holder, 'DataType');
  const found: Member[] = [];
  for (const part of holder.children) {
    if (typeof part === 'string') continue;
    const isElement = part.name === 'Element';
    const name = attribute(part, isElement ? 'Index' : 'Name');
    const own = isTold(about) ? `${path}${isElement ? '' : '.'}${name.toUpperCase()}` : '';
    // An element holds its structure; a member is one.
    const structure = isElement ? elements(part)[0] : part;
    const dimensions = attribute(part, 'Dimensions');
    const partType = isElement ? elementType : attribute(part, 'DataType');
    const type = dimensions === '' ? partType : `${partType}[${dimensions}]`;
    const isValue = part.attributes.has('Value') || part.name === 'DataValueMember';
    const { value, valueKey } = isValue ? dataValue(part, partType) : nothing;
    const { comment, unit, range } = measures(own, about);
    found.push(
      memberOf({
        section: '',
        name,
        type,
        typeKey: type.toUpperCase(),
        line: part.line,
        members: isValue || structure === undefined ? memberless : parts(structure, own, about),
        value,
        valueKey,
        comment,
        unit,
        range,
      }),
    );
  }
  return found;
}

/** Whether anything is said about parts that was not taken yet. */
function isTold({ comments, units, least, most }: About): boolean {
  return comments.size + units.size + least.size + most.size > 0;
}

const unsaid: Pick<Member, 'comment' | 'unit' | 'range'> = { comment: null, unit: null, range: null };

/** What is said about a part, taken once. */
export function measures(path: string, about: About): Pick<Member, 'comment' | 'unit' | 'range'> {
  if (!isTold(about)) return unsaid;
  const { comments, units, least, most } = about;
  const [comment, unit] = [comments.get(path) ?? null, units.get(path) ?? null];
  const [low, high] = [least.get(path), most.get(path)];
  comments.delete(path);
  units.delete(path);
  if (low === undefined || high === undefined) return { comment, unit, range: null };
  least.delete(path);
  most.delete(path);
  return { comment, unit, range: [low, high] };
}

function dataValue(part: XmlElement, type = attribute(part, 'DataType')): Pick<Held, 'value' | 'valueKey'> {
  const written = part.attributes.get('Value') ?? textOf(part).trim();
  return valueOfWriting(written, type);
}

const widths: Readonly<Record<string, number>> = { SINT: 8, INT: 16, DINT: 32, LINT: 64 };

/** A value as it is shown and as it is compared: in which radix it is shown makes it no other. */
function valueOfWriting(written: string, type: string): { value: string; valueKey: string } {
  const value = written.trim();
  return { value, valueKey: valueKey(value, type.toUpperCase()) };
}

function valueKey(value: string, type: string): string {
  if (/^[-+\d]/.test(value)) return numberOrText(value, type);
  if (/^['"]/.test(value)) return textKey(value);
  if (/^L?(?:T|TIME(?:32)?)#/i.test(value)) return durationKey(value) ?? value.toUpperCase();
  if (/^L?(?:D|DT)#/i.test(value)) return dateKey(value) ?? value.toUpperCase();
  return value;
}

function numberOrText(value: string, type: string): string {
  // As most are written.
  if (value === '0' || value === '0.0' || /^-?[1-9]\d{0,8}$/.test(value)) return value;
  const [, sign = '', digits] =
    /^([-+]?)(\d+#[\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)$/i.exec(value) ?? [];
  if (digits === undefined) return value;
  const key = numberKey(digits);
  const width = Object.hasOwn(widths, type) ? widths[type] : undefined;
  // Hex, octal and binary show the bits of a signed number.
  if (width !== undefined && digits.includes('#') && /^\d{1,30}$/.test(key))
    return BigInt.asIntN(width, BigInt(key)).toString();
  return `${sign === '-' && !/^0(?:\.0)?$/.test(key) ? '-' : ''}${key}`;
}
