import { z } from 'zod';
import { checksumMoveSchema, itemChangeSignSchema, itemDiffSchema, whoSchema } from '../changes/index.ts';
import { itemStateSchema, kindSchema, sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { changeIdSchema, pageOf, windowSchema } from './common.ts';
import { effectOfSchema, effectsSchema, foldedSchema } from './effects.ts';
import { exportRequestSchema } from './exports.ts';
import { plannedPartsSchema } from './handover.ts';
import { sessionNameSchema } from './sessions.ts';

export {
  type ItemDiff,
  itemChangeSignSchema,
  itemDiffSchema,
  type MemberChange,
  memberChangeSchema,
  textLineSchema,
  type Who,
  whoSchema,
} from '../changes/index.ts';

export const changeItemSummarySchema = z.strictObject({
  path: z.string(),
  kind: kindSchema,
  sign: itemChangeSignSchema,
  /** One short line, e.g. "Tank1.LevelSP 42.5 → 55.0 %" or "3 values". */
  headline: z.string(),
  members: z.number().int().nonnegative(),
});

export const reviewStateSchema = z.enum(['awaiting', 'accepted', 'rejected', 'question', 'not-needed']);

/** One row of a list of changes. */
export const changeSummarySchema = z.strictObject({
  id: changeIdSchema,
  /** Position in the log; grows with time of arrival. */
  idx: z.number().int().nonnegative(),
  asset: z.strictObject({ id: z.string(), name: z.string(), area: z.string(), site: z.string() }),
  source: z.string(),
  kinds: z.array(kindSchema),
  /** `first` is the first snapshot of a stream; `load` puts a known recipe master into the active area. */
  sort: z.enum(['change', 'first', 'load', 'late']),
  sentence: z.string(),
  window: windowSchema,
  recordedAt: isoTimeSchema,
  items: z.array(changeItemSummarySchema).max(5),
  itemCount: z.number().int().positive(),
  load: z.strictObject({ recipe: z.string(), version: z.string() }).nullable(),
  unsettled: z.boolean(),
  phase: z.string(),
  who: whoSchema,
  review: reviewStateSchema,
  /** What takes it out of the inbox: with its shift, or with its cause or phase, by these entries of the policy. Absent where somebody judges it by itself. */
  byPolicy: z
    .strictObject({ awaits: z.enum(['shift', 'nobody']), rules: z.array(z.string()).max(500) })
    .optional(),
  /** Absent where nothing is proven to have come of it. */
  effects: effectsSchema.optional(),
  /** Absent where nothing of it is proven to have come of anything else. */
  effectOf: effectOfSchema.optional(),
  /** Only in a folded list, for the row that stands for a first snapshot of several readings. */
  folded: foldedSchema.optional(),
});
export type ChangeSummary = z.infer<typeof changeSummarySchema>;

export const changesQuerySchema = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  asset: z.string().max(60).optional(),
  area: z.string().max(100).optional(),
  kind: kindSchema.optional(),
  item: z.string().max(1024).optional(),
  /** A verdict of `whoSchema`, `me`, a person's id, or text of a name that the one who asks may see. */
  who: z.string().max(100).optional(),
  /** Only changes that happened, or may have happened, in this engineer session. */
  session: sessionNameSchema.optional(),
  review: reviewStateSchema.optional(),
  since: isoTimeSchema.optional(),
  until: isoTimeSchema.optional(),
  /** Text looked for in sentence and item paths. */
  search: z.string().max(200).optional(),
  sort: z.enum(['change', 'first', 'load', 'late']).optional(),
  /**
   * `yes` leaves out rows that stand under another one: changes that are nothing but effects of changes in
   * the same list, and all readings of a first snapshot but the newest.
   */
  fold: z.enum(['yes', 'no']).optional(),
});
export const changesPageSchema = pageOf(changeSummarySchema);

const sideSchema = z.strictObject({
  sha256: sha256Schema.nullable(),
  bytes: z.number().int().nonnegative().nullable(),
});

export const changeItemSchema = z.strictObject({
  index: z.number().int().nonnegative(),
  path: z.string(),
  kind: kindSchema,
  sign: itemChangeSignSchema,
  state: itemStateSchema,
  reason: z.string().nullable(),
  renamedFrom: z.string().nullable(),
  window: windowSchema,
  unsettled: z.boolean(),
  old: sideSchema,
  new: sideSchema,
  diff: itemDiffSchema,
  /** What stands for a content that cannot be read, old and new; null for every other item. */
  checksum: checksumMoveSchema.nullable(),
  /** The request for an export that this change of a program opened. */
  exportRequest: exportRequestSchema.nullable(),
});
export type ChangeItem = z.infer<typeof changeItemSchema>;

/** GET /api/v1/changes/:id */
export const changeSchema = changeSummarySchema.omit({ items: true }).extend({
  items: z.array(changeItemSchema),
  /** True where more items exist than are sent; GET …/items?from= gives the rest. */
  itemsTruncated: z.boolean(),
  fact: z.strictObject({
    key: z.string(),
    hash: sha256Schema,
    cause: z.string(),
    complete: z.boolean(),
    agent: z.string(),
  }),
  cost: z.strictObject({ requests: z.number(), bytes: z.number(), ms: z.number() }),
  commit: z.string().nullable(),
  previousCommit: z.string().nullable(),
  /** Coverage around the window, for the strip above the diff. */
  coverage: z.array(
    z.strictObject({
      kind: kindSchema,
      state: z.enum(['watched', 'gap', 'blind', 'unknown']),
      reason: z.string().nullable(),
      from: isoTimeSchema,
      to: isoTimeSchema,
    }),
  ),
  /** Requests for exports that files of this change answered. */
  answers: z.array(exportRequestSchema),
  /** Its parts against engineer sessions; empty where it is no change, or is not judged yet. */
  planned: z.array(plannedPartsSchema),
  older: changeIdSchema.nullable(),
  newer: changeIdSchema.nullable(),
});
export type Change = z.infer<typeof changeSchema>;

/** GET /api/v1/changes/:id/items?from= : items from index `from` on; `next` is the index to go on with. */
export const changeItemsSchema = z.strictObject({
  items: z.array(changeItemSchema),
  next: z.number().int().nonnegative().nullable(),
});
