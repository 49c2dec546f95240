import type { Grant } from '@witnessmark/shared/api';

/** A grant as a person says it: `engineer in hall-a`, `viewer of press-2`, `admin of the whole site`. */
export function grantText({ role, scope }: Pick<Grant, 'role' | 'scope'>): string {
  if (scope.of === 'site') return `${role} of the whole site`;
  return scope.of === 'area' ? `${role} in ${scope.area}` : `${role} of ${scope.asset}`;
}
