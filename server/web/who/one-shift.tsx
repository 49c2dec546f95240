import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ChangeSummary, Shift } from '@witnessmark/shared/api';
import { useState } from 'react';
import { useMay, useMe } from '../app/me.ts';
import { counted, Loaded, Sentence } from '../parts/index.ts';
import { Between, When } from '../time/index.ts';
import { NoteDialog } from './note-dialog.tsx';
import { shiftQuery, whoActs } from './queries.ts';
import { ShiftState } from './shift-state.tsx';

/** The changes of one shift and area, and the sign-off of exactly this list. */
export function OneShift({ area, from }: { readonly area: string; readonly from: string }) {
  const one = useQuery(shiftQuery(area, from));
  return (
    <section aria-labelledby="shift-title" id="shift">
      <Loaded result={one} what="the shift">
        {({ shift, rows, truncated }) => (
          <>
            <h2 id="shift-title">
              {area}, <Between from={shift.from} to={shift.until} />: {counted(shift.count, 'change')}
            </h2>
            <div className="acts">
              <ShiftState shift={shift} />
              {shift.since > 0 && <SignOff shift={shift} />}
            </div>
            {shift.signOffs.length > 0 && <SignOffs shift={shift} />}
            <Changes rows={rows} />
            {truncated && (
              <p className="blank">
                ! The newest {rows.length} of {shift.count} are shown. A sign-off is of all of them.
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function SignOff({ shift }: { readonly shift: Shift }) {
  const { reach } = useMe();
  const may = useMay('sign-off-shift');
  const [open, setOpen] = useState(false);
  const how = reach['sign-off-shift'];
  if (!may || how === undefined || (how !== 'site' && !how.areas.includes(shift.area))) return null;
  return (
    <>
      <button type="button" className="main screen-only" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Sign off {counted(shift.count, 'change')}
      </button>
      <NoteDialog
        open={open}
        title="Sign off the shift"
        explain={
          <p>
            You have looked at {counted(shift.count, 'change')} of {shift.area} and take note of them as a
            set. If another one comes in meanwhile, nothing is signed.
          </p>
        }
        verb="Sign off"
        onAct={note => whoActs.signOff(shift, note)}
        onClose={() => setOpen(false)}
      />
    </>
  );
}

function SignOffs({ shift }: { readonly shift: Shift }) {
  return (
    <ul className="plain-list">
      {shift.signOffs.map(each => (
        <li key={each.entry}>
          <span className="glyph" aria-hidden="true">
            ✓
          </span>{' '}
          {each.who.label} signed off {counted(each.count, 'change')}, <When at={each.at} ago />
          {each.note !== '' && <>: {each.note}</>}
        </li>
      ))}
    </ul>
  );
}

function Changes({ rows }: { readonly rows: readonly ChangeSummary[] }) {
  return (
    <ul className="plain-list shift-changes">
      {rows.map(change => (
        <li key={change.id}>
          <Link to="/changes/$change" params={{ change: change.id }}>
            <When at={change.window.to} as="time" />
          </Link>{' '}
          {change.asset.name}: <Sentence text={change.sentence} />
        </li>
      ))}
    </ul>
  );
}
