import { z } from 'zod';
import { whoSchema } from '../changes/index.ts';
import { sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { changeSummarySchema } from './changes.ts';
import { changeIdSchema, pageOf, personIdSchema } from './common.ts';
import { somebodySchema } from './sessions.ts';

export const claimIdSchema = z.string().regex(/^cl-[0-9a-f]{16}$/);

/** What of a change is judged by itself: a member of a group of values, or an item as a whole. */
export const partNameSchema = z.strictObject({ path: z.string().max(1024), member: z.string().nullable() });
export type PartName = z.infer<typeof partNameSchema>;

/** Positions in the log: of statements, claims, and of the readings that found a cause. */
const refs = z.array(z.number().int().nonnegative()).max(100);

const saidSchema = z.strictObject({
  /** What a program checks. */
  code: z.string(),
  /** The same for people. */
  says: z.string(),
  /** An engineer session it speaks of, as `S-77`. */
  session: z.string().nullable(),
  entries: refs,
});

export const verdictWordSchema = whoSchema.shape.verdict;
const judgedWordSchema = z.enum(['each', 'shift', 'cause', 'phase']);

/** Parts that are judged alike, for the same reasons. */
export const judgedGroupSchema = z.strictObject({
  parts: z.array(partNameSchema).min(1).max(200),
  /** How many parts there are, also where not all are sent. */
  count: z.number().int().positive(),
  who: whoSchema,
  sentence: z.string(),
  evidence: z.string().nullable(),
  reasons: z.array(saidSchema).max(100),
  /** Who else can have done it; by whom it can have been where it is ambiguous. */
  candidates: z.array(saidSchema).max(100),
  session: z.string().nullable(),
  class: z.enum(['engineering', 'operator', 'load', 'effect', 'commissioning']),
  judged: judgedWordSchema,
  /** The entry of the policy that takes it out of the inbox; null where somebody judges it. */
  rule: z.string().nullable(),
});
export type JudgedGroup = z.infer<typeof judgedGroupSchema>;

export const revisionSchema = z.strictObject({
  revision: z.number().int().positive(),
  at: isoTimeSchema,
  entry: z.number().int().nonnegative(),
  because: z.enum(['first', 'statement', 'session', 'claim', 'registry', 'policy', 'paths', 'rules']),
  /** E.g. "because evidence came late". */
  says: z.string(),
  /** Version of the rules, and SHA-256 of the policy, that it was judged by. */
  rules: z.number().int().positive(),
  policy: z.string(),
  /** Who the change as a whole was by, after this revision. */
  who: whoSchema,
});
export type Revision = z.infer<typeof revisionSchema>;

/** A record that a judgement used. Its own words are another request, which is logged. */
export const usedStatementSchema = z.strictObject({
  entry: z.number().int().nonnegative(),
  /** What a record of this witness is called. */
  witness: z.string(),
  /** What it tells, as the words of the statement's act. */
  act: z.string(),
  from: isoTimeSchema,
  to: isoTimeSchema,
  /** Bound of the clock error in milliseconds; null where it is not known, and the time proves nothing. */
  errorMs: z.number().int().nonnegative().nullable(),
  authenticity: z.enum(['authenticated', 'device-record', 'unauthenticated', 'claimed']),
  path: z.string().nullable(),
  /** Whom it names and from where, as the reader may see them. */
  names: z.array(z.string()),
  station: z.string().nullable(),
  /** Its content was erased; what it said is gone. */
  erased: z.boolean(),
});
export type UsedStatement = z.infer<typeof usedStatementSchema>;

/** Somebody who had access while the change may have been made; not the same as having made it. */
export const accessSchema = z.strictObject({
  by: z.enum(['session', 'record']),
  says: z.string(),
  session: z.string().nullable(),
  entry: z.number().int().nonnegative().nullable(),
  from: isoTimeSchema,
  /** Null where it is not known to have ended. */
  to: isoTimeSchema.nullable(),
});
export type Access = z.infer<typeof accessSchema>;

export const claimSchema = z.strictObject({
  claim: claimIdSchema,
  change: changeIdSchema,
  /** Null for the whole change. */
  part: partNameSchema.nullable(),
  state: z.enum(['awaiting', 'confirmed', 'disputed', 'withdrawn']),
  who: somebodySchema,
  /** True where the reader made it. */
  own: z.boolean(),
  at: isoTimeSchema,
  note: z.string(),
  answer: z.strictObject({ who: somebodySchema, at: isoTimeSchema, note: z.string() }).nullable(),
});
export type Claim = z.infer<typeof claimSchema>;

export const ownerSchema = z.strictObject({
  who: somebodySchema,
  at: isoTimeSchema,
  givenBy: somebodySchema,
  reason: z.string(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** GET /api/v1/changes/:id/attribution?revision= */
/** A change that could not be judged by all that is known of it; an older judgement stands until then. */
const notJudgedSchema = z.strictObject({
  /** Of the error. */
  code: z.string(),
  says: z.string(),
  since: isoTimeSchema,
  tries: z.number().int().positive(),
  nextAt: isoTimeSchema,
});
export type NotJudged = z.infer<typeof notJudgedSchema>;

export const attributionViewSchema = z.strictObject({
  change: changeIdSchema,
  asset: z.string(),
  /** The revision shown; null while nobody has judged the change. */
  shown: z.number().int().positive().nullable(),
  /** Newest first, at most 100. */
  revisions: z.array(revisionSchema).max(100),
  groups: z.array(judgedGroupSchema).max(200),
  /** True where more groups exist than are sent. */
  truncated: z.boolean(),
  statements: z.array(usedStatementSchema).max(100),
  access: z.array(accessSchema).max(100),
  claims: z.array(claimSchema).max(100),
  owner: ownerSchema.nullable(),
  /** There where judging failed. */
  notJudged: notJudgedSchema.optional(),
  /** Items of the change beyond those that are judged; there where there are any. */
  beyond: z.number().int().positive().optional(),
});
export type AttributionView = z.infer<typeof attributionViewSchema>;

export const attributionQuerySchema = z.strictObject({
  revision: z.coerce.number().int().positive().max(1_000_000).optional(),
});

/** GET /api/v1/changes/:id/statements/:entry: the whole record as it was taken, with names. Logged. */
export const rawStatementSchema = z.strictObject({
  entry: z.number().int().nonnegative(),
  statement: z.record(z.string(), z.json()),
});

const note = z.string().trim().max(1000);
/** POST /api/v1/changes/:id/claims: "this was me". */
export const claimRequestSchema = z.strictObject({
  part: partNameSchema.nullable().default(null),
  note: note.default(''),
});
export const claimMadeSchema = z.strictObject({ claim: claimIdSchema });
/** POST /api/v1/claims/:claim/confirm, …/dispute, …/withdraw */
export const claimAnswerSchema = z.strictObject({ note: note.default('') });

/** POST /api/v1/changes/:id/owner: `me`, somebody by id, or nobody. */
export const ownerRequestSchema = z.strictObject({
  owner: z.union([z.literal('me'), personIdSchema]).nullable(),
  reason: note.default(''),
});

export const queueStateSchema = z.enum(['unattributed', 'ambiguous', 'claims']);
export type QueueState = z.infer<typeof queueStateSchema>;

/** GET /api/v1/attribution/queue */
export const queueQuerySchema = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** All of them where absent. */
  state: queueStateSchema.optional(),
  asset: z.string().max(60).optional(),
  area: z.string().max(100).optional(),
  owner: z.union([z.enum(['me', 'nobody']), personIdSchema]).optional(),
  /** `oldest` begins with what has waited longest. */
  order: z.enum(['newest', 'oldest']).default('newest'),
});
export const queueRowSchema = z.strictObject({
  change: changeSummarySchema,
  /** Why it stands here; a claim that awaits an answer goes before a verdict. */
  state: queueStateSchema,
  /** How long it has waited, in seconds. */
  age: z.number().int().nonnegative(),
  owner: ownerSchema.nullable(),
  /** Those that await an answer. */
  claims: z.array(claimSchema).max(20),
});
export type QueueRow = z.infer<typeof queueRowSchema>;
export const queuePageSchema = pageOf(queueRowSchema);

/** What needs a judgement, for the overview. `shifts`: shifts with operator changes nobody signed off. */
export const queueCountsSchema = z.strictObject({
  unattributed: z.number().int().nonnegative(),
  ambiguous: z.number().int().nonnegative(),
  claims: z.number().int().nonnegative(),
  shifts: z.number().int().nonnegative(),
});
export type QueueCounts = z.infer<typeof queueCountsSchema>;

/** The operator changes of an area in a shift. */
export const shiftSchema = z.strictObject({
  area: z.string(),
  from: isoTimeSchema,
  until: isoTimeSchema,
  count: z.number().int().nonnegative(),
  /** What a sign-off would be of; see `shiftSignOffSchema`. */
  digest: sha256Schema,
  /** By the entries of the policy that let them wait for their shift. */
  rules: z.array(z.strictObject({ rule: z.string(), count: z.number().int().positive() })).max(500),
  signOffs: z
    .array(
      z.strictObject({
        who: somebodySchema,
        at: isoTimeSchema,
        count: z.number().int().positive(),
        note: z.string(),
        entry: z.number().int().nonnegative(),
      }),
    )
    .max(100),
  /** Changes that came, or were judged anew, after the newest sign-off. */
  since: z.number().int().nonnegative(),
  /** `running`: the shift is not over; `open`: it awaits a sign-off, or another one; `signed`. */
  state: z.enum(['running', 'open', 'signed']),
});
export type Shift = z.infer<typeof shiftSchema>;

/** GET /api/v1/shifts: newest first, only shifts with operator changes. */
export const shiftsQuerySchema = z.strictObject({
  area: z.string().max(100).optional(),
  /** A week ago where absent. */
  since: isoTimeSchema.optional(),
});
export const shiftsSchema = z.strictObject({ rows: z.array(shiftSchema), truncated: z.boolean() });

/** GET /api/v1/shifts/changes?area=&from= */
export const shiftChangesQuerySchema = z.strictObject({
  area: z.string().min(1).max(100),
  from: isoTimeSchema,
});
export const shiftChangesSchema = z.strictObject({
  shift: shiftSchema,
  rows: z.array(changeSummarySchema),
  truncated: z.boolean(),
});

/** POST /api/v1/shifts/sign-off: `digest` is of the list that was looked at, so that nobody signs what they did not see. */
export const shiftSignOffSchema = z.strictObject({
  area: z.string().min(1).max(100),
  from: isoTimeSchema,
  digest: sha256Schema,
  note: note.default(''),
});

/** POST /api/v1/attribution/rejudge */
export const rejudgeRequestSchema = z.strictObject({
  because: z.enum(['rules', 'policy']),
  reason: z.string().trim().min(1).max(1000),
  asset: z.string().max(60).optional(),
  since: isoTimeSchema.optional(),
});
/** How many changes are being judged anew. */
export const rejudgedSchema = z.strictObject({ changes: z.number().int().nonnegative() });

/** POST /api/v1/assets/:asset/notes: brings `refs/notes/attribution` of the asset's repository up to date. */
export const notesWrittenSchema = z.strictObject({
  written: z.number().int().nonnegative(),
  /** The notes' commit; null where there is nothing to note. */
  commit: z.string().nullable(),
});
