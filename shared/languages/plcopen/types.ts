import type { XmlElement } from '../../xml/index.ts';
import { memberOf, typeOfText, valueOfText } from '../iec/index.ts';
import type { Member } from '../model/index.ts';
import { attribute, child, children, elements, local, remarkOf } from './element.ts';

export interface TypeParts {
  readonly type: string;
  readonly typeKey: string;
  readonly range: readonly [number, number] | null;
  /** Of a structure that is declared in place. */
  readonly members: readonly Member[];
}

/** A type as ST would write it, so that the same declaration is the same in both. Source: PLCopen TC6, type definitions. */
export function typeParts(type: XmlElement | undefined): TypeParts {
  const inner = elements(type).find(found => local(found) !== 'addData');
  const members = inner === undefined ? [] : structMembers(inner);
  return { ...typeOfText(typeWriting(inner)), members };
}

function typeWriting(type: XmlElement | undefined): string {
  if (type === undefined) return '';
  const name = local(type);
  const base = () => typeWriting(elements(child(type, 'baseType'))[0]);
  switch (name) {
    case 'derived':
      return attribute(type, 'name');
    case 'string':
    case 'wstring': {
      const length = attribute(type, 'length');
      return length === '' ? name.toUpperCase() : `${name.toUpperCase()}(${length})`;
    }
    case 'pointer':
      return `POINTER TO ${base()}`;
    case 'reference':
      return `REFERENCE TO ${base()}`;
    case 'array': {
      const dimensions = children(type, 'dimension').map(
        dimension => `${attribute(dimension, 'lower')}..${attribute(dimension, 'upper')}`,
      );
      return `ARRAY[${dimensions.join(', ')}] OF ${base()}`;
    }
    case 'subrangeSigned':
    case 'subrangeUnsigned': {
      const range = child(type, 'range');
      return `${base()}(${attribute(range, 'lower')}..${attribute(range, 'upper')})`;
    }
    case 'struct':
      return 'STRUCT';
    case 'union':
      return 'UNION';
    case 'enum':
      return `(${enumMembers(type)
        .map(member => member.name)
        .join(', ')})`;
    default:
      return name;
  }
}

function structMembers(type: XmlElement): Member[] {
  const name = local(type);
  if (name !== 'struct' && name !== 'union') return [];
  return children(type, 'variable').map(variable => memberParts(variable, name.toUpperCase()));
}

/** A name of an enumeration has a value also where the next number is meant. */
export function enumMembers(type: XmlElement): Member[] {
  let following: number | null = 0;
  return children(child(type, 'values'), 'value').map(value => {
    const written = value.attributes.get('value');
    const text = written ?? following?.toString() ?? null;
    const number = text === null ? Number.NaN : Number(text);
    following = Number.isSafeInteger(number) ? number + 1 : null;
    return memberOf({
      section: 'ENUM',
      name: attribute(value, 'name'),
      type: '',
      line: value.line,
      ...(text === null ? {} : valueOfText(text)),
    });
  });
}

/** The name, type and value of a variable; what else stands about it is for who knows the extensions. */
export function memberParts(variable: XmlElement, section: string): Member {
  const type = typeParts(child(variable, 'type'));
  const value = valueWriting(elements(child(variable, 'initialValue'))[0]);
  return memberOf({
    section,
    name: attribute(variable, 'name'),
    line: variable.line,
    type: type.type,
    typeKey: type.typeKey,
    range: type.range,
    members: type.members,
    address: variable.attributes.get('address')?.toUpperCase() ?? null,
    comment: remarkOf(child(variable, 'documentation')),
    ...(value === null ? {} : valueOfText(value)),
  });
}

/** A value as ST would write it; null where there is none. */
export function valueWriting(value: XmlElement | undefined): string | null {
  if (value === undefined) return null;
  switch (local(value)) {
    case 'simpleValue':
      return attribute(value, 'value');
    case 'arrayValue':
      return `[${children(value, 'value')
        .map(element => repeated(element))
        .join(', ')}]`;
    case 'structValue':
      return `(${children(value, 'value')
        .map(element => `${attribute(element, 'member')} := ${valueWriting(elements(element)[0]) ?? ''}`)
        .join(', ')})`;
    default:
      return null;
  }
}

function repeated(element: XmlElement): string {
  const inner = valueWriting(elements(element)[0]) ?? '';
  const times = element.attributes.get('repetitionValue');
  return times === undefined || times === '1' ? inner : `${times}(${inner})`;
}
