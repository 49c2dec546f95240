import { counted, LongBody, visible } from '../parts/index.ts';
import { ChangeMark } from './change-mark.tsx';
import type { Code } from './code.ts';
import { Where } from './where.tsx';

/** Pixels of a row on one line. */
const rowHeight = 26;

/** Blocks, types and tables of the file that differ, and how many do not. */
export function CodeUnits({
  units,
  asset,
  label,
}: {
  readonly units: Code['units'];
  readonly asset: string;
  readonly label: string;
}) {
  const more = units.differing - units.listed.length;
  return (
    <>
      {units.listed.length > 0 && (
        <div className="table-scroll">
          <table className="values" aria-rowcount={units.listed.length + 1}>
            <caption className="unseen">Units of {label} that differ</caption>
            <thead>
              <tr>
                <th scope="col">Sign</th>
                <th scope="col">Unit</th>
                <th scope="col">Kind</th>
                <th scope="col">Changes</th>
              </tr>
            </thead>
            <LongBody
              rows={units.listed}
              columns={4}
              rowHeight={rowHeight}
              render={({ name, kind, sign, was, changes }, at) => (
                <tr key={`${at} ${name}`} aria-rowindex={at + 2}>
                  <td>
                    <ChangeMark sign={sign} />
                  </td>
                  <td className="code-text">
                    <Where unit={name} asset={asset} />
                    {was !== null && <span className="fine"> was {visible(was)}</span>}
                  </td>
                  <td>{kind.replaceAll('-', ' ')}</td>
                  <td className="number">{changes.toLocaleString('en')}</td>
                </tr>
              )}
            />
          </table>
        </div>
      )}
      <p className="fine">
        {counted(units.differing, 'unit differs', 'units differ')},{' '}
        {counted(units.equal, 'unit is', 'units are')} equal
        {more > 0 && `; ${counted(more, 'more unit')} that differ are not listed`}.
      </p>
    </>
  );
}
