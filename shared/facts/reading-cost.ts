import { z } from 'zod';
import { isoTimeSchema } from '../time/index.ts';

/**
 * What a source is asked for: to connect and find out who answers; its fingerprint, unmoved; what is polled,
 * unchanged; the same where something was found and read again until it settled; a round that found nothing moved;
 * what a moved fingerprint, an event or a round led to; everything, whatever a fingerprint says.
 */
export const readingSorts = ['connect', 'fingerprint', 'poll', 'found', 'round', 'change', 'sweep'] as const;
export type ReadingSort = (typeof readingSorts)[number];

/** What the last reading of a sort cost its controller, over all the parts it was made in. */
export const readingCostSchema = z.strictObject({
  reading: z.enum(readingSorts),
  requests: z.number().int().nonnegative(),
  /** Both ways, with the headers the source itself writes. */
  bytes: z.number().int().nonnegative(),
  /** Wall time of the agent when it ended. */
  at: isoTimeSchema,
});
export type ReadingCost = z.infer<typeof readingCostSchema>;
