import { littleDoubleWord, littleWord } from './bytes.ts';
import type { DataType, Member } from './data-type.ts';

/** An initial value as raw pattern (up to 32 bits), or as the bytes of a string or date and time. */
export type Initial = number | Uint8Array;

/**
 * Initial values as they follow the declaration: those of members that have one, in the order of the
 * declaration, the members of an array's structure once; numbers little-endian, a string as capacity,
 * length and characters. An array of elementary values with one value for all of them has six bytes before
 * it; any other array and everything behind it is left unread.
 */
export function readInitials(
  members: readonly Member[],
  values: Uint8Array,
): { readonly initials: Map<Member, Initial>; readonly unread: Uint8Array } {
  const initials = new Map<Member, Initial>();
  let at = 0;
  const read = (inside: readonly Member[]): boolean =>
    inside.every(member => {
      const nested = membersOf(member.type);
      if (nested !== null) return read(nested);
      if (!member.hasInitial) return true;
      const type = elementOf(member.type);
      if (type !== member.type) {
        if (!oneForAll.every((byte, index) => values[at + index] === byte)) return false;
        at += oneForAll.length;
      }
      const length = lengthOf(type, values, at);
      if (length === null || at + length > values.length) return false;
      const bytes = values.subarray(at, at + length);
      initials.set(member, isWide(type) ? bytes : numberOf(bytes));
      at += length;
      return true;
    });
  read(members);
  return { initials, unread: values.subarray(at) };
}

/** Before the value of an array whose elements all begin with it; other arrays were not seen. */
const oneForAll = [0x01, 0x00, 0x00, 0x01, 0x01, 0x00];

/** What an array repeats; any other type itself. */
export function elementOf(type: DataType): DataType {
  return type.kind === 'array' ? elementOf(type.element) : type;
}

/** The members whose initial values stand in place of the type's own; null for a type that has none. */
function membersOf(type: DataType): readonly Member[] | null {
  if (type.kind === 'struct' || type.kind === 'instance') return type.members;
  return type.kind === 'array' ? membersOf(type.element) : null;
}

function isWide(type: DataType): boolean {
  return type.kind === 'string' || (type.kind === 'simple' && type.bits > 32);
}

function lengthOf(type: DataType, values: Uint8Array, at: number): number | null {
  if (type.kind === 'string') return at + 2 <= values.length ? 2 + (values[at + 1] ?? 0) : null;
  if (type.kind !== 'simple' || type.name === 'ANY' || type.name === 'POINTER') return null;
  return Math.ceil(type.bits / 8);
}

function numberOf(bytes: Uint8Array): number {
  if (bytes.length === 1) return bytes[0] ?? 0;
  return bytes.length === 2 ? littleWord(bytes, 0) : littleDoubleWord(bytes, 0);
}
