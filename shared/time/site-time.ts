import type { IsoTime } from './instant.ts';

/** A moment as the site's clocks show it. */
export interface SiteTime {
  /** `2026-11-23` */
  readonly date: string;
  /** `02:10:05` */
  readonly time: string;
  /** `+01:00` */
  readonly offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();
const mostFormats = 200;

/** True for an IANA time zone this runtime knows. */
export function isTimeZone(zone: string): boolean {
  return formatOf(zone) !== null;
}

/** A UTC time in an IANA zone; null where the zone is not known or the time is none. */
export function siteTime(at: IsoTime, zone: string): SiteTime | null {
  const format = formatOf(zone);
  const moment = new Date(at);
  if (format === null || Number.isNaN(moment.getTime())) return null;
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    date: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}:${of('second')}`,
    offset: of('timeZoneName').replace('GMT', '') || '+00:00',
  };
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  if (zone.length > 100) return null;
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (formats.size >= mostFormats) formats.clear();
  const format = makeFormat(zone);
  formats.set(zone, format);
  return format;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    });
  } catch {
    // A zone that does not exist (a RangeError): the caller is told by null.
    return null;
  }
}
