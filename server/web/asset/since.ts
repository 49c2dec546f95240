import { shiftStart } from '../time/index.ts';

/** Shifts assumed until the site says its own; the moment they lead to is always shown. */
const usualShifts = ['06:00', '14:00', '22:00'] as const;

export interface SinceChoice {
  /** As it stands in the address: `24h`, `shift` or an instant. */
  readonly name: string;
  readonly from: string;
}

/** The moment that `since` of an address means at `now`. Anything unknown means the last 24 hours. */
export function sinceMoment(
  since: string | undefined,
  now: number,
  zone: string,
  shifts: readonly string[] | undefined,
): SinceChoice {
  if (since === 'shift') {
    const start = shiftStart(shifts ?? usualShifts, new Date(now), zone);
    if (start) return { name: 'shift', from: start.toISOString() };
  }
  if (since && since !== '24h' && since !== 'shift') {
    const at = Date.parse(since);
    if (!Number.isNaN(at)) return { name: 'moment', from: new Date(at).toISOString() };
  }
  return { name: '24h', from: new Date(now - 86_400_000).toISOString() };
}
