import { editsOfIds } from '../../sequences/index.ts';
import { aligned } from './align.ts';
import { alike, Likeness } from './likeness.ts';
import { type Interner, type Node, node } from './node.ts';
import { Waiting } from './waiting.ts';

/** A piece with what it stands in, from the outside in, and with what goes along with each place: its network. */
export interface Spot<Place> {
  readonly node: Node;
  readonly within: readonly Node[];
  readonly place: Place;
  /** The head alone stands here: what it holds is told by itself. */
  readonly bare?: true;
}

export type NodeEdit<Place> =
  | { readonly sign: 'added'; readonly new: Spot<Place> }
  | { readonly sign: 'removed'; readonly old: Spot<Place> }
  /** The piece itself reads otherwise; what differs in what it holds is told by itself. */
  | { readonly sign: 'changed'; readonly old: Spot<Place>; readonly new: Spot<Place> }
  | { readonly sign: 'moved'; readonly old: Spot<Place>; readonly new: Spot<Place> }
  | { readonly sign: 'comment'; readonly old: Spot<Place>; readonly new: Spot<Place> };

/** Pieces of a series that differ beyond this many are not looked through for branches laid around them. */
const bridgedAmong = 500;

/**
 * Finds how trees of one unit differ, tree pair by tree pair; `done` then joins what went in one place with what
 * came in another. Time grows with the pieces that differ, not with those that are equal.
 */
export class TreeDiff<Place> {
  readonly #interner: Interner;
  readonly #likeness = new Likeness();
  #removed: Spot<Place>[] = [];
  #added: Spot<Place>[] = [];
  readonly #edits: NodeEdit<Place>[] = [];

  constructor(interner: Interner) {
    this.#interner = interner;
  }

  /** Two lists of pieces at one place each. */
  compare(old: readonly Node[], now: readonly Node[], oldPlace: Place, newPlace: Place): void {
    this.#lists({ nodes: old, within: [], place: oldPlace }, { nodes: now, within: [], place: newPlace });
  }

  /** All edits, after every pair was compared. */
  done(): NodeEdit<Place>[] {
    this.#moved();
    while (this.#opened()) this.#moved();
    return [
      ...this.#edits,
      ...this.#removed.map(old => ({ sign: 'removed' as const, old })),
      ...this.#added.map(now => ({ sign: 'added' as const, new: now })),
    ];
  }

  #lists(old: List<Place>, now: List<Place>): void {
    const edits = editsOfIds(ids(old.nodes), ids(now.nodes));
    let [oldAt, newAt] = [0, 0];
    const end = {
      oldFrom: old.nodes.length,
      oldTo: old.nodes.length,
      newFrom: now.nodes.length,
      newTo: now.nodes.length,
    };
    for (const { oldFrom, oldTo, newFrom, newTo } of [...edits, end]) {
      for (; oldAt < oldFrom; oldAt++, newAt++) {
        const [was, is] = [old.nodes[oldAt], now.nodes[newAt]];
        if (was !== undefined && is !== undefined) this.#comments(spot(was, old), spot(is, now));
      }
      this.#gap(
        { ...old, nodes: old.nodes.slice(oldFrom, oldTo) },
        { ...now, nodes: now.nodes.slice(newFrom, newTo) },
      );
      [oldAt, newAt] = [oldTo, newTo];
    }
  }

  /** A place where the lists differ: what of it is the same piece, changed, and what came or went. */
  #gap(oldList: List<Place>, newList: List<Place>): void {
    const [old, now] = this.#bridged(oldList, newList);
    const [oldLeft, newLeft] = this.#identified(old, now);
    const pairs = aligned(
      oldLeft.nodes.length,
      newLeft.nodes.length,
      (a, b) => {
        const [was, is] = [oldLeft.nodes[a], newLeft.nodes[b]];
        return was === undefined || is === undefined ? 0 : this.#likeness.of(was, is);
      },
      alike,
    );
    const [oldPaired, newPaired] = [new Set<number>(), new Set<number>()];
    for (const pair of pairs) {
      const [was, is] = [oldLeft.nodes[pair.old], newLeft.nodes[pair.new]];
      if (was === undefined || is === undefined) continue;
      oldPaired.add(pair.old);
      newPaired.add(pair.new);
      this.#pair(spot(was, oldLeft), spot(is, newLeft));
    }
    oldLeft.nodes.forEach((each, at) => {
      if (!oldPaired.has(at)) this.#removed.push(spot(each, oldLeft));
    });
    newLeft.nodes.forEach((each, at) => {
      if (!newPaired.has(at)) this.#added.push(spot(each, newLeft));
    });
  }

  /** Pairs what one name tells to be the same, in whatever order; gives what is left. */
  #identified(old: List<Place>, now: List<Place>): [List<Place>, List<Place>] {
    const byIdentity = uniqueIdentities(now.nodes);
    if (byIdentity.size === 0) return [old, now];
    const [oldGone, newGone] = [new Set<Node>(), new Set<Node>()];
    for (const [identity, was] of uniqueIdentities(old.nodes)) {
      const is = byIdentity.get(identity);
      if (is === undefined || was.kind !== is.kind) continue;
      oldGone.add(was);
      newGone.add(is);
      this.#pair(spot(was, old), spot(is, now));
    }
    return [
      { ...old, nodes: old.nodes.filter(each => !oldGone.has(each)) },
      { ...now, nodes: now.nodes.filter(each => !newGone.has(each)) },
    ];
  }

  /**
   * A branch laid around parts that stay makes a parallel of them, and taking it away makes them a series again:
   * the parts that stay are given the form of the other side, so that only the branch differs.
   */
  #bridged(old: List<Place>, now: List<Place>): [List<Place>, List<Place>] {
    const newSide = { ...now, nodes: this.#wrapped(now.nodes, old.nodes) };
    return [{ ...old, nodes: this.#wrapped(old.nodes, newSide.nodes) }, newSide];
  }

  #wrapped(nodes: readonly Node[], others: readonly Node[]): readonly Node[] {
    if (nodes.length > bridgedAmong || others.length > bridgedAmong) return nodes;
    let wrapped = nodes;
    for (const other of others) {
      if (other.kind !== 'parallel' || wrapped.some(({ id }) => id === other.id)) continue;
      for (const branch of other.holds) {
        const from = runOf(wrapped, branch.holds);
        if (from < 0) continue;
        const run = wrapped.slice(from, from + branch.holds.length);
        const place = run[0]?.place ?? branch.place;
        const made = node({ kind: 'branch', tokens: [], holds: run, place }, this.#interner);
        const around = node({ kind: 'parallel', tokens: [], holds: [made], place }, this.#interner);
        wrapped = [...wrapped.slice(0, from), around, ...wrapped.slice(from + run.length)];
        break;
      }
    }
    return wrapped;
  }

  #pair(old: Spot<Place>, now: Spot<Place>): void {
    if (old.node.id === now.node.id) {
      this.#comments(old, now);
      return;
    }
    if (old.node.head !== now.node.head) this.#edits.push({ sign: 'changed', old, new: now });
    if (old.node.comment !== now.node.comment) this.#edits.push({ sign: 'comment', old, new: now });
    this.#lists(heldBy(old), heldBy(now));
  }

  /** Equal but for comments, if at all. */
  #comments(old: Spot<Place>, now: Spot<Place>): void {
    if (old.node.whole === now.node.whole) return;
    if (old.node.comment !== now.node.comment) this.#edits.push({ sign: 'comment', old, new: now });
    const [oldList, newList] = [heldBy(old), heldBy(now)];
    oldList.nodes.forEach((held, at) => {
      const other = newList.nodes[at];
      if (other !== undefined) this.#comments(spot(held, oldList), spot(other, newList));
    });
  }

  #moved(): void {
    const places = new Map<Place, number>();
    // Where it stood is part of what it is moved by, for what moves only within its place.
    const keyOf = ({ node: { id, kind, tokens }, place }: Spot<Place>): string => {
      if (movesAnywhere(kind, tokens.length)) return `${id}`;
      const number = places.get(place) ?? places.size;
      places.set(place, number);
      return `${id} ${number}`;
    };
    const waiting = new Waiting(this.#removed, keyOf);
    const went = new Set<Spot<Place>>();
    this.#added = this.#added.filter(now => {
      const old = waiting.take(keyOf(now));
      if (old === undefined) return true;
      went.add(old);
      this.#edits.push({ sign: 'moved', old, new: now });
      this.#comments(old, now);
      return false;
    });
    this.#removed = this.#removed.filter(old => !went.has(old));
  }

  /** Takes apart what went or came whole where something it holds stands on the other side too; false if nothing was. */
  #opened(): boolean {
    const [removedIds, addedIds] = [allIds(this.#removed), allIds(this.#added)];
    const [removed, added] = [this.#removed, this.#added].map((spots, side) =>
      spots.flatMap(each => {
        const there = side === 0 ? addedIds : removedIds;
        return holdsAny(each.node, there) ? [bare(each, this.#interner), ...heldSpots(each)] : [each];
      }),
    );
    const grew = (removed?.length ?? 0) + (added?.length ?? 0) > this.#removed.length + this.#added.length;
    this.#removed = removed ?? [];
    this.#added = added ?? [];
    return grew;
  }
}

interface List<Place> {
  readonly nodes: readonly Node[];
  readonly within: readonly Node[];
  readonly place: Place;
}

function spot<Place>(each: Node, { within, place }: List<Place>): Spot<Place> {
  return { node: each, within, place };
}

function heldBy<Place>({ node: each, within, place }: Spot<Place>): List<Place> {
  return { nodes: each.holds, within: [...within, each], place };
}

function heldSpots<Place>(each: Spot<Place>): Spot<Place>[] {
  const list = heldBy(each);
  return list.nodes.map(held => spot(held, list));
}

/** The head alone, when what it holds is told by itself. */
function bare<Place>(each: Spot<Place>, interner: Interner): Spot<Place> {
  return { ...each, node: node({ ...each.node, holds: [] }, interner), bare: true };
}

function ids(nodes: readonly Node[]): Int32Array {
  return Int32Array.from(nodes, ({ id }) => id);
}

function uniqueIdentities(nodes: readonly Node[]): Map<string, Node> {
  const found = new Map<string, Node>();
  const repeated = new Set<string>();
  for (const each of nodes) {
    if (each.identity === null) continue;
    if (found.has(each.identity)) repeated.add(each.identity);
    found.set(each.identity, each);
  }
  for (const identity of repeated) found.delete(identity);
  return found;
}

/** Where `run` stands in `nodes` piece for piece; -1 where it does not, or is nothing. */
function runOf(nodes: readonly Node[], run: readonly Node[]): number {
  if (run.length === 0) return -1;
  return nodes.findIndex((_, from) => run.every((each, at) => nodes[from + at]?.id === each.id));
}

const ofCircuits: ReadonlySet<string> = new Set([
  'circuit',
  'parallel',
  'branch',
  'contact',
  'coil',
  'pin',
  'verbatim',
]);

/** A contact that goes in one network and comes in another is a condition lost here and a new one there. */
function movesAnywhere(kind: Node['kind'], tokens: number): boolean {
  return !ofCircuits.has(kind) && tokens >= 3;
}

function allIds<Place>(spots: readonly Spot<Place>[]): ReadonlySet<number> {
  const found = new Set<number>();
  const waiting = spots.map(({ node: each }) => each);
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    found.add(each.id);
    for (const held of each.holds) waiting.push(held);
  }
  return found;
}

function holdsAny(each: Node, found: ReadonlySet<number>): boolean {
  return each.holds.some(held => found.has(held.id) || holdsAny(held, found));
}
