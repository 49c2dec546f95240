import type { Picture } from '../diff/index.ts';
import { boxCandidates, circuitCandidates } from './candidates.ts';
import { chartDrawing } from './chart.ts';
import { chartCandidates, chartPieces, mergedChart } from './chart-pieces.ts';
import type { Drawing, Look, PlacedChange } from './drawing.ts';
import { marksOf, overlaidMarks } from './marks.ts';
import { mergedBoxes, mergedCircuits } from './merged.ts';
import { boxPieces, circuitPieces } from './pieces.ts';
import { rungsDrawing } from './rungs.ts';
import { blocksDrawing } from './sheet.ts';

/** One side of a network; the same for the same picture. Bounded by the pieces of the picture. */
export function drawn(
  picture: Picture,
  side: 'old' | 'new',
  changes: readonly PlacedChange[],
  look: Look,
): Drawing {
  switch (picture.form) {
    case 'circuits': {
      const circuits = circuitPieces(picture.circuits, 'both');
      return rungsDrawing(circuits, { look, marks: marksOf(changes, circuitCandidates(circuits), side) });
    }
    case 'blocks': {
      const boxes = boxPieces(picture.blocks, 'both');
      return blocksDrawing(boxes, { look, marks: marksOf(changes, boxCandidates(boxes), side) });
    }
    case 'chart': {
      const pieces = chartPieces(picture, 'both');
      return chartDrawing(pieces, marksOf(changes, chartCandidates(pieces), side));
    }
  }
}

/**
 * Both sides in one drawing: the new one, with what is no more as a ghost where it stood. Null where they are drawn in
 * ways that cannot be laid over each other.
 */
export function overlaid(
  { old, new: now }: { readonly old: Picture; readonly new: Picture },
  changes: readonly PlacedChange[],
  look: Look,
): Drawing | null {
  if (old.form === 'circuits' && now.form === 'circuits') {
    const [before, after] = [circuitPieces(old.circuits, 'old'), circuitPieces(now.circuits, 'new')];
    const circuits = mergedCircuits(before, after, changes);
    return rungsDrawing(circuits, { look, marks: overlaidMarks(changes, circuitCandidates(circuits)) });
  }
  if (old.form === 'blocks' && now.form === 'blocks') {
    const boxes = mergedBoxes(boxPieces(old.blocks, 'old'), boxPieces(now.blocks, 'new'), changes);
    return blocksDrawing(boxes, { look, marks: overlaidMarks(changes, boxCandidates(boxes)) });
  }
  if (old.form === 'chart' && now.form === 'chart') {
    const pieces = mergedChart(chartPieces(old, 'old'), chartPieces(now, 'new'), changes);
    return chartDrawing(pieces, overlaidMarks(changes, chartCandidates(pieces)));
  }
  return null;
}
