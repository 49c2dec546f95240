import type { BlockType } from './block.ts';
import { type Bounds, type DataType, elementCount, type Member } from './data-type.ts';
import { aligned, bitsOf, isComplex, placeMembers, stride } from './layout.ts';

/** One step from a block to a value in it: a member by its index, or an element of an array by its indices. */
export type MemberStep =
  | { readonly kind: 'member'; readonly index: number }
  | { readonly kind: 'element'; readonly indices: readonly number[] };

/** Members that are looked at for all questions about one block; a hostile declaration is not followed beyond. */
const mostLooks = 5_000_000;

interface Span {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly type: DataType;
}

/** Finds which value of a block lies at a place. */
export class MemberPlaces {
  readonly #data: Span[] = [];
  readonly #local: Span[] = [];
  #looks = 0;

  constructor(members: readonly Member[], type: BlockType | null) {
    let index = -1;
    for (const { member, depth, at } of placeMembers(members, type)) {
      if (depth > 0) continue;
      index++;
      // Of what is handed over by reference the instance holds a pointer.
      const isPointer = member.section === 'IN_OUT' && isComplex(member.type);
      if (at === null || isPointer) continue;
      const span = { index, from: at, to: at + Math.max(bitsOf(member.type), 1), type: member.type };
      (member.section === 'TEMP' ? this.#local : this.#data).push(span);
    }
  }

  /** False once a hostile declaration made it give up; what it says until then is right. */
  get whole(): boolean {
    return this.#looks <= mostLooks;
  }

  /**
   * The way to the elementary value that lies at a place, in bits, and is exactly so wide; null where none does.
   * `area` says whether the place is one of the block's data (or instance) or of its local data.
   */
  at(area: 'data' | 'local', at: number, bits: number): MemberStep[] | null {
    const span = spanAt(area === 'data' ? this.#data : this.#local, at);
    if (span === undefined) return null;
    const way = this.#within(span.type, span.from, at, bits);
    return way === null ? null : [{ kind: 'member', index: span.index }, ...way];
  }

  #within(type: DataType, from: number, at: number, bits: number): MemberStep[] | null {
    this.#looks++;
    if (!this.whole || at < from) return null;
    switch (type.kind) {
      case 'simple':
        return at === from && type.bits === bits ? [] : null;
      case 'string':
        return at === from && bitsOf(type) === bits ? [] : null;
      case 'array': {
        const step = stride(type.element);
        const number = step === 0 ? -1 : Math.floor((at - from) / step);
        if (number < 0 || number >= elementCount(type.bounds)) return null;
        const way = this.#within(type.element, from + number * step, at, bits);
        return way && [{ kind: 'element', indices: indicesOf(type.bounds, number) }, ...way];
      }
      default:
        return this.#withinMembers(type.members, type.kind === 'instance', from, at, bits);
    }
  }

  #withinMembers(
    members: readonly Member[],
    isInstance: boolean,
    from: number,
    at: number,
    bits: number,
  ): MemberStep[] | null {
    let next = from;
    let last: Member['section'] | null = null;
    for (const [index, { section, type }] of members.entries()) {
      this.#looks++;
      if (isInstance && section !== last) next = Math.ceil(next / 16) * 16;
      last = section;
      next = aligned(type, next);
      // A parameter by reference is a pointer here: what lies behind it is not said.
      if (at < next || (isInstance && section === 'IN_OUT' && isComplex(type))) return null;
      const end = next + bitsOf(type);
      if (at < end) {
        const way = this.#within(type, next, at, bits);
        return way && [{ kind: 'member', index }, ...way];
      }
      next = end;
    }
    return null;
  }
}

/** Spans lie one behind the other. */
function spanAt(spans: readonly Span[], at: number): Span | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && span.from <= at ? span : undefined;
}

/** The last index counts fastest. */
function indicesOf(bounds: readonly Bounds[], number: number): number[] {
  const indices: number[] = [];
  let rest = number;
  for (const { low, high } of [...bounds].reverse()) {
    const count = Math.max(1, high - low + 1);
    indices.unshift(low + (rest % count));
    rest = Math.floor(rest / count);
  }
  return indices;
}
