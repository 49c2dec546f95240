import type { Me } from '@witnessmark/shared/api';
import { createContext, useContext } from 'react';

/** The permissions that something on the page depends on. */
export type Permission =
  | 'see-log'
  | 'see-agents'
  | 'order-reading'
  | 'set-phase'
  | 'judge-identity'
  | 'verify-log'
  | 'manage-agents'
  | 'review-access'
  | 'manage-people'
  | 'see-names'
  | 'judge-attribution'
  | 'claim-change'
  | 'confirm-claim'
  | 'sign-off-shift'
  | 'request-session'
  | 'approve-session'
  | 'break-glass';

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('Shown without a person signed in.');
  return me;
}

/** Whether the person may do it, by the server's word; the server decides anew on every request. */
export function useMay(permission: Permission): boolean {
  return useMe().may.includes(permission);
}

/** Whether the person may do it to this asset, where their grants reach only a part of the site. */
export function useMayAt(
  permission: Permission,
  asset: { readonly id: string; readonly area: string },
): boolean {
  const reach = useMe().reach[permission];
  if (reach === undefined || reach === 'site') return reach === 'site';
  return reach.areas.includes(asset.area) || reach.assets.includes(asset.id);
}
