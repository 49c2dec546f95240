import { createContext, useContext } from 'react';

/** IANA name of the site's time zone. */
export const SiteZone = createContext('UTC');

export function useZone(): string {
  return useContext(SiteZone);
}
