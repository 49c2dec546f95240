import { assetIdSchema, kindSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';

/** Bodies of session.*; whose act it is stands in the event's actor. */
const session = z.string().regex(/^s-[0-9a-f]{16}$/);
const text = z.string().max(1000);
const person = z.string().max(100);

/** session.requested: a person wants to work on assets. */
export const sessionRequestedSchema = z.strictObject({
  session,
  assets: z.array(assetIdSchema).min(1).max(50),
  /** Kinds of change to be expected. */
  kinds: z.array(kindSchema).min(1),
  purpose: text,
  ticket: z.string().max(100).nullable(),
  from: isoTimeSchema,
  until: isoTimeSchema,
  /** Items that are to be changed, as globs over item paths; what is not named is still in scope, and not planned. */
  plan: z.array(z.strictObject({ asset: assetIdSchema, items: z.string().min(1).max(300) })).max(100),
  /** True where the person belongs to a vendor; `sponsor` then answers for them. */
  vendor: z.boolean(),
  sponsor: person.nullable(),
  breakGlass: z.boolean(),
  /** What policy asks for, and the rule of it that says so. */
  needs: z.strictObject({
    approvals: z.number().int().min(0).max(2),
    rule: z.string().max(100),
    policy: z.string().max(100),
  }),
});

/** session.approved, one event for each who approves. */
export const sessionApprovedSchema = z.strictObject({ session, comment: text });
/** session.declined, session.withdrawn */
export const sessionRefusedSchema = z.strictObject({ session, reason: text });

/** Assets of which an out-of-turn reading was ordered, and of which it could not be, with the reason. */
const readingsSchema = z.array(
  z.strictObject({
    asset: assetIdSchema,
    ordered: z.boolean(),
    why: z.string().max(500).nullable(),
    /** The oldest of the last equal readings of all that was watched of the asset then; null where none was known. */
    lastEqual: isoTimeSchema.nullable(),
  }),
);

/** session.started */
export const sessionStartedSchema = z.strictObject({ session, readings: readingsSchema });
/** session.extended */
export const sessionExtendedSchema = z.strictObject({ session, until: isoTimeSchema, reason: text });
/** session.ended: by the person, by somebody who may end any session, or by time. */
export const sessionEndedSchema = z.strictObject({
  session,
  how: z.enum(['person', 'approver', 'expiry']),
  reason: text,
  readings: readingsSchema,
});
/** session.reviewed: what a second person says of a break-glass session afterwards. */
export const sessionReviewedSchema = z.strictObject({
  session,
  verdict: z.enum(['justified', 'not-justified']),
  comment: text,
});
