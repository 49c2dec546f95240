import type { Mc7Block } from './block.ts';
import { type DataScalar, dataScalar } from './data-scalar.ts';
import { type DataType, elementCount, type Member } from './data-type.ts';
import type { Declaration } from './declaration.ts';
import type { Initial } from './initial.ts';
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
  const complete = eachStart(block, declaration, (type, at, start) => {
    const actual = readValue(type, block.body, at);
    values.push({
      address: addressText(at),
      type: typeText(type),
      start: valueText(type, start),
      actual: actual === null ? null : valueText(type, actual),
    });
  });
  return { values, complete };
}

/** What one value of a data block begins with. */
export interface StartValue {
  readonly address: string;
  readonly type: string;
  readonly start: string;
  /** The same as value text holds it; null where value text has no such type. */
  readonly scalar: DataScalar | null;
}

/** Start values of a data block, with `complete` as `dataValues` has it. */
export function startValues(
  block: Mc7Block,
  declaration: Declaration,
): { readonly values: readonly StartValue[]; readonly complete: boolean } {
  const values: StartValue[] = [];
  const complete = eachStart(block, declaration, (type, at, start) => {
    values.push({
      address: addressText(at),
      type: typeText(type),
      start: valueText(type, start),
      scalar: dataScalar(type, start),
    });
  });
  return { values, complete };
}

/** Every value whose start is known, in the order of addresses; false where that was not all. */
function eachStart(
  block: Mc7Block,
  declaration: Declaration,
  take: (type: DataType, at: number, start: Initial) => void,
): boolean {
  let count = 0;
  const add: Add = (type, member, at) => {
    if (count >= mostValues) return false;
    const initial = declaration.initials.get(member);
    if (member.hasInitial && initial === undefined) return true;
    const start = initial ?? defaultValue(type);
    if (start === null) return true;
    count += 1;
    take(type, at, start);
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
  return whole && declaration.unreadInitials === '' && declaration.unread === '';
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
