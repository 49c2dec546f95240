/** IEC 61131-3 elementary types and what the sources add; a value text names one for every member. */
export const valueTypes = [
  'Bool',
  'Byte',
  'Word',
  'DWord',
  'LWord',
  'SInt',
  'Int',
  'DInt',
  'LInt',
  'USInt',
  'UInt',
  'UDInt',
  'ULInt',
  'Real',
  'LReal',
  'Char',
  'WChar',
  'String',
  'WString',
  'Time',
  'LTime',
  'S5Time',
  'Date',
  'Time_Of_Day',
  'LTime_Of_Day',
  'Date_And_Time',
  'LDT',
  'DTL',
  'ByteString',
  'Guid',
  'NodeId',
  'LocalizedText',
  'QualifiedName',
  'Enum',
  'Xml',
  'Null',
] as const;
export type ValueType = (typeof valueTypes)[number];

/**
 * A value as the type holds it: numbers for Real, LReal and integers up to 32 bits; bigint for 64-bit
 * integers and bit strings; strings for text and for the types that are written as text (times, ids).
 */
export type Scalar = boolean | number | bigint | string | null;

export interface MemberMeta {
  /** Engineering unit as shown, e.g. `%`, `°C`. */
  readonly unit?: string;
  /** Engineering range or limits, low and high. */
  readonly range?: readonly [number, number];
}

/** One line of a value text: a member's full name (`Tank1.LevelSP`, `Step[3].Time`), type and value. */
export interface Member extends MemberMeta {
  readonly name: string;
  readonly type: ValueType;
  readonly value: Scalar;
}

export interface ParsedValueText {
  readonly members: readonly Member[];
  /** Lines that are not value text, verbatim with their 1-based numbers; empty for anything we wrote. */
  readonly unparsed: readonly { readonly line: number; readonly text: string }[];
}
