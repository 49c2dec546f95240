import { siteTime } from '@witnessmark/shared/time';

const dayMs = 86_400_000;

/** From when until when a shift lasts, as UTC text; the end does not belong to it. */
export interface ShiftTime {
  readonly from: string;
  readonly until: string;
}

/**
 * Beginnings of shifts from the one before `since` to the one after `until`, by the site's clocks: on a day when these are put forward or back
 * a shift is an hour shorter or longer. Where the site names no shifts, its days stand for them.
 *
 * @param shifts local times `HH:MM`.
 */
export function shiftsBetween(
  since: number,
  until: number,
  shifts: readonly string[],
  timeZone: string,
): ShiftTime[] {
  const starts = new Set<number>();
  for (let at = since - 2 * dayMs; at <= until + 2 * dayMs; at += dayMs) {
    const day = siteTime(new Date(at).toISOString(), timeZone)?.date;
    if (day === undefined) continue;
    for (const shift of shifts.length > 0 ? shifts : ['00:00']) starts.add(momentAt(day, shift, timeZone));
  }
  const ordered = [...starts].sort((a, b) => a - b);
  return ordered.flatMap((from, n) => {
    const next = ordered[n + 1];
    return next === undefined || next <= since || from > until
      ? []
      : [{ from: new Date(from).toISOString(), until: new Date(next).toISOString() }];
  });
}

/** When the site's clocks show this time; where they skip it, the moment after, and where they show it twice, the first. */
function momentAt(day: string, time: string, timeZone: string): number {
  const naive = Date.parse(`${day}T${time}:00.000Z`);
  const candidates = [-dayMs, dayMs]
    .map(step => naive - offsetMs(new Date(naive + step).toISOString(), timeZone))
    .sort((a, b) => a - b);
  const shows = (at: number) => {
    const shown = siteTime(new Date(at).toISOString(), timeZone);
    return shown?.date === day && shown.time.startsWith(time);
  };
  return candidates.find(shows) ?? candidates.at(-1) ?? naive;
}

function offsetMs(at: string, timeZone: string): number {
  const match = /^([+-])(\d\d):(\d\d)/.exec(siteTime(at, timeZone)?.offset ?? '');
  if (!match) return 0;
  const size = (Number(match[2]) * 60 + Number(match[3])) * 60_000;
  return match[1] === '-' ? -size : size;
}
