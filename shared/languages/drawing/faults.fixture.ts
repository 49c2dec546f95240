import type { Drawing, Frame, Shape } from './drawing.ts';

/** What is wrong with a drawing as a picture: what lies outside of it, and what lies over each other. */
export function faultsOf({ width, height, shapes }: Drawing): string[] {
  const faults: string[] = [];
  const all = { x: 0, y: 0, width, height };
  const solid: { readonly what: string; readonly frame: Frame; readonly kind: Kind }[] = [];
  const lines: { readonly what: string; readonly frame: Frame }[] = [];
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
        lines.push({ what, frame });
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

type Kind = 'ink' | 'box' | 'outline';

const kinds: Readonly<Record<Exclude<Shape['is'], 'wire'>, Kind>> = {
  ...{ contact: 'ink', coil: 'ink', bubble: 'ink', text: 'ink', transition: 'ink' },
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
    default:
      return `${shape.is} at ${shape.place}`;
  }
}

function frameOf(shape: Exclude<Shape, { is: 'wire' }>): Frame {
  if (shape.is !== 'bubble') return shape.frame;
  const { x, y, radius } = shape;
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
