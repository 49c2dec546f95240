import { DataType, type NodeId } from 'node-opcua-client';
import { Unwritable } from './unwritable.ts';

/** What the library keeps of a structure's definition; a base type's fields come first. */
export interface Structure {
  readonly schema: Schema;
}
interface Schema {
  readonly fields: readonly Field[];
  getBaseSchema?(): Schema | null;
}
export interface Field {
  readonly name: string;
  readonly originalName?: string;
  readonly fieldType: string;
  readonly isArray?: boolean;
  readonly category?: string;
  readonly basicDataType?: number;
  readonly schema?: { readonly subType?: string };
}

/** What the library gives for a structure whose definition it could not find (its OpaqueStructure). */
export function isOpaque(value: object): value is { readonly nodeId: NodeId; readonly buffer: Buffer } {
  return 'nodeId' in value && 'buffer' in value && Buffer.isBuffer(value.buffer);
}

export function fieldsOf(structure: Structure): Field[] {
  const fields: Field[] = [];
  for (let schema: Schema | null = structure.schema; schema; schema = schema.getBaseSchema?.() ?? null) {
    fields.unshift(...schema.fields);
  }
  return fields;
}

export function original(field: Field): string {
  return field.originalName ?? field.name;
}

export function builtIn(field: Field): DataType {
  if (field.category === 'complex') return DataType.ExtensionObject;
  if (field.category === 'enumeration') return DataType.Int32;
  const byName = DataType as unknown as Record<string, DataType | undefined>;
  const found = byName[field.fieldType] ?? byName[field.schema?.subType ?? ''] ?? field.basicDataType;
  if (found === undefined) {
    throw new Unwritable(`field ${original(field)} has the unknown type ${field.fieldType}`);
  }
  return found;
}
