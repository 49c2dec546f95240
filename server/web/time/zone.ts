/** A moment as the site's wall clock shows it, with the offset that makes it exact. */
export interface Wall {
  readonly date: string;
  readonly time: string;
  /** `+01:00`, `+00:00` for UTC. */
  readonly offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  formats.set(zone, made);
  return made;
}

/** Throws RangeError for a zone the browser does not know or an instant that is not a date. */
export function wallOf(at: Date, zone: string): Wall {
  const parts: Record<string, string> = {};
  for (const part of formatOf(zone).formatToParts(at)) parts[part.type] = part.value;
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
    offset: parts['timeZoneName']?.replace('GMT', '') || '+00:00',
  };
}

/** `2026-03-29 01:10:05 UTC`. */
export function utcText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/**
 * The instant at which the site's wall clock shows `date` and `time` (`HH:MM` or `HH:MM:SS`); null where
 * the text is not a moment. A wall time that the clock skips resolves to the moment just after the skip,
 * one that it shows twice to the first showing.
 */
export function instantOf(date: string, time: string, zone: string): Date | null {
  const full = time.length === 5 ? `${time}:00` : time;
  const naive = Date.parse(`${date}T${full}Z`);
  if (Number.isNaN(naive)) return null;
  // Offsets never exceed a day, so the offsets a day before and after are the only two that can apply.
  const candidates = [-86_400_000, 86_400_000]
    .map(step => naive - offsetMs(wallOf(new Date(naive + step), zone).offset))
    .sort((a, b) => a - b);
  for (const candidate of candidates) {
    const shown = wallOf(new Date(candidate), zone);
    if (shown.date === date && shown.time === full) return new Date(candidate);
  }
  const last = candidates.at(-1);
  return last === undefined ? null : new Date(last);
}

function offsetMs(offset: string): number {
  const match = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(offset);
  if (!match) return 0;
  const size = (Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)) * 1000;
  return match[1] === '-' ? -size : size;
}
