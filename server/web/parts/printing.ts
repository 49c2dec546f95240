import { useSyncExternalStore } from 'react';

const print = matchMedia('print');

function subscribe(listener: () => void): () => void {
  print.addEventListener('change', listener);
  return () => print.removeEventListener('change', listener);
}

/** Whether the page is being laid out for paper, where nobody scrolls to what is not drawn yet. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => print.matches);
}
