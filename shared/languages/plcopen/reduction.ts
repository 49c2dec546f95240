import type { Circuit } from '../model/index.ts';

/** A piece of a rung between two points; without a circuit it is a wire. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly circuit: Circuit | null;
  /** Order of drawing, for the order of branches. */
  readonly rank: number;
}

interface Open {
  from: string;
  to: string;
  circuit: Circuit;
  rank: number;
}

const wire: Circuit = { is: 'series', parts: [] };

/**
 * The circuit between two points as series and parallel, or null where it is none of the two (a bridge). Two edges
 * between the same points are one in parallel; a point with one edge in and one out is none. Each step takes an
 * edge away, so that the time is that of the number of edges.
 */
export function reduced(edges: readonly Edge[], start: string, end: string): Circuit | null {
  const into = new Map<string, Set<Open>>();
  const outOf = new Map<string, Set<Open>>();
  const between = new Map<string, Open>();
  const waiting: string[] = [];
  const setOf = (map: Map<string, Set<Open>>, point: string) => {
    const found = map.get(point) ?? new Set<Open>();
    map.set(point, found);
    return found;
  };
  const add = (edge: Open) => {
    const key = JSON.stringify([edge.from, edge.to]);
    const other = between.get(key);
    if (other !== undefined && other.circuit === wire && edge.circuit === wire) return;
    if (other !== undefined) {
      other.circuit = parallel(other, edge);
      other.rank = Math.min(other.rank, edge.rank);
    } else {
      between.set(key, edge);
      setOf(outOf, edge.from).add(edge);
      setOf(into, edge.to).add(edge);
    }
    waiting.push(edge.from, edge.to);
  };
  const remove = (edge: Open) => {
    between.delete(JSON.stringify([edge.from, edge.to]));
    outOf.get(edge.from)?.delete(edge);
    into.get(edge.to)?.delete(edge);
  };
  for (const { from, to, circuit, rank } of edges)
    if (from !== to) add({ from, to, circuit: circuit ?? wire, rank });
  for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
    if (point === start || point === end) continue;
    const [before, ...moreBefore] = into.get(point) ?? [];
    const [after, ...moreAfter] = outOf.get(point) ?? [];
    if (before === undefined || after === undefined || moreBefore.length + moreAfter.length > 0) continue;
    if (before.from === after.to) return null;
    remove(before);
    remove(after);
    add({
      from: before.from,
      to: after.to,
      circuit: series(before, after),
      rank: Math.min(before.rank, after.rank),
    });
  }
  const [only, ...more] = between.values();
  return only !== undefined && more.length === 0 && only.from === start && only.to === end
    ? only.circuit
    : null;
}

function series(before: Open, after: Open): Circuit {
  const parts = [before.circuit, after.circuit].flatMap(circuit =>
    circuit.is === 'series' ? circuit.parts : [circuit],
  );
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { is: 'series', parts };
}

function parallel(one: Open, other: Open): Circuit {
  const [first, second] = one.rank <= other.rank ? [one, other] : [other, one];
  const branches = [first.circuit, second.circuit].flatMap(circuit =>
    circuit.is === 'parallel' ? circuit.branches : [circuit],
  );
  return { is: 'parallel', branches };
}
