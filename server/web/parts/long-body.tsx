import { type ReactNode, useEffect, useRef, useState } from 'react';
import { usePrinting } from './printing.ts';

/** A table with no more rows than this is drawn whole, so that the browser's own search finds all of it. */
const drawnWhole = 300;
const chunkRows = 60;
/** How far beyond what is in view rows are drawn. */
const ahead = '900px 0px';

interface Props<Row> {
  readonly rows: readonly Row[];
  readonly columns: number;
  /** Pixels of a row that was never drawn. */
  readonly rowHeight: number;
  /** One `tr` with a key. */
  readonly render: (row: Row, index: number) => ReactNode;
}

/**
 * The rows of a table of any length. Of a long one only chunks near what is in view are drawn; the others keep
 * their place, and nothing scrolls but the page. The table tells its `aria-rowcount`.
 */
export function LongBody<Row>({ rows, columns, rowHeight, render }: Props<Row>) {
  const printing = usePrinting();
  if (rows.length <= drawnWhole || printing) return <tbody>{rows.map(render)}</tbody>;
  const starts = Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, at) => at * chunkRows);
  return starts.map(start => {
    const chunk = rows.slice(start, start + chunkRows);
    return (
      <Chunk key={start} first={start === 0} columns={columns} height={chunk.length * rowHeight}>
        {() => chunk.map((row, at) => render(row, start + at))}
      </Chunk>
    );
  });
}

interface ChunkProps {
  readonly first: boolean;
  readonly columns: number;
  readonly height: number;
  readonly children: () => ReactNode;
}

function Chunk({ first, columns, height, children }: ChunkProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [near, setNear] = useState(first);
  const [measured, setMeasured] = useState<number | null>(null);
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const watcher = new IntersectionObserver(
      entries => {
        const last = entries.at(-1);
        if (last === undefined) return;
        if (!last.isIntersecting && last.boundingClientRect.height > 0)
          setMeasured(last.boundingClientRect.height);
        // What holds the focus stays, wherever the page is scrolled to.
        setNear(last.isIntersecting || element.contains(document.activeElement));
      },
      // The margin counts from the element that scrolls, which is not the window.
      { root: element.closest('main'), rootMargin: ahead },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return (
    <tbody ref={body}>
      {near ? (
        children()
      ) : (
        <tr>
          <td colSpan={columns} style={{ height: measured ?? height }} />
        </tr>
      )}
    </tbody>
  );
}
