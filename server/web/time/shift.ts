import { instantOf, wallOf } from './zone.ts';

/** The latest start of a shift at or before `now`; `shifts` are local times `HH:MM`. Null without shifts. */
export function shiftStart(shifts: readonly string[], now: Date, zone: string): Date | null {
  let best: Date | null = null;
  for (const back of [0, 86_400_000]) {
    const day = wallOf(new Date(now.getTime() - back), zone).date;
    for (const shift of shifts) {
      const start = instantOf(day, shift, zone);
      if (start && start <= now && (!best || start > best)) best = start;
    }
  }
  return best;
}

/** The first start of a shift after `now`, which ends the present one. Null without shifts. */
export function shiftEnd(shifts: readonly string[], now: Date, zone: string): Date | null {
  let best: Date | null = null;
  for (const ahead of [0, 86_400_000]) {
    const day = wallOf(new Date(now.getTime() + ahead), zone).date;
    for (const shift of shifts) {
      const start = instantOf(day, shift, zone);
      if (start && start > now && (!best || start < best)) best = start;
    }
  }
  return best;
}
