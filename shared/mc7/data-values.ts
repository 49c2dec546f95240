import type { Mc7Block } from './block.ts';
import { type DataType, elementCount, type Member } from './data-type.ts';
import type { Declaration } from './declaration.ts';
import { typeText } from './interface-text.ts';
import { addressText, aligned, bitsOf, isComplex, placeMembers, stride } from './layout.ts';
import { defaultValue, readValue, valueText } from './value-text.ts';

/** One value of a data block. */
export interface DataValue {
  /** `12.0`: byte and bit in the block. */
  readonly address: string;
  readonly type: string;
  /** What it becomes at a memory reset or when the block is loaded again. */
  readonly start: string;
  /** What the image holds; null where the image ends before it. */
  readonly actual: string | null;
}

export interface DataValues {
  readonly values: readonly DataValue[];
  /** False where the declaration was not understood to its end or has more values than are listed. */
  readonly complete: boolean;
}

/** More than any block of 64 KiB has but one of bits alone. */
const mostValues = 65_536;

/**
 * Start and actual values of a data block, in the order of their addresses. Where the initial values were
 * not all understood, `complete` is false, and the start values of what follows are not known and left out.
 * An image kept without its body tells every start value and no actual one.
 */
export function dataValues(block: Mc7Block, declaration: Declaration): DataValues {
  const values: DataValue[] = [];
  const knowsStarts = declaration.unreadInitials === '';
  const add: Add = (type, member, at) => {
    if (values.length >= mostValues) return false;
    const initial = declaration.initials.get(member);
    if (member.hasInitial && initial === undefined) return true;
    const start = initial ?? defaultValue(type);
    if (start === null) return true;
    const actual = readValue(type, block.body, at);
    values.push({
      address: addressText(at),
      type: typeText(type),
      start: valueText(type, start),
      actual: actual === null ? null : valueText(type, actual),
    });
    return true;
  };
  const end = block.body.length === 0 ? mostBits : block.body.length * 8;
  let whole = true;
  for (const { member, depth, at } of placeMembers(declaration.members, 'DB')) {
    if (depth > 0 || at === null) continue;
    // The pointer to what was handed over by reference is set at each call.
    if (member.section === 'IN_OUT' && isComplex(member.type)) continue;
    whole = whole && visit(member.type, member, at, end, add);
  }
  return { values, complete: whole && knowsStarts && declaration.unread === '' };
}

type Add = (type: DataType, member: Member, at: number) => boolean;

/** Where no data block's body goes on, in bits. */
const mostBits = 0x10000 * 8;

/** Every elementary value of a type; false as soon as `add` has enough. What lies behind the image is not followed. */
function visit(type: DataType, member: Member, at: number, end: number, add: Add): boolean {
  if (type.kind === 'simple' || type.kind === 'string') return add(type, member, at);
  if (type.kind === 'array') {
    const count = elementCount(type.bounds);
    const step = stride(type.element);
    for (let index = 0; index < count; index++) {
      const place = at + index * step;
      if (place >= end || step === 0) return false;
      if (!visit(type.element, member, place, end, add)) return false;
    }
    return true;
  }
  let next = at;
  for (const inner of type.members) {
    next = aligned(inner.type, next);
    if (!visit(inner.type, inner, next, end, add)) return false;
    next += bitsOf(inner.type);
  }
  return true;
}
