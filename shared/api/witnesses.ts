import { z } from 'zod';
import { isoTimeSchema } from '../time/index.ts';

/** A witness as it was heard. */
export const witnessSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  /** As access paths name it: `<kind>/<name>`; null where what it said was erased. */
  name: z.string().nullable(),
  /** The asset it speaks of; null where it is about the whole site. */
  asset: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** Newest record that is not about the witness itself. */
  lastAt: isoTimeSchema.nullable(),
  /** The newest stretch over which it was proven alive; null where it never was. */
  alive: z.strictObject({ from: isoTimeSchema, until: isoTimeSchema }).nullable(),
  /** The newest break before it. */
  gap: z.strictObject({ from: isoTimeSchema, to: isoTimeSchema }).nullable(),
  gaps: z.number().int().nonnegative(),
});
export type Witness = z.infer<typeof witnessSchema>;

/** GET /api/v1/witnesses */
export const witnessesSchema = z.strictObject({ rows: z.array(witnessSchema) });

/** GET /api/v1/witnesses/unmatched: what came by syslog and says nothing to any rule. */
export const unmatchedSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      address: z.string(),
      sender: z.string().nullable(),
      count: z.number().int(),
      lastAt: isoTimeSchema,
      shapes: z.array(
        z.strictObject({
          app: z.string().nullable(),
          sample: z.string(),
          count: z.number().int(),
          lastAt: isoTimeSchema,
        }),
      ),
    }),
  ),
});

const word = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);

/** POST /api/v1/witnesses/imports?mapping=…&gateway=… */
export const importQuerySchema = z.strictObject({ mapping: word.optional(), gateway: word.optional() });

/** What became of records that were sent or imported. */
export const recordsTakenSchema = z.strictObject({
  taken: z.number().int().nonnegative(),
  known: z.number().int().nonnegative(),
  unmatched: z.number().int().nonnegative(),
  unplaced: z.number().int().nonnegative(),
});
export type RecordsTaken = z.infer<typeof recordsTakenSchema>;
