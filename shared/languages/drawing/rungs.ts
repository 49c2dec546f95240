import { lineHeight } from './cells.ts';
import type { Drawing } from './drawing.ts';
import { seriesItem } from './ladder.ts';
import { measures } from './measures.ts';
import { block, Pen } from './pen.ts';
import type { Series } from './pieces.ts';
import type { Style } from './style.ts';

/** Circuits below each other at their rails. */
export function rungsDrawing(circuits: readonly Series[], style: Style): Drawing {
  const pen = new Pen();
  const { margin, circuitGap, gap } = measures;
  const isLogix = style.look === 'logix';
  const items = circuits.map(circuit => ({ circuit, item: seriesItem(circuit, style, true) }));
  const widest = Math.max(120, ...items.map(({ item }) => item.width));
  const left = margin;
  let y = margin;
  for (const { circuit, item } of items) {
    y += item.up;
    const room = isLogix || item.ends ? widest : item.width;
    const wire = y;
    if (circuit.on === 'old') pen.ghostly(ghost => item.put(ghost, left, wire, room));
    else item.put(pen, left, y, room);
    y += item.down + circuitGap;
  }
  if (items.length === 0) {
    pen.wire([left, y + lineHeight + gap, left + widest, y + lineHeight + gap]);
    pen.text(emptyBlock(), left + gap, y, { role: 'empty', align: 'start', place: '' });
    y += lineHeight * 2 + circuitGap;
  }
  const bottom = y - circuitGap + margin / 2;
  pen.wire([left, margin / 2, left, bottom], 'rail');
  if (isLogix) pen.wire([left + widest, margin / 2, left + widest, bottom], 'rail');
  return pen.drawing(widest + margin * 2, bottom + margin / 2);
}

function emptyBlock() {
  return block('empty', measures.operand.cells, 1);
}
