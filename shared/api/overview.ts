import { z } from 'zod';
import { kindSchema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { queueCountsSchema } from './attribution.ts';
import { exportRequestSchema } from './exports.ts';

/** GET /api/v1/overview: each number opens its list. */
export const overviewSchema = z.strictObject({
  at: isoTimeSchema,
  assets: z.number().int(),
  changes24h: z.number().int(),
  awaiting: z.number().int(),
  /** Who made which changes that is not known, is disputed, or awaits a signature. */
  queue: queueCountsSchema,
  notWatched: z.array(
    z.strictObject({
      asset: z.string(),
      name: z.string(),
      area: z.string(),
      kind: kindSchema,
      state: z.enum(['gap', 'blind', 'unknown']),
      reason: z.string(),
      since: isoTimeSchema.nullable(),
    }),
  ),
  drifted: z.array(
    z.strictObject({ asset: z.string(), name: z.string(), area: z.string(), values: z.number().int() }),
  ),
  unwell: z.array(
    z.strictObject({ agent: z.string(), name: z.string(), why: z.string(), since: isoTimeSchema.nullable() }),
  ),
  pending: z.array(z.strictObject({ stream: z.string(), agent: z.string(), name: z.string() })),
  differentDevice: z.array(
    z.strictObject({ asset: z.string(), name: z.string(), stream: z.string(), fields: z.string() }),
  ),
  damaged: z.array(z.strictObject({ asset: z.string(), name: z.string(), why: z.string() })),
  /** Exports wanted: a program changed, and cannot be read from its device. */
  exportsWanted: z.array(exportRequestSchema),
  log: z.strictObject({
    origin: z.string(),
    size: z.number().int(),
    root: z.string(),
    lastVerified: z.strictObject({ at: isoTimeSchema, holds: z.boolean(), says: z.string() }).nullable(),
  }),
});
export type Overview = z.infer<typeof overviewSchema>;
