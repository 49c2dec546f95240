import type { Look } from './drawing.ts';
import { type Item, marked } from './item.ts';
import type { Marks } from './marks.ts';
import { measures } from './measures.ts';
import { type Block, block, blockOfLines } from './pen.ts';
import type { Part } from './pieces.ts';

/** What the layout of a picture needs to know beside its pieces. */
export interface Style {
  readonly look: Look;
  readonly marks: Marks;
}

/** Outline and badge around a piece that is marked. */
export function withMark(piece: Part, item: Item, { marks }: Style): Item {
  const mark = marks.get(piece);
  if (mark === undefined) return item;
  const { above, below } = measures.mark;
  return marked(item, (pen, x, y, room) => {
    // What ends at the right has its outline there, however much wire leads to it.
    const width = item.ends && !item.fills ? item.width + measures.mark.side * 2 : room;
    const frame = {
      x: x + room - width + 1,
      y: y - item.up - above,
      width: width - 2,
      height: item.up + item.down + above + below,
    };
    pen.mark(mark, frame, piece.place);
  });
}

/** What stood there before, each on a line of its own. */
export function wasBlock(was: readonly string[]): Block {
  const { cells: atMost, lines: most } = measures.operand;
  const lines = was.map(text => block(`was ${text}`, atMost, most));
  const cut = lines.some(({ full }) => full !== null);
  return blockOfLines(
    lines.flatMap(each => each.lines),
    cut ? was.join(' ') : null,
  );
}
