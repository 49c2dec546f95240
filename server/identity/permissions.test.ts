import type { GrantScope, Role } from '@witnessmark/shared/api';
import { describe, expect, test } from 'vitest';
import { isAllowed, permissions, reachOf, type TokenScope } from './permissions.ts';
import { isNowhere, isWithin } from './reach.ts';

const person = 'person-0000000000000001';
const roles: readonly Role[] = [
  'viewer',
  'operator',
  'maintainer',
  'engineer',
  'vendor',
  'approver',
  'auditor',
  'admin',
];
const site: GrantScope = { of: 'site' };
const holder = (role: Role, scope: GrantScope = site) => ({
  person,
  grants: [{ role, scope }],
  scopes: null,
});
const grid = (role: Role) => permissions.filter(p => isAllowed(holder(role), p));

describe('the permission table', () => {
  test('an administrator may do all, nobody else may manage agents, people or policy', () => {
    expect(grid('admin')).toEqual([...permissions]);
    for (const role of roles.filter(each => each !== 'admin'))
      for (const own of ['manage-agents', 'manage-people', 'manage-policy'])
        expect(grid(role)).not.toContain(own);
  });

  test('a person without a grant may do nothing', () => {
    expect(permissions.filter(p => isAllowed({ person, grants: [], scopes: null }, p))).toEqual([]);
  });

  test('a vendor sees the plant and asks for sessions, takes no clone, orders nothing, reads no name', () => {
    expect(grid('vendor')).toEqual(['see-plant', 'manage-own-account', 'request-session', 'claim-change']);
  });

  test('who approves sessions does not ask for them, the administrator aside', () => {
    const both = roles.filter(
      role => grid(role).includes('request-session') && grid(role).includes('approve-session'),
    );
    expect(both).toEqual(['admin']);
  });

  test('an auditor changes nothing but what verifying writes', () => {
    expect(grid('auditor').filter(p => !p.startsWith('see-'))).toEqual([
      'read-git',
      'verify-log',
      'manage-own-account',
      'review-access',
    ]);
  });

  test('a token never exceeds its scopes, nor its owner', () => {
    const token = (role: Role, scopes: readonly TokenScope[]) =>
      permissions.filter(p => isAllowed({ person, grants: [{ role, scope: site }], scopes }, p));
    expect(token('admin', ['git'])).toEqual(['read-git']);
    expect(token('viewer', ['read', 'git', 'operate', 'admin'])).toEqual(['see-plant', 'read-git']);
    expect(token('admin', ['read', 'operate', 'admin', 'step-up'])).not.toContain('manage-own-account');
    expect(token('admin', ['step-up'])).toEqual([]);
  });
});

describe('the reach of a permission', () => {
  const press = { asset: 'press-2', area: 'hall' };
  const mixer = { asset: 'mixer-1', area: 'yard' };

  test('a grant for an area or an asset allows nothing beyond it', () => {
    const area = reachOf(holder('engineer', { of: 'area', area: 'hall' }), 'set-phase');
    expect([isWithin(area, press), isWithin(area, mixer)]).toEqual([true, false]);
    const asset = reachOf(holder('engineer', { of: 'asset', asset: 'mixer-1' }), 'set-phase');
    expect([isWithin(asset, press), isWithin(asset, mixer)]).toEqual([false, true]);
  });

  test('grants add up by permission: engineer in one area, viewer in another', () => {
    const both = {
      person,
      grants: [
        { role: 'engineer' as const, scope: { of: 'area' as const, area: 'hall' } },
        { role: 'viewer' as const, scope: { of: 'asset' as const, asset: 'mixer-1' } },
      ],
      scopes: null,
    };
    expect(isWithin(reachOf(both, 'see-plant'), mixer)).toBe(true);
    expect(isWithin(reachOf(both, 'set-phase'), mixer)).toBe(false);
    expect(isNowhere(reachOf(both, 'manage-people'))).toBe(true);
  });

  test('a grant for the site swallows the narrower ones', () => {
    const grants = [
      { role: 'viewer' as const, scope: { of: 'area' as const, area: 'hall' } },
      { role: 'viewer' as const, scope: site },
    ];
    expect(reachOf({ person, grants, scopes: null }, 'see-plant')).toBe('site');
  });
});
