import { checksumOf, readChecksum } from '@witnessmark/shared/facts';
import type { Member, ValueType } from '@witnessmark/shared/values';

/** Bytes of the types a program puts a checksum in. */
const widths: Readonly<Partial<Record<ValueType, number>>> = {
  Byte: 1,
  SInt: 1,
  USInt: 1,
  Word: 2,
  Int: 2,
  UInt: 2,
  DWord: 4,
  DInt: 4,
  UDInt: 4,
  LWord: 8,
  LInt: 8,
  ULInt: 8,
};
const texts: ReadonlySet<ValueType> = new Set(['String', 'WString', 'ByteString', 'Guid']);

/**
 * The checksum in a tag's value, given as the members of a value text: one number, one text, or an array of
 * numbers, whose bytes follow one another. Null for anything else, such as a real or an empty text.
 */
export function checksumOfMembers(members: readonly Member[]): string | null {
  const [only] = members;
  if (only === undefined) return null;
  if (members.length === 1 && texts.has(only.type)) {
    return typeof only.value === 'string' ? readChecksum(only.value) : null;
  }
  const numbers = members.map(wholeNumber);
  if (members.length === 1) return numbers[0] == null ? null : checksumOf(numbers[0]);
  const bytes: number[] = [];
  for (const [index, member] of members.entries()) {
    const value = numbers[index];
    const width = widths[member.type];
    if (value == null || width === undefined) return null;
    for (let at = width - 1; at >= 0; at -= 1) bytes.push(Number((value >> BigInt(8 * at)) & 0xffn));
  }
  return bytes.length <= 64 ? checksumOf(Uint8Array.from(bytes)) : null;
}

function wholeNumber({ type, value }: Member): bigint | null {
  const width = widths[type];
  if (width === undefined) return null;
  if (typeof value === 'bigint') return BigInt.asUintN(8 * width, value);
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? BigInt.asUintN(8 * width, BigInt(value))
    : null;
}
