import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Blame } from '@witnessmark/shared/api';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { blameQuery } from '../api/index.ts';
import { Names, NamesOrigin } from '../names/index.ts';
import { counted, Loaded, Loading, VerdictGlyph } from '../parts/index.ts';
import { When } from '../time/index.ts';

const Trend = lazy(() => import('../plot/index.ts').then(plot => ({ default: plot.Trend })));

interface Props {
  readonly asset: string;
  readonly path: string;
  readonly at: string | undefined;
  /** The line that is looked for; null where the whole is. */
  readonly line: number | null;
}

const shownAtOnce = 300;

/** A program block, whose text is its listing. */
function isBlock(path: string): boolean {
  return path.startsWith('raw/') && path.endsWith('.mc7');
}

/** A group of values, a recipe or what a controller tells of itself: a value a line. */
function isValues(path: string): boolean {
  return /^(?:setpoints|recipes|config)\/.*\.txt$/.test(path);
}

/** One item: every value with since when and who, and how its numbers went. */
export function Item({ asset, path, at, line }: Props) {
  const blame = useQuery(blameQuery(asset, path, at));
  const [trend, setTrend] = useState(false);
  return (
    <section aria-labelledby="item-title" id="item">
      <h2 id="item-title">
        <code>{path}</code>: every {isBlock(path) ? 'line' : 'value'}, since when, who
      </h2>
      <p className="screen-only">
        <Link to="/changes" search={{ asset, item: path }}>
          History of this item
        </Link>
        {' · '}
        {!isBlock(path) && (
          <>
            <button type="button" aria-expanded={trend} onClick={() => setTrend(!trend)}>
              {trend ? 'Hide values over time' : 'Draw values over time'}
            </button>
            {' · '}
          </>
        )}
        <Link
          to="/assets/$asset"
          params={{ asset }}
          search={old => {
            const { item: _, line: __, ...rest } = old;
            return rest;
          }}
        >
          Close
        </Link>
      </p>
      {trend && (
        <Suspense fallback={<Loading what="the plot" />}>
          <Trend asset={asset} path={path} />
        </Suspense>
      )}
      <Loaded result={blame} what="the item">
        {data => <BlameTable asset={asset} blame={data} wanted={line} />}
      </Loaded>
    </section>
  );
}

/** A line as it stands; the name of a value leads to its uses and its past. */
function LineText({ asset, path, text }: { asset: string; path: string; text: string }) {
  const name = isValues(path) ? /^([^\s"=]+)(?= = )/.exec(text)?.[1] : undefined;
  if (name === undefined) return <code>{text}</code>;
  return (
    <code>
      <Link to="/tags" search={{ tag: name, asset }} className="tag" title={`History and uses of ${name}`}>
        {name}
      </Link>
      {text.slice(name.length)}
    </code>
  );
}

function BlameTable({
  asset,
  blame,
  wanted,
}: {
  readonly asset: string;
  readonly blame: Blame;
  readonly wanted: number | null;
}) {
  const [all, setAll] = useState(wanted !== null && wanted > shownAtOnce);
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    row.current?.scrollIntoView({ block: 'center' });
    row.current?.focus({ preventScroll: true });
  }, []);
  const shown = all ? blame.lines : blame.lines.slice(0, shownAtOnce);
  return (
    <>
      <div className="table-scroll">
        <table className="values blame">
          <caption className="unseen">Lines of {blame.path} with the change that brought each</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">{isBlock(blame.path) ? 'Listing' : 'Value'}</th>
              <th scope="col">Since</th>
              <th scope="col">Who</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(line => (
              <tr
                key={line.line}
                ref={line.line === wanted ? row : undefined}
                tabIndex={line.line === wanted ? -1 : undefined}
                className={line.line === wanted ? 'wanted' : undefined}
                aria-current={line.line === wanted ? 'location' : undefined}
              >
                <td className="line-number">{line.line}</td>
                <td>
                  <LineText asset={asset} path={blame.path} text={line.text} />
                  <Names of={line.names} />
                </td>
                <td>
                  {line.change && line.window ? (
                    <Link to="/changes/$change" params={{ change: line.change }}>
                      <When at={line.window.to} ago />
                    </Link>
                  ) : (
                    'the first snapshot'
                  )}
                </td>
                <td>
                  {line.verdict && <VerdictGlyph verdict={line.verdict} />}
                  {line.change ? (
                    <Link
                      to="/changes"
                      search={{ who: line.verdict === 'unattributed' ? line.verdict : line.who }}
                    >
                      {line.who}
                    </Link>
                  ) : (
                    line.who
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <NamesOrigin from={blame.names} />
      {blame.lines.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {counted(blame.lines.length, 'line')}
        </button>
      )}
      {blame.truncated && <p className="blank">! The item is longer than is shown; the whole is in git.</p>}
    </>
  );
}
