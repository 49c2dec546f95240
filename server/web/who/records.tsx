import { useQuery } from '@tanstack/react-query';
import type { UsedStatement } from '@witnessmark/shared/api';
import { useState } from 'react';
import { useMay } from '../app/me.ts';
import { Dialog, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { rawStatementQuery } from './queries.ts';
import { authenticityWords } from './words.ts';

/** The records a judgement used, as far as the reader may see them. */
export function Records({
  change,
  rows,
}: {
  readonly change: string;
  readonly rows: readonly UsedStatement[];
}) {
  const named = useMay('see-names');
  if (rows.length === 0) return null;
  return (
    <details className="records" open={rows.length <= 6}>
      <summary>Records used ({rows.length})</summary>
      <div className="table-scroll">
        <table className="values">
          <caption className="unseen">Records this judgement used</caption>
          <thead>
            <tr>
              <th scope="col">Log</th>
              <th scope="col">Witness</th>
              <th scope="col">Tells</th>
              <th scope="col">When</th>
              <th scope="col">Clock error</th>
              <th scope="col">Who vouches</th>
              {named && <th scope="col">Whole</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.entry} id={`record-${row.entry}`}>
                <td className="line-number">{row.entry}</td>
                <td>{row.witness}</td>
                <td>{toldText(row)}</td>
                <td>
                  <When at={row.to} />
                </td>
                <td>{row.errorMs === null ? '! not known' : `± ${row.errorMs} ms`}</td>
                <td>{authenticityWords[row.authenticity]}</td>
                {named && (
                  <td>{row.erased ? 'erased since' : <Whole change={change} entry={row.entry} />}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function toldText({ act, names, station, path }: UsedStatement): string {
  const who = names.length > 0 ? `: ${names.join(', ')}` : '';
  return `${act}${who}${station === null ? '' : ` from ${station}`}${path === null ? '' : ` by ${path}`}`;
}

/** The record as it was taken; asking for it is logged, so it is asked for by a button. */
function Whole({ change, entry }: { readonly change: string; readonly entry: number }) {
  const [open, setOpen] = useState(false);
  const raw = useQuery({ ...rawStatementQuery(change, entry), enabled: open });
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Read<span className="unseen"> record {entry}</span>
      </button>
      <Dialog open={open} wide title={`Record ${entry}`} onClose={() => setOpen(false)}>
        <p className="fine">That you read it is in the log.</p>
        <Loaded result={raw} what="the record">
          {({ statement }) => (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a long record is scrolled by keys
            <pre className="raw-record" tabIndex={0}>
              {JSON.stringify(statement, null, 2)}
            </pre>
          )}
        </Loaded>
      </Dialog>
    </>
  );
}
