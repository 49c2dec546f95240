import type { Role } from '@witnessmark/shared/api';

/** What can be allowed. A route names exactly one; nothing is allowed that no role names. */
export const permissions = [
  'see-plant',
  'see-log',
  'see-agents',
  'see-metrics',
  'read-git',
  'order-reading',
  'set-phase',
  'judge-identity',
  'verify-log',
  'manage-agents',
  'manage-own-account',
] as const;
export type Permission = (typeof permissions)[number];

const reading: readonly Permission[] = ['see-plant', 'read-git', 'manage-own-account'];

/** The one permission table. Scopes of a role (site, area, asset) narrow it further. */
const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: reading,
  operator: reading,
  vendor: ['see-plant', 'manage-own-account'],
  maintainer: [...reading, 'see-agents', 'order-reading', 'set-phase'],
  engineer: [...reading, 'see-agents', 'order-reading', 'set-phase', 'judge-identity'],
  approver: [...reading, 'see-agents', 'see-log'],
  auditor: [...reading, 'see-agents', 'see-log', 'see-metrics', 'verify-log'],
  admin: [...permissions],
};

/** What an API token may be used for: the intersection of its scopes and its owner's roles. */
export const tokenScopes = {
  read: ['see-plant', 'see-log', 'see-agents', 'see-metrics'],
  git: ['read-git'],
  operate: ['order-reading', 'set-phase', 'judge-identity', 'verify-log'],
  admin: ['manage-agents'],
} as const satisfies Record<string, readonly Permission[]>;
export type TokenScope = keyof typeof tokenScopes;

/** Who is asking, as far as permissions go. `scopes` is null for a signed-in browser. */
export interface Principal {
  readonly person: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly TokenScope[] | null;
}

export function isAllowed(principal: Principal, permission: Permission): boolean {
  if (!principal.roles.some(role => permissionsOf[role].includes(permission))) return false;
  if (principal.scopes === null) return true;
  return principal.scopes.some(scope => (tokenScopes[scope] as readonly Permission[]).includes(permission));
}
