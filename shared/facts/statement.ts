import { z } from 'zod';
import { itemPathSchema } from '../items/index.ts';
import { instantSchema, isoTimeSchema } from '../time/index.ts';
import { factLimits } from './limits.ts';

const text = z.string().max(factLimits.textBytes);

/** How far the record can be trusted to come from who it says. */
const authenticitySchema = z.enum(['authenticated', 'device-record', 'unauthenticated', 'claimed']);

/** Who, as the witness knows them: never resolved to a person here. Personal data; the server seals it into the vault. */
const identitySchema = z.strictObject({
  scheme: z.enum([
    'opcua-user',
    'windows-account',
    'certificate',
    'address',
    'badge',
    'station',
    'device-account',
    'person',
  ]),
  value: text,
});

/** How far a trail goes. A verdict holds for its reach and no further. */
const reachSchema = z.enum(['person', 'account', 'station', 'path', 'nothing']);

/** Proof that the witness itself was alive around the statement; a silent witness proves nothing. */
const livenessSchema = z.discriminatedUnion('proof', [
  z.strictObject({ proof: z.literal('canary'), last: instantSchema }),
  z.strictObject({ proof: z.literal('sequence'), gapless: z.boolean() }),
  z.strictObject({ proof: z.literal('none') }),
]);

/**
 * "This identity, at this place, could or did touch these items in this interval", as a witness says it.
 * Kept whatever it says; judged later and elsewhere. A witness also tells of itself: `watched` and `unwatched`
 * name the path it watches in `place.path` and touch nothing; only between a `watched`'s two ends did its
 * silence mean that nothing came by that path.
 */
export const statementSchema = z
  .strictObject({
    witness: z.strictObject({ kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), name: text }),
    act: z.enum([
      'wrote',
      'called',
      'downloaded',
      'loaded',
      'connected',
      'disconnected',
      'logged-on',
      'logged-off',
      'mode-changed',
      'could-touch',
      'claimed',
      'restored',
      /** The witness was proven alive from `from` to `to`, and would have told what came by `place.path`. */
      'watched',
      /** From `from` to `to` nothing proves that it would have told; `because` says why. */
      'unwatched',
      'other',
    ]),
    authenticity: authenticitySchema,
    reach: reachSchema,
    identities: z.array(identitySchema).max(16),
    place: z
      .strictObject({ station: text.optional(), address: text.optional(), path: text.optional() })
      .optional(),
    touches: z
      .array(
        z.strictObject({
          path: itemPathSchema.optional(),
          member: text.optional(),
          /** The device's own name of the thing, e.g. an OPC UA node with its namespace URI. */
          device: text.optional(),
          old: text.optional(),
          new: text.optional(),
        }),
      )
      .max(1000),
    from: instantSchema,
    to: instantSchema,
    /** The device's own time as it wrote it, zone unknown unless proven. */
    deviceTime: z
      .strictObject({ raw: text, zone: z.enum(['unknown', 'utc', 'site']), utc: isoTimeSchema.optional() })
      .optional(),
    /** Bound of the clock error between the record's time and the agent's, in milliseconds; null where unknown. */
    clockErrorMs: z.number().int().nonnegative().nullable(),
    liveness: livenessSchema,
    /**
     * The witness's own count of its records, where it has one that cannot run back: of two records of one witness it
     * tells the later one, whatever the clock did.
     */
    order: z.number().int().nonnegative().optional(),
    /** How many were seen at once on the path, where the record is such a count. */
    count: z.number().int().nonnegative().optional(),
    /** Why the witness was not proven alive; exactly with `unwatched`. */
    because: text.optional(),
    /** The record as it came, verbatim. */
    raw: z.strictObject({ encoding: z.enum(['utf8', 'base64']), data: z.string().max(64 * 1024) }).optional(),
  })
  .refine(statement => (statement.act === 'unwatched') === (statement.because !== undefined), {
    message: 'exactly an unwatched witness says because of what',
  });
export type Statement = z.infer<typeof statementSchema>;
