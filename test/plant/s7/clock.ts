/** DATE_AND_TIME: year to second in BCD, then milliseconds in three digits and the weekday (1 = Sunday). */
export function dateAndTime(date: Date): Buffer {
  const digits = [
    date.getUTCFullYear() % 100,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ]
    .map(part => String(part).padStart(2, '0'))
    .join('');
  const milliseconds = String(date.getUTCMilliseconds()).padStart(3, '0');
  return Buffer.from(`${digits}${milliseconds}${date.getUTCDay() + 1}`, 'hex');
}

/** The inverse; null where the digits are no time. */
export function fromDateAndTime(raw: Buffer): Date | null {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d\d)/.exec(raw.toString('hex'));
  if (match === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = match.slice(1).map(Number);
  return new Date(Date.UTC(year >= 90 ? 1900 + year : 2000 + year, month - 1, day, hour, minute, second, ms));
}
