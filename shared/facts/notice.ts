import { z } from 'zod';
import { sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { capabilitiesSchema } from './capability.ts';
import { factLimits } from './limits.ts';

/** What an agent tells about itself and its watching that is neither content nor coverage. */
export const noticeCodes = [
  'agent.started',
  'configuration.loaded',
  'configuration.refused',
  'spool.damaged',
  'spool.nearly-full',
  'spool.merged',
  'spool.released',
  'spool.new-epoch',
  'device.different',
  'device.identified',
  'capabilities.found',
  'certificate.changed',
  'security.weakened',
  'clock.measured',
  'clock.jumped',
  'hands-off.on',
  'hands-off.off',
  'order.done',
  'order.failed',
  'item.refused',
  'statements.lost',
  'log.rolled-back',
] as const;
export type NoticeCode = (typeof noticeCodes)[number];

const scalar = z.union([z.string().max(factLimits.textBytes), z.number().int(), z.boolean(), z.null()]);

export const noticeSchema = z.strictObject({
  code: z.enum(noticeCodes),
  says: z.string().max(factLimits.textBytes),
  data: z
    .record(z.string().max(64), scalar)
    .refine(data => Object.keys(data).length <= 64, 'at most 64 fields'),
  /** Measured offset of the agent's clock from the server's with its error bound, in milliseconds. */
  clock: z
    .strictObject({
      offsetMs: z.number().int(),
      errorMs: z.number().int().nonnegative(),
      measuredAt: isoTimeSchema,
    })
    .optional(),
  /** With `capabilities.found`: all that the stream's source was found able to see, and not. */
  capabilities: capabilitiesSchema.optional(),
  evidence: sha256Schema.optional(),
});
export type Notice = z.infer<typeof noticeSchema>;
