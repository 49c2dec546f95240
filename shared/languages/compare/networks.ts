import { editsOfIds } from '../../sequences/index.ts';
import type { Network } from '../model/index.ts';
import { aligned } from './align.ts';
import { bodyNodes } from './body-nodes.ts';
import { Likeness } from './likeness.ts';
import { type Interner, type Node, node, plainComment } from './node.ts';
import { Waiting } from './waiting.ts';

/** A network with its body as nodes. */
export interface NetworkAt {
  readonly network: Network;
  /** Holds what stands in the network. */
  readonly root: Node;
}

export interface MatchedNetworks {
  /** `moved`: its place among the others is another one. */
  readonly pairs: readonly { readonly old: NetworkAt; readonly new: NetworkAt; readonly moved: boolean }[];
  readonly removed: readonly NetworkAt[];
  readonly added: readonly NetworkAt[];
}

/** Networks less alike than this are different ones, unless their titles are the same. */
const enough = 0.3;

/**
 * Which network of the old side is which of the new one: by what stands in it, then by title, then by likeness in
 * the same place. Their numbers say nothing: a network put in before renumbers all that follow.
 */
export function matchNetworks(
  old: readonly Network[],
  now: readonly Network[],
  interner: Interner,
): MatchedNetworks {
  const [before, after] = [old, now].map(networks => networks.map(network => withNodes(network, interner)));
  if (before === undefined || after === undefined) return { pairs: [], removed: [], added: [] };
  const [only, alone] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && only !== undefined && alone !== undefined)
    return { pairs: [{ old: only, new: alone, moved: false }], removed: [], added: [] };
  const matching = new Matching(before, after);
  matching.run();
  return matching.result();
}

function withNodes(network: Network, interner: Interner): NetworkAt {
  const holds = bodyNodes(network.body, interner);
  const tokens = [{ kind: 'keyword', text: network.language, key: network.language } as const];
  return { network, root: node({ kind: 'other', tokens, holds, place: '' }, interner) };
}

class Matching {
  readonly #old: readonly NetworkAt[];
  readonly #new: readonly NetworkAt[];
  readonly #likeness = new Likeness();
  readonly #partner = new Map<NetworkAt, { readonly old: NetworkAt; readonly moved: boolean }>();
  readonly #taken = new Set<NetworkAt>();

  constructor(old: readonly NetworkAt[], now: readonly NetworkAt[]) {
    this.#old = old;
    this.#new = now;
  }

  run(): void {
    const gaps = this.#equal();
    this.#elsewhere(({ root }) => (root.holds.length === 0 ? null : String(root.id)));
    for (const gap of gaps) this.#gap(gap.old, gap.new);
    this.#elsewhere(({ network }) => network.title || null);
  }

  result(): MatchedNetworks {
    return {
      pairs: this.#new.flatMap(now => {
        const partner = this.#partner.get(now);
        return partner === undefined ? [] : [{ old: partner.old, new: now, moved: partner.moved }];
      }),
      removed: this.#old.filter(each => !this.#taken.has(each)),
      added: this.#new.filter(each => !this.#partner.has(each)),
    };
  }

  #take(old: NetworkAt, now: NetworkAt, moved: boolean): void {
    this.#taken.add(old);
    this.#partner.set(now, { old, moved });
  }

  /** Pairs what is equal in its order; gives the places between. */
  #equal(): { readonly old: readonly NetworkAt[]; readonly new: readonly NetworkAt[] }[] {
    const gaps = [];
    let [oldAt, newAt] = [0, 0];
    const edits = editsOfIds(
      Int32Array.from(this.#old, ({ root }) => root.id),
      Int32Array.from(this.#new, ({ root }) => root.id),
    );
    const [oldEnd, newEnd] = [this.#old.length, this.#new.length];
    for (const edit of [...edits, { oldFrom: oldEnd, oldTo: oldEnd, newFrom: newEnd, newTo: newEnd }]) {
      for (; oldAt < edit.oldFrom; oldAt++, newAt++) {
        const [old, now] = [this.#old[oldAt], this.#new[newAt]];
        if (old !== undefined && now !== undefined) this.#take(old, now, false);
      }
      gaps.push({
        old: this.#old.slice(edit.oldFrom, edit.oldTo),
        new: this.#new.slice(edit.newFrom, edit.newTo),
      });
      [oldAt, newAt] = [edit.oldTo, edit.newTo];
    }
    return gaps;
  }

  /** Pairs what has the same key in another place, each in its order. */
  #elsewhere(keyOf: (network: NetworkAt) => string | null): void {
    const waiting = new Waiting(this.#old, old => (this.#taken.has(old) ? null : keyOf(old)));
    for (const now of this.#new) {
      const key = this.#partner.has(now) ? null : keyOf(now);
      const old = key === null ? undefined : waiting.take(key);
      if (old !== undefined) this.#take(old, now, true);
    }
  }

  #gap(oldAll: readonly NetworkAt[], newAll: readonly NetworkAt[]): void {
    const old = oldAll.filter(each => !this.#taken.has(each));
    const now = newAll.filter(each => !this.#partner.has(each));
    const pairs = aligned(
      old.length,
      now.length,
      (a, b) => {
        const [was, is] = [old[a], now[b]];
        return was === undefined || is === undefined ? 0 : this.#alike(was, is);
      },
      enough,
    );
    for (const pair of pairs) {
      const [was, is] = [old[pair.old], now[pair.new]];
      if (was !== undefined && is !== undefined) this.#take(was, is, false);
    }
  }

  #alike(old: NetworkAt, now: NetworkAt): number {
    const [from, to] = [plainComment(old.network.title), plainComment(now.network.title)];
    const titled = from !== null && from === to;
    if (old.network.language !== now.network.language) return titled ? 0.7 : 0;
    const content = held(this.#likeness.of(old.root, now.root));
    return titled ? 0.7 + 0.3 * content : from !== null && to !== null ? 0.8 * content : content;
  }
}

/** The part of a likeness that what is held has in it: all networks of a language have the same head. */
function held(likeness: number): number {
  return likeness === 1 ? 1 : Math.max(0, (likeness - 0.4) / 0.6);
}
