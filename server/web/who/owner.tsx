import { useQuery } from '@tanstack/react-query';
import type { Owner } from '@witnessmark/shared/api';
import { useState } from 'react';
import { peopleQuery } from '../api/index.ts';
import { useMay, useMayAt, useMe } from '../app/me.ts';
import { textOf } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { NoteDialog } from './note-dialog.tsx';
import { whoActs } from './queries.ts';

interface Props {
  readonly change: string;
  readonly asset: { readonly id: string; readonly area: string };
  readonly owner: Owner | null;
}

/** Who looks into a change that nobody is named for; taken, given, or given up. */
export function OwnerLine({ change, asset, owner }: Props) {
  const may = useMayAt('confirm-claim', asset);
  const [open, setOpen] = useState(false);
  return (
    <div className="acts">
      {owner ? (
        <span>
          <strong>{owner.who.label}</strong> looks into it, since <When at={owner.at} ago />
          {owner.reason !== '' && <>: {owner.reason}</>}
        </span>
      ) : (
        <span>Nobody looks into it.</span>
      )}
      {may && (
        <button type="button" className="screen-only" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {owner ? 'Give it to somebody else' : 'Look into it'}
        </button>
      )}
      <OwnDialog open={open} change={change} owner={owner} onClose={() => setOpen(false)} />
    </div>
  );
}

interface DialogProps {
  readonly open: boolean;
  readonly change: string;
  readonly owner: Owner | null;
  readonly onClose: () => void;
}

/** Oneself, somebody whose name one may look up, or nobody in particular. */
export function OwnDialog({ open, change, owner, onClose }: DialogProps) {
  const me = useMe();
  const mayList = useMay('review-access');
  const people = useQuery({ ...peopleQuery, enabled: open && mayList });
  const others = (people.data?.rows ?? []).filter(
    ({ person, state }) => person !== me.person && state === 'active',
  );
  return (
    <NoteDialog
      open={open}
      title="Who looks into it"
      explain={<p>Whoever looks into a change finds out who made it, or says that it cannot be known.</p>}
      verb="Set"
      label="Why, kept in the log"
      fields={
        <label>
          Who
          <select name="owner" defaultValue="me">
            <option value="me">I do ({me.name})</option>
            {others.map(({ person, label }) => (
              <option key={person} value={person}>
                {label}
              </option>
            ))}
            {owner && <option value="nobody">nobody in particular</option>}
          </select>
        </label>
      }
      onAct={(reason, form) => {
        const picked = textOf(form, 'owner');
        return whoActs.own(change, picked === 'nobody' ? null : picked, reason);
      }}
      onClose={onClose}
    />
  );
}
