import { useSyncExternalStore } from 'react';

/** How both sides of a network are drawn: an engineer chooses once, for all networks of the page. */
export type Way = 'beside' | 'overlaid';

let chosen: Way = 'beside';
const listeners = new Set<() => void>();

export function setWay(way: Way): void {
  chosen = way;
  for (const listener of listeners) listener();
}

export function useWay(): Way {
  return useSyncExternalStore(subscribe, current, current);
}

function current(): Way {
  return chosen;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
