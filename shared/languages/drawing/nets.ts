import { type Box, isOperand, type Pin } from './pieces.ts';

/** Boxes that names lead on to, one after the other; a longer chain goes on by name. */
const farthest = 12;

/** A box of a function block diagram, wherever it stood in the picture. */
export interface Standing {
  readonly box: Box;
  /** Whether it is no more. */
  readonly ghost: boolean;
}

/** One output and the pins that read it. */
export interface Net {
  readonly source: Standing;
  /** The pin it comes out of, or the name of an output that has none. */
  readonly port: Pin | string;
  /** By which its readers name it; null where the one reader holds the box itself. */
  readonly key: string | null;
  readonly ghost: boolean;
  readonly readers: { readonly pin: Pin; readonly at: Standing }[];
}

/** Boxes that are wired to each other. `column` counts from what nothing reads, against the flow. */
export interface Cluster {
  readonly boxes: readonly Standing[];
  readonly nets: readonly Net[];
  column(box: Standing): number;
}

/**
 * What is joined by wires: a pin and the box that stands in it; a pin and the output it names. Told by its name stays
 * what feeds itself, what a name of two boxes means, what says what it was before, and what is in `told`.
 */
export function clustersOf(boxes: readonly Box[], told: ReadonlySet<string>): Cluster[] {
  const all: Standing[] = [];
  const nets: Net[] = [];
  const distances = new Distances();
  const stand = (box: Box, ghost: boolean): Standing => {
    const at: Standing = { box, ghost };
    all.push(at);
    for (const pin of box.inputs) {
      if (pin.from === null || isOperand(pin.from) || pin.from.is !== 'box') continue;
      const source = stand(pin.from, ghost || pin.on === 'old' || pin.from.on === 'old');
      nets.push({ source, port: onWay(pin.from), key: null, ghost: source.ghost, readers: [{ pin, at }] });
    }
    return at;
  };
  const tops = boxes.map(box => stand(box, box.on === 'old'));
  for (const { source, readers } of nets.toReversed())
    for (const { at } of readers) distances.join(source, at, Number.POSITIVE_INFINITY);
  nets.push(...named(all, byInstance(tops), told, distances));
  return apart(all, nets, distances);
}

/** The output a box in a pin is read at, where it has a pin of its own. */
function onWay({ outputs }: Box): Pin | string {
  const ways = outputs.filter(({ power, from }) => power && from === null);
  return ways.find(({ on }) => on !== 'old') ?? ways[0] ?? '';
}

function byInstance(tops: readonly Standing[]): Map<string, Standing | null> {
  const found = new Map<string, Standing | null>();
  for (const top of tops) {
    const key = top.box.instance?.key.toUpperCase();
    // Two of one name: it is not known which of them is read.
    if (key !== undefined) found.set(key, found.has(key) ? null : top);
  }
  return found;
}

function named(
  all: readonly Standing[],
  sources: ReadonlyMap<string, Standing | null>,
  told: ReadonlySet<string>,
  distances: Distances,
): Iterable<Net> {
  const found = new Map<string, Net>();
  for (const at of all)
    for (const pin of at.box.inputs) {
      if (pin.from === null || !isOperand(pin.from) || pin.was.length > 0) continue;
      const key = pin.from.key.toUpperCase();
      const source = sources.get(key.slice(0, Math.max(0, key.lastIndexOf('.'))));
      if (source == null || told.has(key)) continue;
      const ghost = at.ghost || pin.on === 'old';
      if (ghost !== source.ghost || !distances.join(source, at, farthest)) continue;
      const net = found.get(key) ?? { source, port: portOf(source, pin.from.text), key, ghost, readers: [] };
      net.readers.push({ pin, at });
      found.set(key, net);
    }
  return found.values();
}

function portOf({ box: { outputs }, ghost }: Standing, text: string): Pin | string {
  const name = text.slice(text.lastIndexOf('.') + 1);
  const isNamed = (pin: Pin) => pin.name.toUpperCase() === name.toUpperCase() && (ghost || pin.on !== 'old');
  return outputs.find(pin => isNamed(pin) && (pin.from === null || isOperand(pin.from))) ?? name;
}

/** How far each box stands from what nothing reads. */
class Distances {
  readonly #found = new Map<Standing, number>();
  readonly #sources = new Map<Standing, Standing[]>();

  of(box: Standing): number {
    return this.#found.get(box) ?? 0;
  }

  /** Moves a box before one that reads it; refused where it would stand before itself, or beyond `most`. */
  join(source: Standing, reader: Standing, most: number): boolean {
    const moved = new Map<Standing, number>();
    const open = [{ at: source, to: this.of(reader) + 1 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { at, to } = next;
      if ((moved.get(at) ?? this.of(at)) >= to) continue;
      if (at === reader || to > most) return false;
      moved.set(at, to);
      for (const before of this.#sources.get(at) ?? []) open.push({ at: before, to: to + 1 });
    }
    for (const [at, to] of moved) this.#found.set(at, to);
    const known = this.#sources.get(reader);
    if (known === undefined) this.#sources.set(reader, [source]);
    else known.push(source);
    return true;
  }
}

/** Boxes that no wire joins stand in clusters of their own, in the order of the picture. */
function apart(all: readonly Standing[], nets: readonly Net[], distances: Distances): Cluster[] {
  const up = new Map<Standing, Standing>();
  const top = (box: Standing): Standing => {
    let at = box;
    for (let next = up.get(at); next !== undefined; next = up.get(at)) at = next;
    if (at !== box) up.set(box, at);
    return at;
  };
  for (const { source, readers } of nets)
    for (const { at } of readers) {
      const [one, other] = [top(source), top(at)];
      if (one !== other) up.set(one, other);
    }
  const found = new Map<Standing, { boxes: Standing[]; nets: Net[] }>();
  for (const box of all) {
    const known = found.get(top(box));
    if (known === undefined) found.set(top(box), { boxes: [box], nets: [] });
    else known.boxes.push(box);
  }
  for (const net of nets) found.get(top(net.source))?.nets.push(net);
  return [...found.values()].map(cluster => ({ ...cluster, column: box => distances.of(box) }));
}
