/** Days as the week is written in configurations, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof weekdays)[number];

/** From `from` until `to` o'clock (`HH:MM`, the site's zone) on these days; past midnight where `to` is not later. */
export interface WeeklyHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

interface LocalTime {
  readonly day: number;
  readonly minute: number;
}

const minutesOfDay = 24 * 60;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Weekday (0 = Monday) and minute of the day in an IANA zone. Throws a RangeError for an unknown zone. */
export function localTime(wallMs: number, timeZone: string): LocalTime {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(wallMs)) parts[part.type] = part.value;
  const names: readonly string[] = weekdays;
  return {
    day: names.indexOf((parts['weekday'] ?? '').toLowerCase()),
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
}

/** True while one of the weekly windows is open. One past midnight belongs to the day it begins on. */
export function isWithin(hours: readonly WeeklyHours[], wallMs: number, timeZone: string): boolean {
  if (hours.length === 0) return false;
  const local = localTime(wallMs, timeZone);
  return hours.some(window => holds(window, local));
}

function holds(window: WeeklyHours, { day, minute }: LocalTime): boolean {
  const from = minuteOf(window.from);
  const to = minuteOf(window.to);
  const on = (index: number): boolean => {
    const name = weekdays[(index + 7) % 7];
    return name !== undefined && window.days.includes(name);
  };
  if (from < to) return on(day) && minute >= from && minute < to;
  return (on(day) && minute >= from) || (on(day - 1) && minute < to);
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':', 2);
  return Number(hours) * 60 + Number(minutes);
}

export interface SweepPolicy {
  /** Milliseconds; one sweep falls into each period of this length. */
  readonly everyMs: number;
  /** Sweeps run in these hours only; at any time where empty. */
  readonly hours: readonly WeeklyHours[];
  readonly timeZone: string;
}

/**
 * When the sweep of the period after `afterMs` runs: a random moment of that period within the allowed
 * hours, so that nobody can prepare for it. Periods without an allowed minute are passed over; null where
 * none is found in the next eight days (the hours never open). Wall-clock milliseconds; `random` in [0, 1).
 */
export function nextSweep(afterMs: number, policy: SweepPolicy, random: () => number): number | null {
  const step = 60_000;
  const searchUntil = afterMs + 8 * minutesOfDay * step + policy.everyMs;
  for (let start = afterMs; start < searchUntil; start += policy.everyMs) {
    if (policy.hours.length === 0) return Math.round(start + random() * policy.everyMs);
    const open: number[] = [];
    const end = Math.min(start + policy.everyMs, searchUntil);
    for (let minute = start; minute < end; minute += step) {
      if (isWithin(policy.hours, minute, policy.timeZone)) open.push(minute);
    }
    const chosen = open[Math.floor(random() * open.length)];
    if (chosen === undefined) continue;
    // Not past the clock's minute that was looked at: the hours may end with it.
    return Math.floor(chosen + random() * Math.min(step - (chosen % step), end - chosen));
  }
  return null;
}
