import type { Statement, Token } from '../model/index.ts';

export type NodeKind =
  | Statement['kind']
  | 'circuit'
  | 'parallel'
  | 'branch'
  | 'contact'
  | 'coil'
  | 'box'
  | 'pin'
  | 'verbatim'
  | 'step'
  | 'action'
  | 'transition';

/** A piece of a body, whatever its form: a statement, a contact, a pin, a step. */
export interface Node {
  readonly kind: NodeKind;
  /** What stands at the piece itself, without what it holds. */
  readonly tokens: readonly Token[];
  readonly holds: readonly Node[];
  readonly comment: string | null;
  /** Null where the model tells no line for it. */
  readonly line: number | null;
  /** By which it is the same piece though it reads otherwise: a pin's name, a step's name, a box's instance. */
  readonly identity: string | null;
  /** Where it stands in its network: positions from the outside in, as `0.2.PT`. */
  readonly place: string;
  /** Equal for equal heads, within one comparison. */
  readonly head: number;
  /** Equal for equal pieces with all they hold, comments apart. */
  readonly id: number;
  /** Equal for equal pieces with all they hold and every comment. */
  readonly whole: number;
}

/** Numbers for texts: equal texts get equal numbers. One for each comparison. */
export class Interner {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

export type Made = Omit<Node, 'head' | 'id' | 'whole' | 'comment' | 'identity' | 'line'> &
  Partial<Pick<Node, 'comment' | 'identity' | 'line'>>;

/** A node with its numbers. */
export function node(made: Made, interner: Interner): Node {
  const comment = plainComment(made.comment ?? null);
  let keys = made.kind as string;
  for (const token of made.tokens) keys += `\u0000${token.key}`;
  const head = interner.of(keys);
  let ids = `\u0001${head}`;
  let wholes = `\u0002${head} ${comment ?? ''}`;
  for (const held of made.holds) {
    ids += `,${held.id}`;
    wholes += `,${held.whole}`;
  }
  return {
    kind: made.kind,
    tokens: made.tokens,
    holds: made.holds,
    comment,
    line: made.line ?? null,
    identity: made.identity ?? null,
    place: made.place,
    head,
    id: interner.of(ids),
    whole: interner.of(wholes),
  };
}

/** A comment as it is compared: its layout means nothing, and an empty one is none. */
export function plainComment(comment: string | null): string | null {
  if (comment === null) return null;
  const plain = comment.replace(/\s+/g, ' ').trim();
  return plain === '' ? null : plain;
}
