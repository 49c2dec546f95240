import { z } from 'zod';
import { assetIdSchema, kindSchema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { pageOf, personIdSchema } from './common.ts';

/** Ids of engineer sessions; people say `S-77`, which every address takes as well. */
export const sessionIdSchema = z.string().regex(/^s-[0-9a-f]{16}$/);
export const sessionNameSchema = z.string().regex(/^(?:s-[0-9a-f]{16}|[Ss]-?\d{1,9})$/);

/** `lapsed`: never started, and its time is over. `overdue`: running beyond its end, in its grace. */
export const sessionStateSchema = z.enum([
  'requested',
  'approved',
  'declined',
  'withdrawn',
  'lapsed',
  'running',
  'overdue',
  'ended',
]);
export type SessionState = z.infer<typeof sessionStateSchema>;

/** Somebody as the reader may see them: the name where the reader's roles allow it, else role and end of the random id. */
export const somebodySchema = z.strictObject({
  person: personIdSchema,
  label: z.string(),
  named: z.boolean(),
});
export type Somebody = z.infer<typeof somebodySchema>;

const readingSchema = z.strictObject({
  asset: z.string(),
  ordered: z.boolean(),
  why: z.string().nullable(),
  /** The asset's last equal reading at that moment, over all that is watched of it; null where none is known. */
  lastEqual: isoTimeSchema.nullable(),
});

export const sessionSummarySchema = z.strictObject({
  id: sessionIdSchema,
  number: z.string(),
  state: sessionStateSchema,
  who: somebodySchema,
  vendor: z.boolean(),
  sponsor: somebodySchema.nullable(),
  breakGlass: z.boolean(),
  /** A break-glass session that ended and was not reviewed yet. */
  reviewWanted: z.boolean(),
  assets: z.array(z.strictObject({ id: z.string(), name: z.string(), area: z.string() })),
  kinds: z.array(kindSchema),
  purpose: z.string(),
  ticket: z.string().nullable(),
  from: isoTimeSchema,
  until: isoTimeSchema,
  /** From then on its person is asked whether it shall be extended. */
  asksAt: isoTimeSchema,
  /** Where nobody ends or extends it: `until` and the grace that policy gives. */
  endsBy: isoTimeSchema,
  approvals: z.strictObject({ needed: z.number().int(), given: z.number().int(), rule: z.string() }),
  startedAt: isoTimeSchema.nullable(),
  endedAt: isoTimeSchema.nullable(),
  endedHow: z.enum(['person', 'approver', 'expiry']).nullable(),
  /** Other sessions that run on one of its assets now, or did while it ran. */
  others: z.array(z.strictObject({ number: z.string(), who: somebodySchema, assets: z.array(z.string()) })),
  /** What the one who asks may do with it now. */
  may: z.array(z.enum(['approve', 'decline', 'withdraw', 'start', 'extend', 'end', 'review'])),
});
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** GET /api/v1/sessions/:session */
export const sessionSchema = sessionSummarySchema.extend({
  requestedAt: isoTimeSchema,
  plan: z.array(z.strictObject({ asset: z.string(), items: z.string() })),
  approvedBy: z.array(z.strictObject({ who: somebodySchema, at: isoTimeSchema, comment: z.string() })),
  extensions: z.array(
    z.strictObject({ who: somebodySchema, at: isoTimeSchema, until: isoTimeSchema, reason: z.string() }),
  ),
  stateReason: z.string().nullable(),
  opening: z.array(readingSchema),
  closing: z.array(readingSchema),
  review: z
    .strictObject({
      who: somebodySchema,
      at: isoTimeSchema,
      verdict: z.enum(['justified', 'not-justified']),
      comment: z.string(),
    })
    .nullable(),
});
export type EngineerSession = z.infer<typeof sessionSchema>;

export const sessionsQuerySchema = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `now`: requested, approved or running; `past`: all others. */
  when: z.enum(['now', 'past']).optional(),
  asset: assetIdSchema.optional(),
  person: z.union([z.literal('me'), personIdSchema]).optional(),
  /** Sessions whose planned or real time touches this stretch: for a calendar. */
  since: isoTimeSchema.optional(),
  until: isoTimeSchema.optional(),
});
export const sessionsPageSchema = pageOf(sessionSummarySchema);

const reason = z.string().trim().min(1).max(1000);

/** POST /api/v1/sessions */
export const sessionRequestSchema = z.strictObject({
  assets: z.array(assetIdSchema).min(1).max(50),
  purpose: reason,
  ticket: z.string().trim().min(1).max(100).optional(),
  kinds: z.array(kindSchema).min(1).max(4).default(['logic', 'setpoint', 'recipe', 'config']),
  /** Now where absent. */
  from: isoTimeSchema.optional(),
  until: isoTimeSchema,
  plan: z
    .array(z.strictObject({ asset: assetIdSchema, items: z.string().trim().min(1).max(300) }))
    .max(100)
    .default([]),
  /** Starts at once, alerts, and has to be reviewed by somebody else afterwards. */
  breakGlass: z.boolean().default(false),
});
export type SessionRequest = z.input<typeof sessionRequestSchema>;

/** GET /api/v1/sessions/rule?assets=…: what a request would need, before it is made. */
export const sessionRuleSchema = z.strictObject({
  rule: z.string(),
  approvals: z.number().int().min(0).max(2),
  longestHours: z.number(),
  /** Sessions that run on these assets now. */
  running: z.array(z.strictObject({ number: z.string(), who: somebodySchema, assets: z.array(z.string()) })),
});

export type SessionRule = z.infer<typeof sessionRuleSchema>;

export const sessionCommentSchema = z.strictObject({ comment: z.string().trim().max(1000).default('') });
export const sessionReasonSchema = z.strictObject({ reason });
export const sessionExtendSchema = z.strictObject({ until: isoTimeSchema, reason });
export const sessionReviewSchema = z.strictObject({
  verdict: z.enum(['justified', 'not-justified']),
  comment: reason,
});
