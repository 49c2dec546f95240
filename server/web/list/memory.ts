import type { VirtualItem } from '@tanstack/react-virtual';

/** Where a list was left, so that coming back finds it there. */
export interface Place {
  readonly offset: number;
  readonly active: string | null;
  readonly measured: VirtualItem[];
}

/** Places of the last lists visited, by the history entry that showed them. */
const places = new Map<string, Place>();
const kept = 50;

export function rememberPlace(entry: string, place: Place): void {
  places.delete(entry);
  places.set(entry, place);
  const oldest = places.keys().next().value;
  if (places.size > kept && oldest !== undefined) places.delete(oldest);
}

export function placeOf(entry: string): Place | undefined {
  return places.get(entry);
}
