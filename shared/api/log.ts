import { z } from 'zod';
import { sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { pageOf } from './common.ts';

export const logEntrySchema = z.strictObject({
  idx: z.number().int().nonnegative(),
  leaf: sha256Schema,
  at: isoTimeSchema,
  type: z.string(),
  subject: z.string(),
  actor: z.strictObject({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  /** One plain sentence. */
  says: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;
export const logPageSchema = pageOf(logEntrySchema);
export const logQuerySchema = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  type: z.string().max(60).optional(),
  subject: z.string().max(200).optional(),
  since: isoTimeSchema.optional(),
  until: isoTimeSchema.optional(),
});

/** GET /api/v1/log/:idx : the entry's exact bytes and the proof that the current checkpoint holds it. */
export const logProofSchema = z.strictObject({
  entry: logEntrySchema,
  /** The canonical JSON that was hashed, verbatim. */
  bytes: z.string(),
  checkpoint: z.string(),
  size: z.number().int(),
  inclusion: z.array(sha256Schema),
});
export type LogProof = z.infer<typeof logProofSchema>;

export const checkpointsSchema = z.strictObject({
  origin: z.string(),
  verifierKey: z.string(),
  rows: z.array(
    z.strictObject({ size: z.number().int(), root: z.string(), at: isoTimeSchema, note: z.string() }),
  ),
});

/** POST /api/v1/log/acceptance : agents that saw more of the log than a restored server has believe it again. */
export const logAcceptanceSchema = z.strictObject({ reason: z.string().min(1).max(500) });

/** POST /api/v1/log/verify starts, GET /api/v1/log/verify tells how far it is; DELETE stops it. */
export const verificationSchema = z.strictObject({
  state: z.enum(['idle', 'running', 'holds', 'does-not-hold', 'stopped']),
  startedAt: isoTimeSchema.nullable(),
  finishedAt: isoTimeSchema.nullable(),
  done: z.number().int(),
  total: z.number().int(),
  says: z.string(),
  /** The first entry that does not hold. */
  firstBad: z.strictObject({ idx: z.number().int().nullable(), what: z.string() }).nullable(),
});
export type Verification = z.infer<typeof verificationSchema>;
