import { z } from 'zod';

const durations = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const sizes = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;

/** A time span such as `500ms`, `10s`, `5m`, `24h`, `7d`, as milliseconds within the bounds. */
export function durationSchema(leastMs: number, mostMs: number) {
  return z
    .string({ error: 'a time span like 500ms, 10s, 5m, 24h or 7d' })
    .max(20)
    .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/, 'a time span like 500ms, 10s, 5m, 24h or 7d')
    .transform(text => Math.round(Number.parseFloat(text) * durations[unitOf(text, durations)]))
    .refine(
      ms => ms >= leastMs && ms <= mostMs,
      `a time span from ${shownMs(leastMs)} to ${shownMs(mostMs)}`,
    );
}

/** A size such as `512MiB` or `2GiB`, as bytes within the bounds. */
export function sizeSchema(least: number, most: number) {
  return z
    .string({ error: 'a size like 512MiB or 2GiB' })
    .max(20)
    .regex(/^\d+(?:\.\d+)?(?:B|KiB|MiB|GiB|TiB)$/, 'a size like 512MiB or 2GiB')
    .transform(text => Math.round(Number.parseFloat(text) * sizes[unitOf(text, sizes)]))
    .refine(bytes => bytes >= least && bytes <= most, `a size from ${least} to ${most} bytes`);
}

function unitOf<Unit extends string>(text: string, units: Readonly<Record<Unit, number>>): Unit {
  const written = text.replace(/^[\d.]+/, '');
  const unit = (Object.keys(units) as Unit[]).find(name => name === written);
  if (unit === undefined) throw new TypeError(`no such unit: ${written}`);
  return unit;
}

function shownMs(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find(
    name => ms >= durations[name] && ms % durations[name] === 0,
  );
  return unit === undefined ? `${ms}ms` : `${ms / durations[unit]}${unit}`;
}
