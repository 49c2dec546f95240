import { durationSchema } from '@witnessmark/shared/configuration';
import { z } from 'zod';
import { type WatchPolicy, weekdays } from '../watch/index.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

const clockSchema = z
  .string({ error: 'a time of day like 22:00, in quotes' })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 22:00, in quotes');

/** Weekly hours in the site's zone; past midnight where `to` is not later than `from`. */
export const weeklyHoursSchema = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .max(7)
    .default([...weekdays]),
  from: clockSchema,
  to: clockSchema,
});

/** How a stream is read; whatever is left out keeps the default of its kind of source. */
export const watchRulesSchema = z.strictObject({
  /** Between two readings of what no fingerprint covers. */
  period: durationSchema(100, day).optional(),
  /** Between two readings of the fingerprint. */
  fingerprint: durationSchema(100, day).optional(),
  /** Reading everything, once in each period, at a random moment of the allowed hours. */
  sweep: z
    .union([
      z.literal('off'),
      z.strictObject({
        every: durationSchema(60 * second, 7 * day),
        hours: z.array(weeklyHoursSchema).max(50).default([]),
      }),
    ])
    .optional(),
  /** Re-reading after a difference until two readings agree. */
  settle: z
    .strictObject({
      attempts: z.number().int().min(0).max(20),
      delay: durationSchema(10, 60 * second).prefault('200ms'),
      within: durationSchema(10, 600 * second).prefault('5s'),
    })
    .optional(),
  /** Deadline of connecting and identifying. */
  connectWithin: durationSchema(100, 600 * second).optional(),
  /** Deadline of one reading. */
  readWithin: durationSchema(100, 2 * hour).optional(),
  /** Pause after failures: random, up to a bound that doubles from `first` to `most`. */
  backOff: z.strictObject({ first: durationSchema(100, hour), most: durationSchema(second, day) }).optional(),
});
export type WatchRules = z.infer<typeof watchRulesSchema>;

type Defaults = Omit<WatchPolicy, 'expectedOff' | 'timeZone' | 'requestsPerSecond' | 'sweep'> & {
  readonly sweepEveryMs: number;
};

const controller: Defaults = {
  periodMs: 10 * second,
  fingerprintMs: 10 * second,
  sweepEveryMs: day,
  settle: { attempts: 5, delayMs: 200, withinMs: 5 * second },
  connectWithinMs: 30 * second,
  readWithinMs: 120 * second,
  backOff: { firstMs: second, mostMs: 60 * second },
};

/** Defaults by source. A file is only read when it is whole, so a difference needs no settling. */
export const watchDefaults: Readonly<Record<'opcua' | 's7' | 'files' | 'webapi', Defaults>> = {
  // A sweep uploads the whole program within the budget of requests.
  s7: { ...controller, readWithinMs: 900 * second },
  // The first crawl of a large address space belongs to the first reading.
  opcua: { ...controller, readWithinMs: 300 * second },
  // A whole program tree is browsed within the budget of requests.
  webapi: { ...controller, readWithinMs: 900 * second },
  files: {
    ...controller,
    settle: { attempts: 0, delayMs: 200, withinMs: 5 * second },
    readWithinMs: 600 * second,
  },
};

/** The rules that hold for one stream: the source's own over the asset's over the agent's over the defaults. */
export function policyOf(
  type: keyof typeof watchDefaults,
  layers: readonly (WatchRules | undefined)[],
  asset: Pick<WatchPolicy, 'expectedOff' | 'timeZone' | 'requestsPerSecond'>,
): WatchPolicy {
  const { sweepEveryMs, ...defaults } = watchDefaults[type];
  const rules: WatchRules = Object.assign({}, ...layers.map(layer => layer ?? {}));
  const sweep = rules.sweep ?? { every: sweepEveryMs, hours: [] };
  return {
    periodMs: rules.period ?? defaults.periodMs,
    fingerprintMs: rules.fingerprint ?? defaults.fingerprintMs,
    sweep: sweep === 'off' ? null : { everyMs: sweep.every, hours: sweep.hours, timeZone: asset.timeZone },
    settle:
      rules.settle === undefined
        ? defaults.settle
        : {
            attempts: rules.settle.attempts,
            delayMs: rules.settle.delay,
            withinMs: rules.settle.within,
          },
    connectWithinMs: rules.connectWithin ?? defaults.connectWithinMs,
    readWithinMs: rules.readWithin ?? defaults.readWithinMs,
    backOff:
      rules.backOff === undefined
        ? defaults.backOff
        : { firstMs: rules.backOff.first, mostMs: rules.backOff.most },
    ...asset,
  };
}
