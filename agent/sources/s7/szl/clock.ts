import type { Instant } from '@witnessmark/shared/time';
import { group, isRefusal, type S7Transport } from '../transport/index.ts';

const read = 1;

/**
 * The CPU's clock as it tells it, without a zone: `2026-11-23T02:10:05.123`, or hex where the digits are no
 * time. Null where the CPU does not offer the service.
 */
export async function readClock(
  transport: S7Transport,
  signal: AbortSignal,
): Promise<{ raw: string; readAt: Instant } | null> {
  try {
    const answer = await transport.userdata(group.clock, read, Buffer.alloc(0), signal);
    return { raw: clockText(answer.content), readAt: answer.arrivedAt };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** Reserved byte, century in BCD, then DATE_AND_TIME: year, month, day, h, min, s, ms (3 digits), weekday. */
export function clockText(content: Buffer): string {
  const digits = content.toString('hex');
  // The century byte counts from another base on some CPUs; DATE_AND_TIME's own rule is certain.
  return dateAndTimeText(/^..(?:\d\d)?(\d{15}[0-9a-f])$/.exec(digits)?.[1] ?? '') ?? digits;
}

/** The 16 digits of a DATE_AND_TIME as a time without a zone; null where they are none. */
export function dateAndTimeText(digits: string): string | null {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d\d)[0-9a-f]$/.exec(digits);
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', ms = ''] = match;
  const century = Number(year) >= 90 ? '19' : '20';
  return `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}`;
}
