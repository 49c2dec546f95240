import type { GrantScope } from '@witnessmark/shared/api';

/** How far something is allowed: the whole site, or these areas and these single assets. */
export type Reach = 'site' | { readonly areas: readonly string[]; readonly assets: readonly string[] };

/** Where an asset stands, as far as reach goes. */
export interface Place {
  readonly asset: string;
  readonly area: string;
}

export const nowhere: Reach = { areas: [], assets: [] };

export function reachOfScopes(scopes: readonly GrantScope[]): Reach {
  if (scopes.some(scope => scope.of === 'site')) return 'site';
  return {
    areas: unique(scopes.flatMap(scope => (scope.of === 'area' ? [scope.area] : []))),
    assets: unique(scopes.flatMap(scope => (scope.of === 'asset' ? [scope.asset] : []))),
  };
}

export function isNowhere(reach: Reach): boolean {
  return reach !== 'site' && reach.areas.length === 0 && reach.assets.length === 0;
}

export function isWithin(reach: Reach, { asset, area }: Place): boolean {
  return reach === 'site' || reach.areas.includes(area) || reach.assets.includes(asset);
}

/** Whether two reaches allow the same. */
export function isSameReach(a: Reach, b: Reach): boolean {
  if (a === 'site' || b === 'site') return a === b;
  return sameSet(a.areas, b.areas) && sameSet(a.assets, b.assets);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(each => b.includes(each));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
