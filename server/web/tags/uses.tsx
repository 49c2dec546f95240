import { Link } from '@tanstack/react-router';
import type { Reference } from '@witnessmark/shared/api';
import { counted } from '../parts/index.ts';
import { accessWords, placeText } from './words.ts';

type Place = Reference['places'][number];
/** A place with the file it is in; `address` where it is meant by that. */
interface Row {
  readonly reference: Reference & { readonly address?: string };
  readonly place: Place;
}

/** Where a name stands: asset by asset, and in each by what is done with it. */
export function Uses({ rows, label }: { readonly rows: readonly Reference[]; readonly label: string }) {
  const assets = Map.groupBy(rows, row => row.asset);
  return (
    <>
      {[...assets.values()].map(own => (
        <UsesOfAsset key={own[0]?.asset} rows={own} label={label} />
      ))}
    </>
  );
}

function UsesOfAsset({ rows, label }: { readonly rows: readonly Reference[]; readonly label: string }) {
  const [first] = rows;
  if (first === undefined) return null;
  const groups = Map.groupBy(
    rows.flatMap(reference => reference.places.map((place): Row => ({ reference, place }))),
    ({ place }) => place.access,
  );
  const left = rows.reduce((sum, { count, places }) => sum + count - places.length, 0);
  return (
    <section className="tag-asset" aria-label={`${label} ${first.assetName}`}>
      <h3>
        <Link to="/assets/$asset" params={{ asset: first.asset }}>
          {first.assetName}
        </Link>{' '}
        <span className="fine">{first.area}</span>
      </h3>
      <div className="table-scroll">
        <table className="values tag-uses">
          <caption className="unseen">
            {label} {first.assetName}
          </caption>
          <thead>
            <tr>
              <th scope="col">Is</th>
              <th scope="col">As written</th>
              <th scope="col">In</th>
              <th scope="col">Unit</th>
              <th scope="col">Where</th>
            </tr>
          </thead>
          {accessWords.map(([access, word]) => {
            const own = groups.get(access) ?? [];
            return own.length === 0 ? null : (
              <tbody key={access}>
                {own.map((row, index) => (
                  <UseRow
                    // A place has no name of its own: nothing else tells two of one line apart.
                    key={`${row.reference.path} ${index}`}
                    row={row}
                    word={word}
                    isFirst={index === 0}
                    of={own.length}
                  />
                ))}
              </tbody>
            );
          })}
        </table>
      </div>
      {left > 0 && <p className="fine">And {counted(left, 'more place')} in these files.</p>}
    </section>
  );
}

function UseRow({
  row: { reference, place },
  word,
  isFirst,
  of,
}: {
  readonly row: Row;
  readonly word: string;
  readonly isFirst: boolean;
  readonly of: number;
}) {
  const { asset, path, name, value, address } = reference;
  const { unit, network, line } = place;
  return (
    <tr>
      {isFirst && (
        <th scope="rowgroup" rowSpan={of} className="tag-access">
          {word}
        </th>
      )}
      <td>
        <code>{name}</code>
        {place.access === 'value' && value !== null && (
          <>
            {' = '}
            <strong>{value}</strong>
          </>
        )}
        {address !== undefined && address !== name && <span className="fine"> at {address}</span>}
      </td>
      <td>
        <Link
          to="/assets/$asset"
          params={{ asset }}
          search={line === null ? { item: path } : { item: path, line: String(line) }}
          data-main
        >
          <code>{path}</code>
        </Link>
      </td>
      <td>{unit}</td>
      <td>{placeText(network, line)}</td>
    </tr>
  );
}
