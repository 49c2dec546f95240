import type { Token } from '../model/index.ts';
import type { Node } from './node.ts';

/** Pieces less alike than this are different pieces. */
export const alike = 0.35;
/** Tokens looked at of one piece and what it holds. */
const lookedAt = 400;

const meaning: ReadonlySet<Token['kind']> = new Set([
  'name',
  'number',
  'duration',
  'date',
  'text',
  'address',
]);

interface Features {
  /** Names and constants. */
  readonly named: ReadonlyMap<string, number>;
  /** Operators, words, and the rest. */
  readonly other: ReadonlyMap<string, number>;
}

/** How alike two pieces are: 0 nothing in common, 1 the same. Remembers what it made of each piece. */
export class Likeness {
  readonly #own = new Map<Node, Features>();
  readonly #held = new Map<Node, Features>();

  of(old: Node, now: Node): number {
    if (old.kind !== now.kind) return 0;
    if (old.id === now.id) return 1;
    if (old.identity !== null && now.identity !== null) {
      if (old.identity === now.identity) return 1;
      if (old.kind === 'pin') return 0;
    }
    const head = share(this.#ownOf(old), this.#ownOf(now));
    switch (old.kind) {
      // One stands where the other stood: a contact in its place is another condition in the same place.
      case 'contact':
      case 'coil':
        return alike + (1 - alike) * head;
      // The same operation on another operand in its place.
      case 'instruction':
      case 'jump':
        return operationsAlike(old, now) ? alike + (1 - alike) * head : head;
      // A label by another name in its place; how a block ends in its place.
      case 'label':
      case 'return':
        return alike + (1 - alike) * head;
      case 'assignment':
      case 'call':
        return old.tokens[0]?.key === now.tokens[0]?.key ? 0.6 + 0.4 * head : head;
      default:
        break;
    }
    if (old.holds.length === 0 && now.holds.length === 0) return head;
    const held = share(this.#heldOf(old), this.#heldOf(now));
    return old.head === now.head ? 0.4 + 0.6 * held : 0.5 * head + 0.5 * held;
  }

  #ownOf(node: Node): Features {
    return remembered(this.#own, node, () => featuresOf([node], 1));
  }

  #heldOf(node: Node): Features {
    return remembered(this.#held, node, () => featuresOf(node.holds, lookedAt));
  }
}

/** `>R` and `>=R`, `+I` and `-I`: they work on what was loaded before, so that nothing else tells what they are. */
const withoutOperand = /^[-+*/<>=]{1,2}[IDR]$/;

function operationsAlike(old: Node, now: Node): boolean {
  const [from, to] = [old, now].map(({ tokens }) => tokens[0]?.key ?? '');
  if (from === undefined || to === undefined || from === to) return from === to;
  return withoutOperand.test(from) && withoutOperand.test(to);
}

function remembered(kept: Map<Node, Features>, node: Node, make: () => Features): Features {
  const known = kept.get(node);
  if (known !== undefined) return known;
  const made = make();
  kept.set(node, made);
  return made;
}

function featuresOf(nodes: readonly Node[], pieces: number): Features {
  const named = new Map<string, number>();
  const other = new Map<string, number>();
  const waiting = [...nodes].reverse();
  for (let at = 0; at < pieces; at++) {
    const node = waiting.pop();
    if (node === undefined) break;
    for (const { kind, key } of node.tokens) {
      const into = meaning.has(kind) ? named : other;
      into.set(key, (into.get(key) ?? 0) + 1);
    }
    for (let held = node.holds.length - 1; held >= 0; held--) {
      const inner = node.holds[held];
      if (inner !== undefined) waiting.push(inner);
    }
  }
  return { named, other };
}

function share(old: Features, now: Features): number {
  if (old.named.size === 0 && now.named.size === 0) return common(old.other, now.other);
  return 0.8 * common(old.named, now.named) + 0.2 * common(old.other, now.other);
}

/** What two bags have in common, by Dice: twice the common ones of all. */
export function common(old: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  let [both, all] = [0, 0];
  for (const [key, count] of old) {
    both += Math.min(count, now.get(key) ?? 0);
    all += count;
  }
  for (const count of now.values()) all += count;
  return all === 0 ? 1 : (2 * both) / all;
}
