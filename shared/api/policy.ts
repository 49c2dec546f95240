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
  /** A policy changes no judgement by itself: what stands under another one. */
  judged: z.strictObject({
    /** Changes whose newest judgement was made under another policy. */
    otherwise: z.number().int().nonnegative(),
    /** When somebody ordered them judged anew with this policy; null where nobody did. */
    orderedAt: isoTimeSchema.nullable(),
  }),
});
export type JudgedUnder = z.infer<typeof policyInForceSchema>['judged'];
export type PolicyInForce = z.infer<typeof policyInForceSchema>;
