import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Asset, AssetState } from '@witnessmark/shared/api';
import { useState } from 'react';
import { assetHistoryQuery, contentAddress, stateQuery } from '../api/index.ts';
import { bytesText, counted, kindNames, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { ChangeMarks, Coverage } from './coverage.tsx';
import { TimeSlider } from './time-slider.tsx';

interface Props {
  readonly asset: Asset;
  readonly at: string | undefined;
  readonly item: string | undefined;
  /** How far back strips and slider reach, as it stands in the address. */
  readonly span: string | undefined;
  readonly readAt: number;
}

const spans = [
  ['1h', 'an hour', 3_600_000],
  ['24h', 'a day', 86_400_000],
  ['7d', 'a week', 7 * 86_400_000],
  ['35d', '35 days', 35 * 86_400_000],
] as const;
const [, , , widest] = spans;

const shownAtOnce = 100;

/** What the asset held at a moment, under the 35 days of coverage that say how well that is known. */
export function StateAt({ asset, at, item, span, readAt }: Props) {
  const [chosen, , backMs] = spans.find(([name]) => name === span) ?? widest;
  // A chosen moment further back widens the strips to hold it.
  const low = Math.min(readAt - backMs, at ? Date.parse(at) : readAt);
  const from = new Date(low).toISOString();
  const to = new Date(readAt).toISOString();
  const state = useQuery(stateQuery(asset.id, at));
  const history = useQuery(assetHistoryQuery(asset.id));
  const changes = (history.data?.rows ?? []).filter(
    change => Date.parse(change.window.to) >= Date.parse(from),
  );
  return (
    <section aria-labelledby="state-title">
      <h2 id="state-title">Coverage and state{at ? ' at a past moment' : ' now'}</h2>
      <p className="presets">
        {spans.map(([name, text]) => (
          <Link
            key={name}
            to="/assets/$asset"
            params={{ asset: asset.id }}
            search={old => ({ ...old, span: name })}
            replace
            resetScroll={false}
            className="badge"
            aria-current={name === chosen ? 'true' : undefined}
          >
            {text}
          </Link>
        ))}
      </p>
      <Coverage asset={asset} from={from} to={to} />
      <ChangeMarks changes={changes} from={from} to={to} at={at} />
      <TimeSlider asset={asset.id} at={at} from={from} to={to} changes={changes} />
      <Loaded result={state} what="the state">
        {data => <Items asset={asset} state={data} item={item} />}
      </Loaded>
    </section>
  );
}

function Items({
  asset,
  state,
  item,
}: {
  readonly asset: Asset;
  readonly state: AssetState;
  readonly item: string | undefined;
}) {
  const [part, setPart] = useState('');
  const [all, setAll] = useState(false);
  const found = state.items.filter(each => each.path.toLowerCase().includes(part.toLowerCase()));
  const shown = all ? found : found.slice(0, shownAtOnce);
  return (
    <>
      <p className={state.at ? 'past' : undefined}>
        {state.at ? (
          <>
            <strong>Past state</strong> at <When at={state.at} ago />
          </>
        ) : (
          'State now'
        )}
        : {counted(state.items.length, 'item')}
        {state.commit && (
          <>
            , commit <code>{state.commit.slice(0, 12)}</code>
          </>
        )}
        .{' '}
        {state.items.length > 10 && (
          <label className="screen-only">
            Find an item <input type="search" value={part} onChange={event => setPart(event.target.value)} />
          </label>
        )}
      </p>
      <div className="table-scroll">
        <table className="values">
          <caption className="unseen">Items</caption>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Kind</th>
              <th scope="col">State</th>
              <th scope="col">Size</th>
              <th scope="col">So since</th>
              <th scope="col">As found</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(each => (
              <tr key={each.path} aria-current={each.path === item ? 'true' : undefined}>
                <td>
                  <Link
                    to="/assets/$asset"
                    params={{ asset: asset.id }}
                    search={old => ({ ...old, item: each.path })}
                    hash="item"
                  >
                    <code>{each.path}</code>
                  </Link>
                </td>
                <td>{kindNames[each.kind]}</td>
                <td>
                  {each.state === 'present' ? 'present' : <span className="badge loud">! {each.state}</span>}{' '}
                  {each.reason}
                </td>
                <td>{each.bytes === null ? '' : bytesText(each.bytes)}</td>
                <td>
                  {each.since && each.change ? (
                    <Link to="/changes/$change" params={{ change: each.change }}>
                      <When at={each.since} />
                    </Link>
                  ) : (
                    'the first snapshot'
                  )}
                </td>
                <td>
                  {state.commit && each.sha256 && (
                    <a href={contentAddress(asset.id, each.path, state.commit)} download>
                      download<span className="unseen"> {each.path}</span>
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {counted(found.length, 'item')}
        </button>
      )}
    </>
  );
}
