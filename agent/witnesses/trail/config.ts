import { durationSchema } from '@witnessmark/shared/configuration';
import { assetIdSchema } from '@witnessmark/shared/items';
import { isTimeZone } from '@witnessmark/shared/time';
import { z } from 'zod';
import { encodings } from './text.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** The word of an access path of an asset. */
export const pathWordSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'the word of an access path, e.g. panel');

/** What every witness that reads a trail is configured with. */
export const trailSettings = {
  /** What the agent watches and the records can be about. */
  assets: z.array(assetIdSchema).min(1).max(200),
  /** The folder with the trail; relative to the configuration file. */
  folder: z.string().min(1).max(1000),
  /** Globs over the names of its files. */
  files: z.array(z.string().min(1).max(200)).min(1).max(50).default(['*']),
  encoding: z.enum(encodings).default('auto'),
  /** The way that it watches, in the words of the assets' access paths. */
  path: pathWordSchema,
  /** False where others than the device could write it: then its records prove nothing. */
  trusted: z.boolean().default(true),
  /** Zone of times that tell none, where it is not the site's. */
  timeZone: z.string().max(60).refine(isTimeZone, 'a time zone like Europe/Ljubljana or UTC').optional(),
  clock: z
    .strictObject({
      /** Bound of the clock's error that somebody answers for. */
      error: durationSchema(0, day).optional(),
      /** A record stands in the file so long after the act at the latest. */
      writesWithin: durationSchema(0, day).optional(),
    })
    .prefault({}),
  /** What proves that it lives; without it its silence proves nothing. */
  life: z
    .strictObject({
      /** `record`: records that a rule tells as signs of life; `touch`: the file changes. */
      sign: z.enum(['record', 'touch']),
      /** A sign comes at least so often. */
      within: durationSchema(100, day),
    })
    .optional(),
  /** Between two looks. */
  every: durationSchema(20, 60 * minute).prefault('2s'),
  /** Records that were older than this when the trail was first looked at are passed over. */
  backlog: durationSchema(0, 3650 * day).prefault('7d'),
  /** `take`: a last line without its end is a record once the file has stood still for a minute. */
  lastLine: z.enum(['wait', 'take']).default('wait'),
} as const;

const trailSchema = z.strictObject(trailSettings);
export type TrailConfig = z.infer<typeof trailSchema>;
