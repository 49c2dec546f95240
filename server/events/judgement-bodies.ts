import { assetIdSchema, sha256Schema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';

const change = z.string().max(40);
const claim = z.string().regex(/^cl-[0-9a-f]{16}$/);
const text = z.string().max(1000);
const part = z.strictObject({ path: z.string(), member: z.string().nullable() });

/** claim.made: "this was me"; of one part, or of the whole change where `part` is null. */
export const claimMadeSchema = z.strictObject({ claim, change, part: part.nullable(), note: text });
/** claim.confirmed and claim.disputed by somebody else; claim.withdrawn by whoever made it. */
export const claimAnsweredSchema = z.strictObject({ claim, change, note: text });

/** queue.assigned: who looks into a change that nobody is named for; nobody in particular where `owner` is null. */
export const queueAssignedSchema = z.strictObject({
  change,
  owner: z.string().max(100).nullable(),
  reason: text,
});

/** attribution.rejudge-ordered: a person asks for changes to be judged anew with the rules and the policy of now. */
export const rejudgeOrderedSchema = z.strictObject({
  because: z.enum(['rules', 'policy']),
  reason: text,
  changes: z.array(change).min(1).max(2000),
});

/**
 * shift.signed-off: the operator changes of one area in one shift, taken note of as a set. `digest` is SHA-256 over
 * the canonical JSON of [[change, revision], …] in order of the ids; `upTo` is the position of the newest judgement
 * among them: what was judged later was not seen.
 */
export const shiftSignedOffSchema = z.strictObject({
  area: z.string().min(1).max(100),
  from: isoTimeSchema,
  until: isoTimeSchema,
  count: z.number().int().positive(),
  digest: sha256Schema,
  upTo: z.number().int().nonnegative(),
  assets: z.array(assetIdSchema).max(1000),
  note: text,
});
