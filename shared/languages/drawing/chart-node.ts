import { lineHeight } from './cells.ts';
import type { ChartAction, ChartStep, ChartTransition } from './chart-pieces.ts';
import type { ChartPiece } from './chart-tree.ts';
import type { Frame } from './drawing.ts';
import type { Marks } from './marks.ts';
import { measures } from './measures.ts';
import { block, blockOfLines, type Pen } from './pen.ts';
import { wasBlock } from './style.ts';

/** A piece of a chart around the line that runs through it. */
export interface ChartShape {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Where the line goes on below its top. */
  readonly out: number;
  put(pen: Pen, x: number, y: number): void;
}

const { near, mark: marking } = measures;
const step = { cells: 22, lines: 2, width: 76, height: 28 };
const action = { cells: 42, lines: 2, lead: 14 };
const bar = { width: 28, height: 5, lead: 8 };
const condition = { cells: 42, lines: 4 };

export function nodeShape(piece: ChartPiece, marks: Marks): ChartShape {
  return piece.is === 'step' ? stepShape(piece.step, marks) : transitionShape(piece.transition, marks);
}

/** A box with its name, doubly framed where the chart begins; beside it what is done in it. */
function stepShape(piece: ChartStep, marks: Marks): ChartShape {
  const { place } = piece;
  const name = block(piece.name.trim() === '' ? '?' : piece.name, step.cells, step.lines);
  const was = wasBlock(piece.was);
  const mark = marks.get(piece);
  const half = Math.ceil(Math.max(step.width, name.width + near * 4, was.width + near * 4) / 2);
  const boxHeight = Math.max(step.height, name.height + was.height + near * 3);
  const rows = piece.actions.map(each => actionRow(each, marks));
  const rowsWidth = Math.max(0, ...rows.map(({ width }) => width));
  const rowsHeight = rows.reduce((sum, { height }) => sum + height, 0);
  const pad = mark === undefined ? 0 : marking.side;
  const badge = mark === undefined ? 0 : marking.badge + near;
  const height = Math.max(boxHeight, rowsHeight) + pad * 2;
  return {
    left: half + pad + badge,
    right: half + (rows.length === 0 ? 0 : action.lead + rowsWidth) + pad,
    height,
    out: pad + boxHeight,
    put(pen, x, y) {
      if (mark !== undefined) {
        const frame = {
          x: x - this.left + 1,
          y: y + 1,
          width: this.left + this.right - 2,
          height: height - 2,
        };
        pen.mark(mark, frame, place, { x: frame.x + 2, y: y + pad + (boxHeight - marking.badge) / 2 });
        pen.wire([x, y, x, y + pad]);
      }
      const top = y + pad;
      const frame: Frame = { x: x - half, y: top, width: half * 2, height: boxHeight };
      pen.box(piece.initial ? 'initial-step' : 'step', frame, place);
      const textTop = top + Math.floor((boxHeight - name.height - was.height) / 2);
      pen.text(was, x, textTop, { role: 'was', place });
      pen.text(name, x, textTop + was.height, { role: 'step', place });
      if (rows.length === 0) return;
      const at = x + half + action.lead;
      pen.wire([x + half, top + step.height / 2, at, top + step.height / 2], 'guide');
      let rowTop = top;
      for (const row of rows) {
        const own = rowTop;
        if (row.old) pen.ghostly(ghost => row.put(ghost, at, own, rowsWidth));
        else row.put(pen, at, own, rowsWidth);
        rowTop += row.height;
      }
    },
  };
}

function actionRow(piece: ChartAction, marks: Marks) {
  const text = block(piece.text.trim() === '' ? '?' : piece.text, action.cells, action.lines);
  const mark = marks.get(piece);
  const badge = mark === undefined ? 0 : marking.badge + near * 2;
  const height = Math.max(text.height + near * 2, mark === undefined ? 0 : marking.badge + 6);
  return {
    width: text.width + near * 4 + badge,
    height,
    old: piece.on === 'old',
    put(pen: Pen, x: number, y: number, width: number) {
      const frame = { x, y, width, height };
      if (mark === undefined) pen.box('action', frame, piece.place);
      else {
        const inner = { x: x + 1, y: y + 1, width: width - 2, height: height - 2 };
        const corner = { x: x + width - marking.badge - near, y: y + (height - marking.badge) / 2 };
        pen.box('action', frame, piece.place);
        pen.mark(mark, inner, piece.place, corner);
      }
      const where = { role: 'action', align: 'start', place: piece.place } as const;
      pen.text(text, x + near * 2, y + Math.floor((height - text.height) / 2), where);
    },
  };
}

/** A bar across the line, with its name and what leads on at its right. */
function transitionShape(piece: ChartTransition, marks: Marks): ChartShape {
  const { place } = piece;
  const name = block(piece.name, step.cells, 1);
  const was = wasBlock(piece.was);
  const lines = piece.condition.flatMap(line => block(line, condition.cells, 2).lines);
  const isCut = lines.length > condition.lines || piece.condition.some(line => line.length > condition.cells);
  const shown = lines.length > condition.lines ? [...lines.slice(0, condition.lines - 1), '…'] : lines;
  const said = blockOfLines(shown, isCut ? piece.condition.join('\n') : null);
  const mark = marks.get(piece);
  const pad = mark === undefined ? 0 : marking.side;
  const badge = mark === undefined ? 0 : marking.badge + near;
  const textHeight = name.height + was.height + said.height;
  const height = Math.max(textHeight, lineHeight) + pad * 2;
  const half = bar.width / 2;
  const textWidth = Math.max(name.width, was.width, said.width);
  return {
    left: half + pad + badge,
    right: half + bar.lead + textWidth + pad,
    height,
    out: height,
    put(pen, x, y) {
      const barTop = y + pad + 5;
      if (mark !== undefined) {
        const frame = {
          x: x - this.left + 1,
          y: y + 1,
          width: this.left + this.right - 2,
          height: height - 2,
        };
        pen.mark(mark, frame, place, { x: frame.x + 2, y: barTop + 2 - marking.badge / 2 });
      }
      pen.wire([x, y, x, y + height]);
      pen.box('transition', { x: x - half, y: barTop, width: bar.width, height: bar.height }, place);
      const at = x + half + bar.lead;
      let top = y + pad;
      for (const [text, role] of [
        [name, 'transition'],
        [was, 'was'],
        [said, 'condition'],
      ] as const) {
        pen.text(text, at, top, { role, align: 'start', place });
        top += text.height;
      }
    },
  };
}
