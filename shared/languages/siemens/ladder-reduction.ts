import type { Circuit } from '../model/index.ts';
import { type Net, rail } from './ladder-part.ts';
import { siemensLimits } from './limits.ts';

/** What all power reaches in the end. */
export const endNet: Net = -1;

/** A circuit between two nets, with the parts it is made of and the place of its first. */
export interface Edge {
  readonly from: Net;
  readonly to: Net;
  readonly circuit: Circuit;
  readonly order: number;
  readonly of: readonly number[];
}

export interface Reduction {
  /** What leads from the rail to the end, at most one; branches of a parallel in the order of their first parts. */
  readonly whole: readonly { readonly circuit: Circuit; readonly order: number }[];
  /** What is left where series and parallel do not fit, each group connected in itself. */
  readonly left: readonly (readonly Edge[])[];
}

type Tree =
  | { readonly is: 'leaf'; readonly circuit: Circuit; readonly order: number; readonly of: readonly number[] }
  | {
      readonly is: 'series' | 'parallel';
      readonly one: Tree;
      readonly other: Tree;
      readonly order: number;
      /** How deep series and parallel stand in each other. */
      readonly depth: number;
    };

interface Way {
  readonly from: Net;
  readonly to: Net;
  readonly tree: Tree;
}

/**
 * Reduces a network to a series-parallel expression: two ways between the same nets are parallel, two with nothing
 * else between them in series, until neither is left to do. Time grows with the edges alone.
 */
export function reduced(edges: readonly Edge[]): Reduction {
  const ways = new Ways();
  for (const edge of edges) {
    const { circuit, order, of } = edge;
    ways.put({ from: edge.from, to: edge.to, tree: { is: 'leaf', circuit, order, of } });
  }
  ways.reduce();
  const whole: { circuit: Circuit; order: number }[] = [];
  const left: Way[] = [];
  for (const way of ways.all())
    if (way.from === rail && way.to === endNet && depthOf(way.tree) <= siemensLimits.depth)
      whole.push({ circuit: circuitOf(way.tree), order: way.tree.order });
    else left.push(way);
  return { whole, left: groups(left) };
}

class Ways {
  readonly #ways = new Map<string, Way>();
  readonly #out = new Map<Net, Set<Way>>();
  readonly #in = new Map<Net, Set<Way>>();
  readonly #toLookAt: Net[] = [];

  /** A way beside one there is already becomes parallel to it. */
  put(way: Way): void {
    const key = `${way.from} ${way.to}`;
    const beside = this.#ways.get(key);
    if (beside !== undefined) this.#remove(beside);
    const merged = beside === undefined ? way : { ...way, tree: composed('parallel', beside.tree, way.tree) };
    this.#ways.set(key, merged);
    setOf(this.#out, way.from).add(merged);
    setOf(this.#in, way.to).add(merged);
    this.#toLookAt.push(way.from, way.to);
  }

  reduce(): void {
    for (let net = this.#toLookAt.pop(); net !== undefined; net = this.#toLookAt.pop()) {
      if (net === rail || net === endNet) continue;
      const [before, ...othersBefore] = this.#in.get(net) ?? [];
      const [behind, ...othersBehind] = this.#out.get(net) ?? [];
      if (before === undefined || behind === undefined || before === behind) continue;
      if (othersBefore.length > 0 || othersBehind.length > 0) continue;
      this.#remove(before);
      this.#remove(behind);
      this.put({ from: before.from, to: behind.to, tree: composed('series', before.tree, behind.tree) });
    }
  }

  all(): Iterable<Way> {
    return this.#ways.values();
  }

  #remove(way: Way): void {
    this.#ways.delete(`${way.from} ${way.to}`);
    this.#out.get(way.from)?.delete(way);
    this.#in.get(way.to)?.delete(way);
  }
}

function setOf(map: Map<Net, Set<Way>>, net: Net): Set<Way> {
  const known = map.get(net);
  if (known !== undefined) return known;
  const set = new Set<Way>();
  map.set(net, set);
  return set;
}

function composed(is: 'series' | 'parallel', one: Tree, other: Tree): Tree {
  const depth = Math.max(
    ...[one, other].map(part => depthOf(part) + (part.is === is || part.is === 'leaf' ? 0 : 1)),
  );
  return { is, one, other, order: Math.min(one.order, other.order), depth };
}

function depthOf(tree: Tree): number {
  return tree.is === 'leaf' ? 0 : tree.depth;
}

/** What of one kind stands in each other becomes one list; without recursion along a list, which may be long. */
function circuitOf(tree: Tree): Circuit {
  if (tree.is === 'leaf') return tree.circuit;
  const members: Tree[] = [];
  const open: Tree[] = [tree];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.is === tree.is) open.push(at.other, at.one);
    else members.push(at);
  }
  if (tree.is === 'series') {
    const parts = members.map(circuitOf).flatMap(part => (part.is === 'series' ? part.parts : [part]));
    return { is: 'series', parts };
  }
  members.sort((a, b) => a.order - b.order);
  return { is: 'parallel', branches: members.map(circuitOf) };
}

function leavesOf(tree: Tree): number[] {
  const leaves: number[] = [];
  const open: Tree[] = [tree];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.is === 'leaf') leaves.push(...at.of);
    else open.push(at.other, at.one);
  }
  return leaves;
}

/** Ways that meet at a net other than the rail and the end belong together. */
function groups(ways: readonly Way[]): Edge[][] {
  const group = new Map<Net, Edge[]>();
  const found = new Set<Edge[]>();
  for (const way of ways) {
    const edge: Edge = {
      from: way.from,
      to: way.to,
      circuit: { is: 'series', parts: [] },
      order: way.tree.order,
      of: leavesOf(way.tree),
    };
    const nets = [way.from, way.to].filter(net => net !== rail && net !== endNet);
    const met = new Set(nets.map(net => group.get(net)).filter(each => each !== undefined));
    let into: Edge[] | undefined;
    for (const each of met) {
      if (into === undefined || each.length > into.length) into = each;
    }
    into ??= [];
    into.push(edge);
    found.add(into);
    for (const each of met) {
      if (each === into) continue;
      for (const moved of each) {
        into.push(moved);
        for (const net of [moved.from, moved.to]) if (net !== rail && net !== endNet) group.set(net, into);
      }
      found.delete(each);
    }
    for (const net of nets) group.set(net, into);
  }
  return [...found];
}
