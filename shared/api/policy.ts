import { z } from 'zod';
import { sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';

/** GET /api/v1/policy */
export const policyInForceSchema = z.strictObject({
  /** Of `text`; stands in every judgement and session decided under it. */
  digest: sha256Schema,
  /** The file as it was read; empty where the built-in policy holds. */
  text: z.string(),
  /** When the log took it up; null where no file was ever adopted. */
  adoptedAt: isoTimeSchema.nullable(),
  /** The file's name; null where the built-in policy holds. */
  file: z.string().nullable(),
  /** Every setting, its default filled in. */
  settings: z.record(z.string(), z.unknown()),
});
export type PolicyInForce = z.infer<typeof policyInForceSchema>;
