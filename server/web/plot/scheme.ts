import { useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}

/** True in the dark scheme; a canvas has to be painted anew when it changes. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => dark.matches);
}
