import { hexBytes, littleWord, signed16 } from './bytes.ts';
import { type Bounds, type DataType, type Member, type Section, simpleTypes } from './data-type.ts';
import { type Initial, readInitials } from './initial.ts';

/** A block's interface as far as it is understood; names and comments are not in the controller. */
export interface Declaration {
  /** First byte: 01 for a code block, 05 for a shared data block, 0A for an instance. */
  readonly kind: number;
  /** The number that follows it: of the block itself, or of the FB whose instance a data block is. */
  readonly number: number;
  readonly members: readonly Member[];
  /** Initial values in the order of the members that have one. */
  readonly initials: ReadonlyMap<Member, Initial>;
  /** Bytes of the declaration that were not understood, in hex; empty where all was. */
  readonly unread: string;
  /** Bytes of the initial values that were not understood, in hex. */
  readonly unreadInitials: string;
}

/** What a declaration says beside its variables: its kind, and the FB whose instance a data block is. */
export function instanceOf({ kind, number }: Declaration): string {
  return kind === codeBlock || kind === sharedData ? `${kind}` : `${kind} ${number}`;
}
const codeBlock = 0x01;
/** The kind of a shared data block; 0A is an instance. */
export const sharedData = 0x05;

/** Structures inside structures; engineering allows eight. */
const deepest = 16;
const headerLength = 7;

/**
 * The interface part of a block image: kind, number, length of the declaration and of the initial values (all
 * little-endian), declaration, initial values, and a byte of no meaning where the sum is odd. A variable is its type's code and a byte
 * with the section (low three bits), 08 for an initial value and 10 for one more byte. Never fails; null for
 * a part too short to be one.
 */
export function readDeclaration(part: Uint8Array): Declaration | null {
  if (part.length < headerLength) return null;
  const declared = littleWord(part, 3);
  const valued = littleWord(part, 5);
  const fits = headerLength + declared + valued <= part.length;
  const declarationEnd = fits ? headerLength + declared : part.length;
  const reader = new DeclarationReader(part, headerLength, declarationEnd);
  const members = reader.membersToEnd();
  const values = part.subarray(declarationEnd, fits ? declarationEnd + valued : declarationEnd);
  const { initials, unread } = readInitials(members, values);
  return {
    kind: part[0] ?? 0,
    number: littleWord(part, 1),
    members: unwrapped(part[0] ?? 0, members),
    initials,
    unread: hexBytes(part.subarray(reader.understoodTo, declarationEnd)),
    unreadInitials: hexBytes(unread),
  };
}

/** A shared data block is one structure; its members are the block’s. */
function unwrapped(kind: number, members: readonly Member[]): readonly Member[] {
  const [root, more] = members;
  return kind === sharedData && more === undefined && root?.type.kind === 'struct'
    ? root.type.members
    : members;
}

const sections: readonly (Section | undefined)[] = [
  undefined,
  'IN',
  'OUT',
  'IN_OUT',
  'STAT',
  'TEMP',
  'RETURN',
];

class DeclarationReader {
  /** Everything before it was understood. */
  understoodTo: number;
  readonly #part: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(part: Uint8Array, from: number, end: number) {
    this.#part = part;
    this.#at = from;
    this.#end = end;
    this.understoodTo = from;
  }

  membersToEnd(): Member[] {
    const members: Member[] = [];
    while (this.#at < this.#end) {
      const member = this.#member(0);
      if (member === null) break;
      members.push(member);
      this.understoodTo = this.#at;
    }
    return members;
  }

  #member(depth: number): Member | null {
    const code = this.#byte();
    if (depth > deepest) return null;
    if (code === 0x15 || code === 0x1b) return this.#instance(code === 0x15 ? 'FB' : 'SFB', depth);
    const flags = this.#byte();
    const section = sections[flags & 0x07];
    if (section === undefined || (flags & 0xe0) !== 0) return null;
    const mark = (flags & 0x10) === 0 ? null : this.#byte();
    const type = this.#type(code, depth);
    return type === null ? null : { section, type, hasInitial: (flags & 0x08) !== 0, mark };
  }

  /** The number of the block, then the structure it is. */
  #instance(block: 'FB' | 'SFB', depth: number): Member | null {
    const number = this.#word();
    const inner = this.#member(depth + 1);
    if (inner?.type.kind !== 'struct') return null;
    return { ...inner, type: { kind: 'instance', block, number, members: inner.type.members } };
  }

  #type(code: number, depth: number): DataType | null {
    const simple = simpleTypes.get(code);
    if (simple !== undefined) return this.#at > this.#end ? null : simple;
    if (code === 0x13) {
      const capacity = this.#byte();
      return this.#at > this.#end ? null : { kind: 'string', capacity };
    }
    if (code === 0x11) return this.#struct(depth);
    return code === 0x10 ? this.#array(depth) : null;
  }

  /** How many members: one byte, or FF and a word. */
  #struct(depth: number): DataType | null {
    const short = this.#byte();
    const count = short === 0xff ? this.#word() : short;
    const members: Member[] = [];
    for (let index = 0; index < count; index++) {
      const member = this.#at < this.#end ? this.#member(depth + 1) : null;
      if (member === null) return null;
      members.push(member);
    }
    return { kind: 'struct', members };
  }

  /** How many dimensions, both bounds of each, then the element as a variable. */
  #array(depth: number): DataType | null {
    const dimensions = this.#byte();
    if (dimensions === 0 || dimensions > 6) return null;
    const bounds: Bounds[] = [];
    for (let index = 0; index < dimensions; index++)
      bounds.push({ low: signed16(this.#word()), high: signed16(this.#word()) });
    const element = this.#at < this.#end ? this.#member(depth + 1) : null;
    return element === null ? null : { kind: 'array', bounds, element: element.type };
  }

  /** Behind the end it gives 0 and moves on, so that whoever looks at the position sees it. */
  #byte(): number {
    const value = this.#at < this.#end ? (this.#part[this.#at] ?? 0) : 0;
    this.#at++;
    return value;
  }

  #word(): number {
    return this.#byte() | (this.#byte() << 8);
  }
}
