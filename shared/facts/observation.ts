import { z } from 'zod';
import { itemPathSchema, itemStateSchema, kindSchema, sha256Schema } from '../items/index.ts';
import { instantSchema } from '../time/index.ts';
import { checksumSchema } from './checksum.ts';
import { factLimits } from './limits.ts';

/** What proved the difference: the content itself, a fingerprint that moved, or an event of the device. */
export const basisSchema = z.enum(['content', 'fingerprint', 'event']);
export type Basis = z.infer<typeof basisSchema>;

/** Why the reading was made. */
export const causeSchema = z.enum([
  'first',
  'poll',
  'fingerprint',
  'event',
  'sweep',
  'order',
  'reconnect',
  'restart',
  'replaced',
]);
export type Cause = z.infer<typeof causeSchema>;

/** The load one reading put on the controller. */
export const loadSchema = z.strictObject({
  requests: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  ms: z.number().int().nonnegative(),
});
export type Load = z.infer<typeof loadSchema>;

const inlineSchema = z.discriminatedUnion('encoding', [
  z.strictObject({ encoding: z.literal('utf8'), data: z.string().max(factLimits.inlineBytes) }),
  z.strictObject({ encoding: z.literal('base64'), data: z.base64().max(factLimits.inlineBytes * 2) }),
]);

/**
 * One item as a reading found it. `sha256` names the content when it is `present`; content of at most
 * `factLimits.inlineBytes` stands in `inline`, anything larger was sent as a blob before the fact.
 */
export const itemObservationSchema = z
  .strictObject({
    path: itemPathSchema,
    kind: kindSchema,
    state: itemStateSchema,
    sha256: sha256Schema.optional(),
    bytes: z.number().int().nonnegative().max(factLimits.contentBytes).optional(),
    inline: inlineSchema.optional(),
    reason: z.string().max(factLimits.textBytes).optional(),
    /**
     * Of an unreadable item: what stands for its content, told by the device; another one is a change. Of a
     * present item: the checksum it says its program has, by the agent's configuration.
     */
    checksum: checksumSchema.optional(),
    /** When the last reading that proved the old content was requested; null where none is known. */
    lastClean: instantSchema.nullable(),
    /** When the first reading with the new content had arrived. */
    firstDirty: instantSchema,
    basis: basisSchema,
    /** True where re-reading did not come to rest within its bound; the content is the last one read. */
    unsettled: z.literal(true).optional(),
    /** The path this file had before, where the source saw it being renamed. */
    renamedFrom: itemPathSchema.optional(),
  })
  .refine(item => (item.state === 'present') === (item.sha256 !== undefined), {
    message: 'exactly a present item has a sha256',
  });
export type ItemObservation = z.infer<typeof itemObservationSchema>;

/**
 * What one reading of a stream found, as the difference from `base` to `result` (manifest hashes of the
 * stream; `base` is null for the first). An item that is not listed is unchanged if `complete`, else not read.
 */
export const observationSchema = z.strictObject({
  base: sha256Schema.nullable(),
  result: sha256Schema,
  complete: z.boolean(),
  cause: causeSchema,
  load: loadSchema,
  items: z.array(itemObservationSchema).max(factLimits.items),
});
export type Observation = z.infer<typeof observationSchema>;
