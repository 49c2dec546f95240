import type { Role } from '@witnessmark/shared/api';
import { describe, expect, test } from 'vitest';
import { isAllowed, permissions } from './permissions.ts';

const person = 'person-0000000000000001';
const grid = (role: Role) => permissions.filter(p => isAllowed({ person, roles: [role], scopes: null }, p));

describe('the permission table', () => {
  test('an administrator may do all, nobody else may manage agents', () => {
    expect(grid('admin')).toEqual([...permissions]);
    for (const role of [
      'viewer',
      'operator',
      'maintainer',
      'engineer',
      'vendor',
      'approver',
      'auditor',
    ] as const) {
      expect(grid(role)).not.toContain('manage-agents');
    }
  });

  test('a person without a role may do nothing', () => {
    expect(permissions.filter(p => isAllowed({ person, roles: [], scopes: null }, p))).toEqual([]);
  });

  test('a vendor sees the plant but takes no clone and orders nothing', () => {
    expect(grid('vendor')).toEqual(['see-plant', 'manage-own-account']);
  });

  test('a token never exceeds its scopes, nor its owner', () => {
    const token = (roles: Role[], scopes: ('read' | 'git' | 'operate' | 'admin')[]) =>
      permissions.filter(p => isAllowed({ person, roles, scopes }, p));
    expect(token(['admin'], ['git'])).toEqual(['read-git']);
    expect(token(['viewer'], ['read', 'git', 'operate', 'admin'])).toEqual(['see-plant', 'read-git']);
    expect(token(['admin'], ['read', 'operate', 'admin'])).not.toContain('manage-own-account');
  });
});
