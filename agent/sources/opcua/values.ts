import type { Member, Scalar, ValueType } from '@witnessmark/shared/values';
import {
  DataType,
  type DataValue,
  type LocalizedText,
  type NodeId,
  type QualifiedName,
  type Variant,
  VariantArrayType,
} from 'node-opcua-client';
import { qualifiedSegment } from './browse-path.ts';
import type { Namespaces } from './namespaces.ts';
import { builtIn, type Field, fieldsOf, isOpaque, original, type Structure } from './structure-fields.ts';
import { Unwritable } from './unwritable.ts';

/** More members than this in one value are not a setpoint; the item says so instead. */
const mostMembers = 100_000;
const deepestStructure = 16;

/**
 * A value as members named after `name`: a scalar is one, array elements are `Name[3]` and `Name[1,2]`,
 * structure fields `Name.Field`, an empty array `Name[]` without a value. Integers of 64 bits stay exact,
 * node ids and qualified names carry namespace URIs, a structure of unknown type is its bytes.
 * Throws `Unwritable` for more than `mostMembers` members or a structure nested too deep.
 */
export function membersOf(name: string, variant: Variant, namespaces: Namespaces): Member[] {
  const writer = new MemberWriter(namespaces);
  writer.variant(name, variant, 0);
  return writer.members;
}

/** Why this reading of a value must not be taken for the value; null where it may. */
export function badness(value: DataValue): string | null {
  const { name } = value.statusCode;
  if (value.statusCode.isGood()) return null;
  // Uncertain values are values, but one that the server merely remembers was not read now.
  const remembered =
    name === 'UncertainLastUsableValue' || name === 'UncertainNoCommunicationLastUsableValue';
  const uncertain = value.statusCode.value >>> 30 === 1;
  return uncertain && !remembered ? null : name;
}

const types: Readonly<Partial<Record<DataType, ValueType>>> = {
  [DataType.Boolean]: 'Bool',
  [DataType.SByte]: 'SInt',
  [DataType.Byte]: 'USInt',
  [DataType.Int16]: 'Int',
  [DataType.UInt16]: 'UInt',
  [DataType.Int32]: 'DInt',
  [DataType.UInt32]: 'UDInt',
  [DataType.Int64]: 'LInt',
  [DataType.UInt64]: 'ULInt',
  [DataType.Float]: 'Real',
  [DataType.Double]: 'LReal',
  [DataType.String]: 'String',
  [DataType.DateTime]: 'LDT',
  [DataType.Guid]: 'Guid',
  [DataType.ByteString]: 'ByteString',
  [DataType.XmlElement]: 'Xml',
  [DataType.NodeId]: 'NodeId',
  [DataType.ExpandedNodeId]: 'NodeId',
  [DataType.StatusCode]: 'UDInt',
  [DataType.QualifiedName]: 'QualifiedName',
  [DataType.LocalizedText]: 'LocalizedText',
};

class MemberWriter {
  readonly members: Member[] = [];
  readonly #namespaces: Namespaces;

  constructor(namespaces: Namespaces) {
    this.#namespaces = namespaces;
  }

  variant(name: string, variant: Variant, depth: number): void {
    const { dataType, arrayType, value } = variant;
    if (arrayType === VariantArrayType.Scalar) {
      this.#value(name, dataType, value, depth);
      return;
    }
    const elements = (value ?? []) as ArrayLike<unknown>;
    if (elements.length === 0) {
      this.#add(`${name}[]`, types[dataType] ?? 'Null', null);
      return;
    }
    const sizes =
      arrayType === VariantArrayType.Matrix && variant.dimensions ? variant.dimensions : [elements.length];
    for (let index = 0; index < elements.length; index++) {
      this.#value(`${name}[${position(index, sizes).join(',')}]`, dataType, elements[index], depth);
    }
  }

  #value(name: string, dataType: DataType, value: unknown, depth: number): void {
    const type = types[dataType];
    if (dataType === DataType.Null) this.#add(name, 'Null', null);
    else if (dataType === DataType.Variant) this.variant(name, value as Variant, deeper(depth));
    else if (dataType === DataType.DataValue) this.variant(name, (value as DataValue).value, deeper(depth));
    else if (dataType === DataType.ExtensionObject) this.#structure(name, value, deeper(depth));
    else if (type) this.#add(name, type, value === null ? null : this.#scalar(dataType, value));
    else throw new Unwritable(`${name} has the type ${DataType[dataType] ?? dataType}, which has no text`);
    if (dataType === DataType.LocalizedText && (value as LocalizedText | null)?.locale) {
      this.#add(`${name}.Locale`, 'String', (value as LocalizedText).locale ?? null);
    }
  }

  #scalar(dataType: DataType, value: unknown): Scalar {
    switch (dataType) {
      case DataType.Int64:
        return BigInt.asIntN(64, wide(value));
      case DataType.UInt64:
        return BigInt.asUintN(64, wide(value));
      case DataType.DateTime:
        return timeText(value as Date);
      case DataType.ByteString:
        return (value as Buffer).toString('hex');
      case DataType.NodeId:
      case DataType.ExpandedNodeId:
        return this.#namespaces.nodeId(value as NodeId);
      case DataType.StatusCode:
        return (value as { value: number }).value;
      case DataType.QualifiedName:
        return qualifiedSegment(this.#namespaces.browseName(value as QualifiedName));
      case DataType.LocalizedText:
        return (value as LocalizedText).text ?? null;
      case DataType.Guid:
        return String(value).toLowerCase();
      default:
        return value as Scalar;
    }
  }

  #structure(name: string, value: unknown, depth: number): void {
    if (value === null || value === undefined) {
      this.#add(name, 'Null', null);
      return;
    }
    const fields = fieldsOf(value as Structure);
    if (isOpaque(value) && fields.length === 0) {
      this.#add(`${name}.Type`, 'NodeId', this.#namespaces.nodeId(value.nodeId));
      this.#add(`${name}.Body`, 'ByteString', value.buffer.toString('hex'));
      return;
    }
    if (fields.length === 0) this.#add(name, 'Null', null);
    for (const field of fields) {
      const content = (value as Record<string, unknown>)[field.name];
      // A field the structure leaves out (optional, or another arm of a union) has no line.
      if (content === undefined) continue;
      this.#field(`${name}.${original(field)}`, field, content, depth);
    }
  }

  #field(name: string, field: Field, content: unknown, depth: number): void {
    const dataType = builtIn(field);
    const elements: ArrayLike<unknown> | null = field.isArray
      ? ((content ?? []) as ArrayLike<unknown>)
      : null;
    if (elements === null) this.#value(name, dataType, content, depth);
    else if (elements.length === 0) this.#add(`${name}[]`, types[dataType] ?? 'Null', null);
    else {
      for (let index = 0; index < elements.length; index++) {
        this.#value(`${name}[${index}]`, dataType, elements[index], depth);
      }
    }
  }

  #add(name: string, type: ValueType, value: Scalar): void {
    if (this.members.length >= mostMembers) throw new Unwritable(`more than ${mostMembers} members`);
    this.members.push({ name, type, value });
  }
}

function timeText(date: Date): string | null {
  return Number.isFinite(date.getTime()) ? date.toISOString() : null;
}

function wide(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  const [high = 0, low = 0] = value as readonly number[];
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function position(index: number, sizes: readonly number[]): number[] {
  const at: number[] = [];
  let rest = index;
  for (const size of sizes.toReversed()) {
    at.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return at;
}

function deeper(depth: number): number {
  if (depth >= deepestStructure) throw new Unwritable(`nested deeper than ${deepestStructure} structures`);
  return depth + 1;
}
