import { useSyncExternalStore } from 'react';

const key = 'witnessmark.names';
const listeners = new Set<() => void>();
let shown = localStorage.getItem(key) !== 'off';

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether names stand beside addresses; kept in this browser. */
export function useNamesShown(): boolean {
  return useSyncExternalStore(subscribe, () => shown);
}

export function toggleNames(): void {
  shown = !shown;
  localStorage.setItem(key, shown ? 'on' : 'off');
  for (const listener of listeners) listener();
}
