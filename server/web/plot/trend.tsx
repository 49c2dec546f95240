import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { changeQuery, itemHistoryQuery } from '../api/index.ts';
import { Failed, Loaded, Loading } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { type Series, seriesOf } from './series.ts';
import { StepPlot } from './step-plot.tsx';

/** Each change of the item is read once to draw it; older ones stay in the list of changes. */
const readAtMost = 30;

export function Trend({ asset, path }: { readonly asset: string; readonly path: string }) {
  const history = useQuery(itemHistoryQuery(asset, path, readAtMost));
  return (
    <Loaded result={history} what="the item’s history">
      {data => <Drawn path={path} ids={data.rows.map(row => row.id)} more={data.next !== null} />}
    </Loaded>
  );
}

function Drawn({
  path,
  ids,
  more,
}: {
  readonly path: string;
  readonly ids: readonly string[];
  readonly more: boolean;
}) {
  const results = useQueries({ queries: ids.map(id => changeQuery(id)) });
  const [name, setName] = useState('');
  const failure = results.find(result => result.error)?.error;
  if (failure) return <Failed what="Could not read every change" error={failure} />;
  if (results.some(result => !result.data)) return <Loading what={`${ids.length} changes`} />;
  const series = seriesOf(
    results.flatMap(result => result.data ?? []),
    path,
  );
  const chosen = series.find(each => each.name === name) ?? series[0];
  if (!chosen) return <p>No number of this item changed.</p>;
  return (
    <div className="trend">
      <label>
        Value{' '}
        <select value={chosen.name} onChange={event => setName(event.target.value)}>
          {series.map(each => (
            <option key={each.name}>{each.name}</option>
          ))}
        </select>
      </label>
      <OneSeries key={chosen.name} series={chosen} />
      {more && <p className="fine">The newest {readAtMost} changes are drawn.</p>}
    </div>
  );
}

function OneSeries({ series }: { readonly series: Series }) {
  const shape = JSON.stringify(series.points);
  const { times, values } = useMemo(() => {
    const points = JSON.parse(shape) as Series['points'];
    return { times: points.map(point => point.at / 1000), values: points.map(point => point.value) };
  }, [shape]);
  return (
    <>
      <StepPlot label={series.name} unit={series.unit} times={times} values={values} stepped />
      <details>
        <summary>The numbers</summary>
        <ul className="plain-list">
          {series.points.map(point => (
            <li key={`${point.change}${point.at}`}>
              <When at={new Date(point.at).toISOString()} />:{' '}
              <Link to="/changes/$change" params={{ change: point.change }}>
                {point.value} {series.unit}
              </Link>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
