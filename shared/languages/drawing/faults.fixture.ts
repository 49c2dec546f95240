import type { Drawing, Frame, Shape } from './drawing.ts';
import { measures } from './measures.ts';

/** What is wrong with a drawing as a picture: what lies outside of it, and what lies over each other. */
export function faultsOf({ width, height, shapes }: Drawing): string[] {
  const faults: string[] = [];
  const all = { x: 0, y: 0, width, height };
  const solid: { readonly what: string; readonly frame: Frame; readonly kind: Kind }[] = [];
  const lines: Line[] = [];
  for (const shape of shapes) {
    const what = said(shape);
    if (shape.is === 'wire') {
      for (let at = 0; at + 3 < shape.points.length; at += 2) {
        const [x = 0, y = 0, toX = 0, toY = 0] = shape.points.slice(at, at + 4);
        if (x !== toX && y !== toY) faults.push(`${what} is slanting`);
        const half = shape.line === 'double' ? 3 : 0.5;
        const frame = {
          x: Math.min(x, toX) - half,
          y: Math.min(y, toY) - half,
          width: Math.abs(toX - x) + half * 2,
          height: Math.abs(toY - y) + half * 2,
        };
        lines.push({ what, frame, ghost: shape.ghost });
        if (!isInside(frame, all)) faults.push(`${what} leaves the drawing`);
      }
      continue;
    }
    const frame = frameOf(shape);
    if (!isInside(frame, all)) faults.push(`${what} leaves the drawing`);
    if (![frame.x, frame.y, frame.width, frame.height].every(Number.isFinite))
      faults.push(`${what} is nowhere`);
    solid.push({ what, frame, kind: kinds[shape.is] });
    if (shape.is === 'mark') {
      if (!isInside(shape.badge, frame)) faults.push(`${what} has its badge outside`);
      solid.push({ what: `badge of ${what}`, frame: shape.badge, kind: 'ink' });
    }
  }
  faults.push(...looseEnds(shapes), ...shared(lines));
  solid.forEach((one, at) => {
    for (const other of solid.slice(at + 1)) {
      if (!overlap(one.frame, other.frame)) continue;
      // A box and an outline hold what is theirs, and nothing lies across their edges.
      const holds = [one, other].some(
        ({ kind, frame }) =>
          kind !== 'ink' &&
          isInside((frame === one.frame ? other : one).frame, frame) &&
          !bothBoxes(one, other),
      );
      if (!holds) faults.push(`${one.what} lies over ${other.what}`);
    }
    if (one.kind === 'ink')
      for (const line of lines)
        if (one.what.startsWith('text') && overlap(one.frame, line.frame))
          faults.push(`${line.what} runs through ${one.what}`);
  });
  return faults;
}

interface Line {
  readonly what: string;
  readonly frame: Frame;
  readonly ghost: boolean;
}

/** Wires that run along each other on one line, so that nobody can tell which goes where. */
function shared(lines: readonly Line[]): string[] {
  return lines.flatMap((one, at) =>
    lines.slice(at + 1).flatMap(other => {
      const [a, b] = [one.frame, other.frame];
      const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      const isAlong = a.width > a.height === b.width > b.height;
      // The way of the power goes through a ghost.
      return isAlong &&
        one.ghost === other.ghost &&
        Math.min(width, height) > 0 &&
        Math.max(width, height) > 2
        ? [`${one.what} runs along ${other.what}`]
        : [];
    }),
  );
}

/**
 * Ends of wires that meet no other wire, nothing that a wire leads to and no text: but for arrows, rails, the short piece
 * at a pin that nothing is connected to, the line through a transition, and the right end of a rung without an output.
 */
function looseEnds(shapes: readonly Shape[]): string[] {
  const wires = shapes.filter(shape => shape.is === 'wire');
  const touched = shapes.flatMap(shape =>
    shape.is === 'wire' || shape.is === 'text' || shape.is === 'mark' ? [] : [frameOf(shape)],
  );
  const texts = shapes.flatMap(shape => (shape.is === 'text' ? [shape.frame] : []));
  const solids = [...touched, ...texts];
  const isAt = (x: number, y: number) =>
    touched.some(frame => isInside({ x, y, width: 0, height: 0 }, frame));
  const isOn = (x: number, y: number, points: readonly number[]) => {
    for (let at = 0; at + 3 < points.length; at += 2) {
      const [fromX = 0, fromY = 0, toX = 0, toY = 0] = points.slice(at, at + 4);
      const frame = { x: Math.min(fromX, toX), y: Math.min(fromY, toY) };
      const size = { width: Math.abs(toX - fromX), height: Math.abs(toY - fromY) };
      if (isInside({ x, y, width: 0, height: 0 }, { ...frame, ...size })) return true;
    }
    return false;
  };
  return wires.flatMap(wire => {
    const { line, points } = wire;
    if (line === 'rail' || line === 'end' || line === 'jump') return [];
    const [x = 0, y = 0] = points;
    const [toX = 0, toY = 0] = points.slice(-2);
    const isPin = Math.abs(toX - x) <= measures.pin.stub && (isAt(x, y) || isAt(toX, toY));
    const isThrough = shapes.some(
      shape =>
        shape.is === 'transition' &&
        isOn(x, shape.frame.y, points) &&
        isInside({ ...shape.frame, x, width: 0 }, shape.frame),
    );
    const isLast = (atX: number, atY: number) =>
      atX > Math.min(x, toX) &&
      solids.every(frame => frame.x < atX || frame.y > atY || frame.y + frame.height < atY);
    const isJoined = (atX: number, atY: number) =>
      isAt(atX, atY) ||
      isPin ||
      isThrough ||
      isLast(atX, atY) ||
      wires.some(other => other !== wire && isOn(atX, atY, other.points)) ||
      texts.some(frame => isInside({ x: atX, y: atY, width: 0, height: 0 }, around(frame, 6)));
    return [[x, y] as const, [toX, toY] as const].flatMap(([atX, atY]) =>
      isJoined(atX, atY) ? [] : [`${said(wire)} ends nowhere at ${atX} ${atY}`],
    );
  });
}

function around({ x, y, width, height }: Frame, by: number): Frame {
  return { x: x - by, y: y - by, width: width + by * 2, height: height + by * 2 };
}

type Kind = 'ink' | 'box' | 'outline';

const kinds: Readonly<Record<Exclude<Shape['is'], 'wire'>, Kind>> = {
  ...{ contact: 'ink', coil: 'ink', bubble: 'ink', dot: 'ink', text: 'ink', transition: 'ink' },
  ...{ box: 'box', step: 'box', 'initial-step': 'box', verbatim: 'box', action: 'box' },
  mark: 'outline',
};

function bothBoxes(one: { readonly kind: Kind }, other: { readonly kind: Kind }): boolean {
  return one.kind === 'box' && other.kind === 'box';
}

function said(shape: Shape): string {
  switch (shape.is) {
    case 'wire':
      return `wire ${shape.line} ${shape.points.join(' ')}`;
    case 'text':
      return `text ${shape.role} "${shape.lines.join('|')}" at ${shape.place}`;
    case 'dot':
      return `dot ${shape.x} ${shape.y}`;
    default:
      return `${shape.is} at ${shape.place}`;
  }
}

function frameOf(shape: Exclude<Shape, { is: 'wire' }>): Frame {
  if (shape.is !== 'bubble' && shape.is !== 'dot') return shape.frame;
  const { x, y } = shape;
  const radius = shape.is === 'dot' ? 2.5 : shape.radius;
  return { x: x - radius, y: y - radius, width: radius * 2, height: radius * 2 };
}

function isInside(inner: Frame, outer: Frame): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(one: Frame, other: Frame): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
