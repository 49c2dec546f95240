import type { BlockType } from './block.ts';
import { type DataType, elementCount, type Member, type Section } from './data-type.ts';

/** A member with its place: the line of a declaration. */
export interface PlacedMember {
  readonly member: Member;
  readonly depth: number;
  /** Bits from the start of the block’s data or local data; null for parameters that are only handed over. */
  readonly at: number | null;
  /** `IN0`, `OUT1`, `RET_VAL`: what the code calls a parameter of an FC; null for what it reaches by address. */
  readonly name: string | null;
}

/** No block’s data is longer than 64 KiB; a hostile declaration is not followed beyond. */
const mostBits = 2 ** 40;

/**
 * Where each member lies. A bit follows a bit, a byte a byte; everything wider, and every array and structure,
 * begins at an even byte and ends at one. Members inside an array of structures are placed in its first element.
 */
export function placeMembers(members: readonly Member[], type: BlockType | null): PlacedMember[] {
  const placed: PlacedMember[] = [];
  const inInstance = type === 'FB' || type === 'SFB' || type === 'DB';
  const counts = new Map<Section, number>();
  let data = 0;
  let local = 0;
  let last: Section | null = null;
  for (const member of members) {
    const { section } = member;
    const name = inInstance || section === 'TEMP' || section === 'STAT' ? null : nameOf(section, counts);
    if (section === 'TEMP') {
      local = put(placed, member, local, 0, null, false);
    } else if (inInstance) {
      const from = section === last ? data : evened(data);
      data = put(placed, member, from, 0, null, section === 'IN_OUT');
    } else {
      put(placed, member, null, 0, name, false);
    }
    last = section;
  }
  return placed;
}

function nameOf(section: Section, counts: Map<Section, number>): string {
  const index = counts.get(section) ?? 0;
  counts.set(section, index + 1);
  return section === 'RETURN' ? 'RET_VAL' : `${section}${index}`;
}

/** Adds the member and those inside it; gives the first bit behind it. */
function put(
  placed: PlacedMember[],
  member: Member,
  from: number | null,
  depth: number,
  name: string | null,
  byReference: boolean,
): number {
  const { type } = member;
  const at = from === null ? null : aligned(type, from);
  placed.push({ member, depth, at, name });
  // What an FB gets by reference lies elsewhere: the instance holds a pointer to it.
  const isReference = byReference && isComplex(type);
  const inner = innerMembers(type);
  if (inner !== null) {
    const start = isReference ? null : at;
    walk(inner, type.kind === 'instance', start, (each, next, reference) =>
      put(placed, each, next, depth + 1, null, reference),
    );
  }
  return at === null ? 0 : Math.min(at + (isReference ? pointerBits : bitsOf(type)), mostBits);
}
const pointerBits = 48;

/** The members to be written below a member: of a structure, an instance, or the structure an array repeats. */
function innerMembers(type: DataType): readonly Member[] | null {
  if (type.kind === 'struct' || type.kind === 'instance') return type.members;
  return type.kind === 'array' ? innerMembers(type.element) : null;
}

/** Whether an FB gets a parameter of the type by reference, so that its instance holds a pointer to it. */
export function isComplex(type: DataType): boolean {
  return type.kind !== 'simple' || type.bits > 32;
}

/** Bits a value of the type takes. */
export function bitsOf(type: DataType): number {
  if (type.kind === 'simple') return type.bits;
  if (type.kind === 'string') return evened((type.capacity + 2) * 8);
  if (type.kind === 'array')
    return evened(Math.min(elementCount(type.bounds) * stride(type.element), mostBits));
  const end = walk(type.members, type.kind === 'instance', 0, (member, from, reference) => {
    const isReference = reference && isComplex(member.type);
    return aligned(member.type, from ?? 0) + (isReference ? pointerBits : bitsOf(member.type));
  });
  return Math.min(evened(end), mostBits);
}

/** Places the members of a structure one behind the other; an instance begins each of its sections at an even byte. */
function walk(
  members: readonly Member[],
  isInstance: boolean,
  start: number | null,
  place: (member: Member, from: number | null, byReference: boolean) => number,
): number {
  let next = start;
  let last: Section | null = null;
  for (const member of members) {
    const changes = isInstance && member.section !== last && next !== null;
    const end = place(member, changes ? evened(next ?? 0) : next, isInstance && member.section === 'IN_OUT');
    next = next === null ? null : end;
    last = member.section;
  }
  return next ?? 0;
}

/** Bits from one element of an array to the next. */
export function stride(element: DataType): number {
  return element.kind === 'simple' && element.bits <= 8 ? element.bits : evened(bitsOf(element));
}

export function aligned(type: DataType, at: number): number {
  if (type.kind === 'simple' && type.bits === 1) return at;
  return type.kind === 'simple' && type.bits === 8 ? Math.ceil(at / 8) * 8 : evened(at);
}

/** The next even byte. */
function evened(bits: number): number {
  return Math.ceil(bits / 16) * 16;
}

/** `12.0`: byte and bit. */
export function addressText(at: number): string {
  return `${Math.floor(at / 8)}.${at % 8}`;
}
