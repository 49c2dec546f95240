import { readFileSync } from 'node:fs';
import { permissions, reachOf } from '@witnessmark/server/identity';
import { roleSchema } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/people.md', import.meta.url), 'utf8');
const roles = roleSchema.options;

test('the page tells for every permission and role what the one permission table says', () => {
  const head = /^\| permission \| (.+) \|$/m.exec(page)?.[1]?.split(' | ') ?? [];
  expect(head).toEqual(roles);
  const told = [...page.matchAll(/^\| `([a-z-]+)` \|(.+)\|$/gm)].map(([, name, cells = '']) => [
    name,
    cells.split('|').map(cell => cell.trim() === '✓'),
  ]);
  const person = 'person-0000000000000001';
  const declared = permissions.map(permission => [
    permission,
    roles.map(role => {
      const grants = [{ role, scope: { of: 'site' as const } }];
      return reachOf({ person, grants, scopes: null }, permission) === 'site';
    }),
  ]);
  expect(told).toEqual(declared);
});
