import { useInfiniteQuery } from '@tanstack/react-query';
import type { Grant, Role } from '@witnessmark/shared/api';
import { useId, useState } from 'react';
import { assetsQuery } from '../api/index.ts';
import { textOf } from '../parts/index.ts';

const roles: readonly (readonly [Role, string])[] = [
  ['viewer', 'reads'],
  ['operator', 'reads, claims own changes'],
  ['maintainer', 'works in sessions, orders readings'],
  ['engineer', 'as a maintainer, and judges who did what'],
  ['vendor', 'reads, asks for sponsored sessions'],
  ['approver', 'approves and ends sessions'],
  ['auditor', 'reads everything, verifies, changes nothing'],
  ['admin', 'everything; for the whole site alone'],
];

/** A role and where it holds. Areas and assets known already are offered; others can be typed. */
export function GrantFields() {
  const [of, setOf] = useState<Grant['scope']['of']>('site');
  const list = useId();
  const assets = useInfiniteQuery(assetsQuery({}));
  const rows = assets.data?.pages.flatMap(page => page.rows) ?? [];
  const known = of === 'area' ? [...new Set(rows.map(({ area }) => area))] : rows.map(({ id }) => id);
  return (
    <>
      <label>
        Role
        <select name="role" defaultValue="viewer">
          {roles.map(([role, says]) => (
            <option key={role} value={role}>
              {role}: {says}
            </option>
          ))}
        </select>
      </label>
      <label>
        Where
        <select name="of" value={of} onChange={event => setOf(scopeOf(event.target.value))}>
          <option value="site">the whole site</option>
          <option value="area">one area</option>
          <option value="asset">one asset</option>
        </select>
      </label>
      {of !== 'site' && (
        <label>
          {of === 'area' ? 'Area' : 'Asset (its id)'}
          <input name="where" list={list} required maxLength={100} />
          <datalist id={list}>
            {known.map(name => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
      )}
    </>
  );
}

/** The grant a form holds. */
export function grantIn(form: FormData): Omit<Grant, 'id'> {
  const named = textOf(form, 'role');
  const [role] = roles.find(([each]) => each === named) ?? ['viewer' as const];
  const of = scopeOf(textOf(form, 'of'));
  const where = textOf(form, 'where');
  if (of === 'area') return { role, scope: { of, area: where } };
  return { role, scope: of === 'asset' ? { of, asset: where } : { of } };
}

function scopeOf(value: string): Grant['scope']['of'] {
  return value === 'area' || value === 'asset' ? value : 'site';
}
