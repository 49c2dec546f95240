import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Person } from '@witnessmark/shared/api';
import { useState } from 'react';
import { acts, peopleQuery } from '../api/index.ts';
import { Dialog, Failed, secretOf, textOf } from '../parts/index.ts';
import { GrantFields, grantIn } from './grant-fields.tsx';
import { SetUpLinkShown } from './set-up-link.tsx';
import { SponsorFields, sponsorIn } from './sponsor-fields.tsx';

/** Adds somebody: with a one-time link they choose a password by, or with a password to hand over. */
export function AddPerson({ people }: { readonly people: readonly Person[] }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [given, setGiven] = useState(false);
  const add = useMutation({
    mutationFn: async (form: FormData) => {
      const name = textOf(form, 'name');
      const made = await acts.addPerson({
        user: textOf(form, 'user'),
        name,
        grants: [grantIn(form)],
        ...sponsorIn(form),
        ...(given ? { password: secretOf(form, 'password') } : {}),
      });
      return { ...made, name };
    },
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
    },
  });
  return (
    <div>
      <button
        type="button"
        className="main"
        aria-haspopup="dialog"
        onClick={() => {
          add.reset();
          setOpen(true);
        }}
      >
        Add a person
      </button>
      {add.data && (
        <div role="status">
          <p>{add.data.name} was added.</p>
          {add.data.setUp && <SetUpLinkShown link={add.data.setUp} label={add.data.name} />}
        </div>
      )}
      <Dialog open={open} title="Add a person" onClose={() => setOpen(false)}>
        <form
          className="fields"
          onSubmit={event => {
            event.preventDefault();
            add.mutate(new FormData(event.currentTarget));
          }}
        >
          <label>
            User name
            <input name="user" required maxLength={99} autoComplete="off" />
          </label>
          <label>
            Name, as others are shown it
            <input name="name" required maxLength={200} autoComplete="off" />
          </label>
          <GrantFields />
          <SponsorFields people={people} />
          <label className="check">
            <input type="checkbox" checked={given} onChange={event => setGiven(event.target.checked)} /> I
            hand over a password myself, in place of a one-time link
          </label>
          {given && (
            <label>
              Password to hand over
              <input
                name="password"
                type="password"
                required
                minLength={12}
                maxLength={1000}
                autoComplete="new-password"
              />
            </label>
          )}
          {add.error && <Failed what="Not added" error={add.error} />}
          <div className="buttons">
            <button type="submit" className="main" disabled={add.isPending}>
              Add
            </button>
            <button type="button" onClick={() => setOpen(false)}>
              Cancel
            </button>
          </div>
        </form>
      </Dialog>
    </div>
  );
}
