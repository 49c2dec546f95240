import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Shift } from '@witnessmark/shared/api';
import { counted, Empty, Loaded, useTitle } from '../parts/index.ts';
import { Between } from '../time/index.ts';
import { OneShift } from './one-shift.tsx';
import { shiftsQuery } from './queries.ts';
import { ShiftState } from './shift-state.tsx';

const route = getRouteApi('/queue/shifts');

/** Operators' changes, a shift at a time: counted, so that they bury nothing, and signed off as a set. */
export function ShiftsView() {
  useTitle('Shifts');
  const { area, from } = route.useSearch();
  const shifts = useQuery(shiftsQuery({}));
  return (
    <div className="view">
      <p className="crumbs">
        <Link to="/queue">Queue</Link> / shifts
      </p>
      <h1>Changes that are signed off with their shift</h1>
      <p>
        The site’s policy takes these out of the inbox. Each shift of an area is looked at and signed off as
        one set; what comes later opens it again.
      </p>
      <Loaded result={shifts} what="the shifts">
        {({ rows, truncated }) => (
          <>
            <Table rows={rows} />
            {truncated && (
              <p className="blank">! Older shifts are left out: there is more than can be counted.</p>
            )}
          </>
        )}
      </Loaded>
      {area !== undefined && from !== undefined && <OneShift area={area} from={from} />}
    </div>
  );
}

function Table({ rows }: { readonly rows: readonly Shift[] }) {
  if (rows.length === 0) {
    return (
      <Empty title="No change of the last week waits for its shift">
        <p>
          A change does where the site’s policy says <code>judged: operator: shift</code> and names the items
          that operators adjust.
        </p>
      </Empty>
    );
  }
  return (
    <div className="table-scroll">
      <table className="values">
        <caption className="unseen">Shifts with operators’ changes, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Shift</th>
            <th scope="col">Area</th>
            <th scope="col">Changes</th>
            <th scope="col">By policy</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(shift => (
            <tr key={`${shift.area} ${shift.from}`}>
              <td>
                <Link to="/queue/shifts" search={{ area: shift.area, from: shift.from }} hash="shift">
                  <Between from={shift.from} to={shift.until} />
                </Link>
              </td>
              <td>{shift.area}</td>
              <td>{counted(shift.count, 'change')}</td>
              <td>{shift.rules.map(({ rule, count }) => `${count} × ${rule}`).join(', ')}</td>
              <td>
                <ShiftState shift={shift} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
