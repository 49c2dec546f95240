import { type Box, isOperand, type Pin } from './pieces.ts';

/** Boxes in boxes; a chain that is longer is told by names. */
const deepest = 12;

/**
 * Boxes with an instance drawn in the pin that reads them, as a wire. What several read, or what feeds itself, is told by
 * its name in the pins that read it, as the tools do between sheets; so is what is marked, so that it stands by itself.
 */
export function wiredBoxes(boxes: readonly Box[], marked: ReadonlySet<string>): Box[] {
  const byOutput = new Map<string, Reading>();
  const byName = new Map<string, Box>();
  for (const box of boxes) {
    const key = instanceKey(box);
    // Two of one name: it is not known which of them is read.
    if (key !== null) byName.set(key, byName.has(key) ? nobody : box);
  }
  for (const box of boxes) read(box, box, byName, byOutput);
  const single = new Map<Pin, { readonly box: Box; readonly output: string }>();
  const inner = new Map<Box, Box>();
  const heights = new Map<Box, number>();
  for (const { box, pins, output } of byOutput.values()) {
    const [only] = pins;
    if (box === nobody || only === undefined || pins.length > 1 || inner.has(box)) continue;
    if (marked.has(box.place) || marked.has(only.reader.place)) continue;
    if (box.on !== only.reader.on || only.pin.on !== box.on || only.pin.was.length > 0) continue;
    if (!nest(box, only.reader, inner, heights)) continue;
    single.set(only.pin, { box, output });
  }
  const wired = (box: Box, depth: number): Box => ({
    ...box,
    inputs: box.inputs.map(pin => {
      const found = single.get(pin);
      if (found !== undefined)
        return { ...pin, from: { ...wired(found.box, depth + 1), exit: found.output } };
      const { from } = pin;
      return from !== null && !isOperand(from) && from.is === 'box'
        ? { ...pin, from: wired(from, depth + 1) }
        : pin;
    }),
  });
  return boxes.filter(box => !inner.has(box)).map(box => wired(box, 0));
}

interface Reading {
  readonly box: Box;
  readonly output: string;
  readonly pins: { readonly pin: Pin; readonly reader: Box }[];
}

/** Stands for an instance that is there twice. */
const nobody: Box = {
  ...{ is: 'box', place: '', on: 'both', was: [], type: '', instance: null, comment: null },
  ...{ inputs: [], outputs: [] },
};

function instanceKey({ instance }: Box): string | null {
  return instance === null ? null : instance.key.toUpperCase();
}

/** Which pins read outputs of boxes, also of boxes within them; `reader` is the outermost. */
function read(box: Box, reader: Box, byName: ReadonlyMap<string, Box>, found: Map<string, Reading>): void {
  for (const pin of box.inputs) {
    const { from } = pin;
    if (from === null) continue;
    if (!isOperand(from)) {
      if (from.is === 'box') read(from, reader, byName, found);
      continue;
    }
    const key = from.key.toUpperCase();
    const dot = key.lastIndexOf('.');
    const source = dot < 0 ? undefined : byName.get(key.slice(0, dot));
    if (source === undefined) continue;
    const known = found.get(instanceKey(source) ?? '');
    const reading = known ?? {
      box: source,
      output: from.text.slice(from.text.lastIndexOf('.') + 1),
      pins: [],
    };
    reading.pins.push({ pin, reader });
    found.set(instanceKey(source) ?? '', reading);
  }
}

/** Puts a box into its reader, unless the reader stands in it or the chain gets too long. */
function nest(box: Box, reader: Box, inner: Map<Box, Box>, heights: Map<Box, number>): boolean {
  const around: Box[] = [];
  for (let at: Box | undefined = reader; at !== undefined; at = inner.get(at)) {
    if (at === box || around.length > deepest) return false;
    around.push(at);
  }
  const height = heights.get(box) ?? 0;
  if (height + around.length > deepest) return false;
  inner.set(box, reader);
  for (const [at, each] of around.entries())
    heights.set(each, Math.max(heights.get(each) ?? 0, height + at + 1));
  return true;
}
