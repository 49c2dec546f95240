import type { ReactNode } from 'react';
import { useNear } from './near.ts';

/** A table with no more rows than this is drawn whole, so that the browser's own search finds all of it. */
const drawnWhole = 300;
const chunkRows = 60;

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
  if (rows.length <= drawnWhole) return <tbody>{rows.map(render)}</tbody>;
  const starts = Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, at) => at * chunkRows);
  return starts.map(start => {
    const chunk = rows.slice(start, start + chunkRows);
    return (
      <Chunk key={start} first={start === 0} columns={columns} estimate={chunk.length * rowHeight}>
        {() => chunk.map((row, at) => render(row, start + at))}
      </Chunk>
    );
  });
}

interface ChunkProps {
  readonly first: boolean;
  readonly columns: number;
  /** Pixels of it, before it was drawn. */
  readonly estimate: number;
  readonly children: () => ReactNode;
}

function Chunk({ first, columns, estimate, children }: ChunkProps) {
  const { place, near, height } = useNear<HTMLTableSectionElement>(first);
  return (
    <tbody ref={place}>
      {near ? (
        children()
      ) : (
        <tr>
          <td colSpan={columns} style={{ height: height ?? estimate }} />
        </tr>
      )}
    </tbody>
  );
}
