import type { Grant, Role } from '@witnessmark/shared/api';
import { isNowhere, nowhere, type Reach, reachOfScopes } from './reach.ts';

/** What can be allowed. A route names exactly one; nothing is allowed that no role names. */
export const permissions = [
  'see-plant',
  'see-log',
  'see-agents',
  'see-metrics',
  /** Names of people; without it they are shown by role and random id. */
  'see-names',
  'read-git',
  'order-reading',
  'set-phase',
  'judge-identity',
  'verify-log',
  'manage-agents',
  'manage-own-account',
  'request-session',
  'approve-session',
  'end-any-session',
  'break-glass',
  'claim-change',
  'confirm-claim',
  'judge-attribution',
  'sign-off-shift',
  'review-access',
  'manage-people',
  'manage-policy',
] as const;
export type Permission = (typeof permissions)[number];

const reading: readonly Permission[] = ['see-plant', 'read-git', 'manage-own-account'];
const maintaining: readonly Permission[] = [
  ...reading,
  'see-agents',
  'see-names',
  'order-reading',
  'set-phase',
  'request-session',
  'break-glass',
  'claim-change',
  'confirm-claim',
  'sign-off-shift',
];

/** The one permission table: what a role allows wherever it is granted. */
const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: reading,
  operator: [...reading, 'claim-change'],
  vendor: ['see-plant', 'manage-own-account', 'request-session', 'claim-change'],
  maintainer: maintaining,
  engineer: [...maintaining, 'judge-identity', 'judge-attribution'],
  approver: [
    ...reading,
    'see-agents',
    'see-log',
    'see-names',
    'approve-session',
    'end-any-session',
    'confirm-claim',
    'judge-attribution',
    'sign-off-shift',
    'review-access',
  ],
  auditor: [...reading, 'see-agents', 'see-log', 'see-metrics', 'see-names', 'verify-log', 'review-access'],
  admin: [...permissions],
};

/**
 * What an API token may be used for: the intersection of its scopes and its owner's grants. `step-up`
 * allows nothing by itself: a token with it may carry a fresh proof to acts that ask for one.
 */
export const tokenScopes = {
  read: ['see-plant', 'see-log', 'see-agents', 'see-metrics', 'see-names', 'review-access'],
  git: ['read-git'],
  operate: [
    'order-reading',
    'set-phase',
    'judge-identity',
    'verify-log',
    'request-session',
    'approve-session',
    'end-any-session',
    'break-glass',
    'claim-change',
    'confirm-claim',
    'judge-attribution',
    'sign-off-shift',
  ],
  admin: ['manage-agents', 'manage-people', 'manage-policy'],
  'step-up': [],
} as const satisfies Record<string, readonly Permission[]>;
export type TokenScope = keyof typeof tokenScopes;

/** Who is asking, as far as permissions go. `scopes` is null for a signed-in browser. */
export interface Principal {
  readonly person: string;
  readonly grants: readonly Pick<Grant, 'role' | 'scope'>[];
  readonly scopes: readonly TokenScope[] | null;
}

/** How far the principal holds a permission: nowhere, in some areas and assets, or on the whole site. */
export function reachOf(principal: Principal, permission: Permission): Reach {
  if (principal.scopes !== null && !principal.scopes.some(scope => holds(tokenScopes[scope], permission)))
    return nowhere;
  return reachOfScopes(
    principal.grants.filter(({ role }) => holds(permissionsOf[role], permission)).map(({ scope }) => scope),
  );
}

/** Whether the principal holds a permission anywhere at all. */
export function isAllowed(principal: Principal, permission: Permission): boolean {
  return !isNowhere(reachOf(principal, permission));
}

function holds(list: readonly Permission[], permission: Permission): boolean {
  return list.includes(permission);
}
