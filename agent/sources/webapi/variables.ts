import type { Member, Scalar, ValueType } from '@witnessmark/shared/values';
import { z } from 'zod';
import type { Outcome } from './link.ts';
import type { Call } from './reading-methods.ts';

/** Data types by the names `PlcProgram.Browse` gives them, and the value types they become. */
const types: Readonly<Record<string, ValueType>> = {
  bool: 'Bool',
  byte: 'Byte',
  word: 'Word',
  dword: 'DWord',
  lword: 'LWord',
  sint: 'SInt',
  usint: 'USInt',
  int: 'Int',
  uint: 'UInt',
  dint: 'DInt',
  udint: 'UDInt',
  lint: 'LInt',
  ulint: 'ULInt',
  real: 'Real',
  lreal: 'LReal',
  char: 'Char',
  wchar: 'WChar',
  string: 'String',
  wstring: 'WString',
};
const bits: ReadonlySet<ValueType> = new Set(['Byte', 'Word', 'DWord', 'LWord', 'LInt', 'ULInt']);

export const browsedSchema = z.looseObject({
  name: z.string().max(1000),
  datatype: z.string().max(200).optional(),
  db_number: z.number().int().optional(),
  block_number: z.number().int().optional(),
  block_type: z.string().max(40).optional(),
  has_children: z.boolean().optional(),
  array_dimensions: z
    .array(z.looseObject({ start_index: z.number().int(), count: z.number().int() }))
    .max(6)
    .optional(),
});
export type Browsed = z.infer<typeof browsedSchema>;
export const browsedListSchema = z.array(browsedSchema).max(100_000);

/** Asks for a variable's type, and for its value. */
export function typeCall(variable: string): Call {
  return { method: 'PlcProgram.Browse', params: { var: variable, mode: 'var' } };
}

export function valueCall(variable: string): Call {
  return { method: 'PlcProgram.Read', params: { var: variable, mode: 'simple' } };
}

/** What a variable is, or why it cannot be a member. */
export type VariableType =
  | { readonly type: ValueType; readonly failure: null }
  | { readonly type: null; readonly failure: string };

export function variableType(outcome: Outcome | undefined): VariableType {
  if (outcome === undefined) return { type: null, failure: 'no answer' };
  if (outcome.refusal !== null) return { type: null, failure: outcome.refusal.says };
  const [found] = browsedListSchema.safeParse(outcome.result).data ?? [];
  if (found === undefined) return { type: null, failure: 'its type is not told' };
  const type = types[found.datatype ?? ''];
  if (type === undefined)
    return { type: null, failure: `the type ${found.datatype ?? 'unknown'} has no text` };
  if (found.array_dimensions !== undefined) return { type: null, failure: 'an array: name its elements' };
  return { type, failure: null };
}

/** A value as a member; a failure where the answer is not of the variable's type. */
export function memberOf(
  name: string,
  type: ValueType,
  outcome: Outcome | undefined,
): { readonly member: Member; readonly failure: null } | { readonly member: null; readonly failure: string } {
  if (outcome === undefined) return { member: null, failure: 'no answer' };
  if (outcome.refusal !== null) return { member: null, failure: outcome.refusal.says };
  const value = scalarOf(type, outcome.result);
  if (value === undefined) return { member: null, failure: `its value is no ${type}` };
  return { member: { name, type, value }, failure: null };
}

/** Undefined for a value that is not of the type. */
function scalarOf(type: ValueType, value: unknown): Scalar | undefined {
  if (type === 'Bool') return typeof value === 'boolean' ? value : undefined;
  if (typeof value === 'string') return numeric(type) ? undefined : value;
  if (!numeric(type)) return undefined;
  if (typeof value === 'bigint') return bits.has(type) ? value : undefined;
  if (typeof value !== 'number') return undefined;
  if (type === 'Real' || type === 'LReal') return value;
  if (!Number.isInteger(value)) return undefined;
  return bits.has(type) ? BigInt(value) : value;
}

function numeric(type: ValueType): boolean {
  return !['Char', 'WChar', 'String', 'WString'].includes(type);
}
