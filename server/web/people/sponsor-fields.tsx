import type { Person } from '@witnessmark/shared/api';
import { textOf } from '../parts/index.ts';

interface Props {
  readonly people: readonly Person[];
  /** Whose fields they are; absent for somebody who is being added. */
  readonly person?: Person;
}

/** Who answers for an account, and on which day it ends. */
export function SponsorFields({ people, person }: Props) {
  const able = people.filter(
    each =>
      each.state === 'active' &&
      each.person !== person?.person &&
      !each.grants.some(({ role }) => role === 'vendor'),
  );
  return (
    <>
      <label>
        Sponsor
        <select name="sponsor" defaultValue={person?.sponsor?.person ?? ''}>
          <option value="">nobody</option>
          {able.map(each => (
            <option key={each.person} value={each.person}>
              {each.label}
            </option>
          ))}
        </select>
      </label>
      <label>
        Ends after the day (UTC)
        <input name="ends" type="date" defaultValue={person?.expiresAt?.slice(0, 10) ?? ''} />
      </label>
    </>
  );
}

/** The sponsor and the end a form holds. */
export function sponsorIn(form: FormData): { sponsor: string | null; expiresAt: string | null } {
  const day = textOf(form, 'ends');
  return {
    sponsor: textOf(form, 'sponsor') || null,
    expiresAt: day === '' ? null : `${day}T23:59:59.000Z`,
  };
}
