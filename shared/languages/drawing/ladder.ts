import { boxItem } from './box.ts';
import { type Item, inParallel, inSeries } from './item.ts';
import { measures } from './measures.ts';
import type { Parallel, Part, Series } from './pieces.ts';
import { type Style, withMark } from './style.ts';
import { inverterItem, isInverter, symbolItem, verbatimItem } from './symbol.ts';

/** Pieces in series. `last`: nothing follows them up to the right end. */
export function seriesItem(series: Series, style: Style, last: boolean): Item {
  // The wire goes on through what is no more, up to the end.
  const items = series.parts.map((part, at) =>
    partItem(part, style, last && at === series.parts.length - 1, series.on === 'old'),
  );
  return withMark(series, inSeries(items), style);
}

/** One piece with its mark. What is no more is drawn as a ghost, and the wire goes on through it. */
function partItem(part: Part, style: Style, last: boolean, inGhost: boolean): Item {
  const item = withMark(part, bareItem(part, style, last), style);
  if (part.on !== 'old' || inGhost) return item;
  const bridge = item.passes ? 0 : measures.gap;
  return {
    ...item,
    down: item.down + bridge,
    put(pen, x, y, room) {
      pen.ghostly(ghost => item.put(ghost, x, y, room));
      const below = y + item.down + bridge - 2;
      // Where something is written on its way, the wire goes around below.
      pen.wire(item.passes ? [x, y, x + room, y] : [x, y, x, below, x + room, below, x + room, y]);
    },
  };
}

function bareItem(part: Part, style: Style, last: boolean): Item {
  switch (part.is) {
    case 'series':
      return seriesItem(part, style, last);
    case 'parallel':
      return parallelItem(part, style, last);
    case 'contact':
    case 'coil':
      return symbolItem(part, style, last);
    case 'box':
      return isInverter(part)
        ? inverterItem(part)
        : boxItem(part, style, last ? 'last' : 'through', seriesItem);
    case 'verbatim':
      return verbatimItem(part);
  }
}

function parallelItem(parallel: Parallel, style: Style, last: boolean): Item {
  const branches = parallel.branches.map(branch => ({
    item: seriesItem(branch, style, last),
    old: branch.on === 'old',
  }));
  return inParallel(branches, last && style.look === 'iec');
}
