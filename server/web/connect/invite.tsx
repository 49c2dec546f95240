import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { acts, invitationsQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { Copyable, Failed, textOf } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** Makes a one-time token; the command it is used with is shown once. */
export function InviteAgent() {
  const may = useMay('manage-agents');
  const queries = useQueryClient();
  const [area, setArea] = useState('');
  const invite = useMutation({
    mutationFn: (form: FormData) =>
      acts.inviteAgent({ area: textOf(form, 'area'), hours: Number(textOf(form, 'hours')) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  if (!may) return <p>An administrator can invite an agent here.</p>;
  return (
    <form
      className="fields invite"
      aria-label="Invite an agent"
      onSubmit={event => {
        event.preventDefault();
        invite.mutate(new FormData(event.currentTarget));
      }}
    >
      <div className="field-row">
        <label>
          Area it speaks for
          <input
            name="area"
            required
            maxLength={100}
            value={area}
            onChange={event => setArea(event.target.value)}
          />
        </label>
        <label>
          Valid for, hours
          <input name="hours" type="number" min={1} max={168} defaultValue={24} required />
        </label>
        <button type="submit" className="main" disabled={invite.isPending || area.trim() === ''}>
          Invite
        </button>
      </div>
      {invite.error && <Failed what="No invitation was made" error={invite.error} />}
      {invite.data && (
        <div role="status">
          <p>
            Run this on the agent’s machine. It works once, until <When at={invite.data.expires} ago />, and
            is not shown again:
          </p>
          <Copyable text={invite.data.command} label="the join command" />
        </div>
      )}
    </form>
  );
}
