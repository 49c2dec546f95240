import { z } from 'zod';
import { itemChangeSignSchema, whoSchema } from '../changes/index.ts';
import { kindSchema, sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { changeIdSchema, personIdSchema } from './common.ts';
import { sessionIdSchema, sessionStateSchema, somebodySchema } from './sessions.ts';

/**
 * A part of a change against what sessions declared. `undecided`: it can have been work of a session and something
 * else as well. `with-cause`: it follows from another change, and is what that one is.
 */
export const plannedSchema = z.enum(['planned', 'unplanned', 'outside-scope', 'undecided', 'with-cause']);
export type PlannedState = z.infer<typeof plannedSchema>;

/** Of how many parts of a change, and against which sessions (`S-77`). */
export const plannedPartsSchema = z.strictObject({
  state: plannedSchema,
  sessions: z.array(z.string()),
  /** True where one of them broke the glass. */
  breakGlass: z.boolean(),
  parts: z.number().int().positive(),
});
export type PlannedParts = z.infer<typeof plannedPartsSchema>;

/** One value, block or fact that changed while a session ran. Sessions stand by number, people by random id. */
export const handoverRowSchema = z.strictObject({
  change: changeIdSchema,
  asset: z.string(),
  path: z.string(),
  kind: kindSchema,
  sign: itemChangeSignSchema,
  /** Member of a group of values; null where the item is one whole. */
  member: z.string().nullable(),
  /** Value text; null for a whole item, and where there was or is none. */
  old: z.string().nullable(),
  new: z.string().nullable(),
  unit: z.string().nullable(),
  /** A whole item's difference in one line. */
  says: z.string(),
  window: z.strictObject({ from: isoTimeSchema.nullable(), to: isoTimeSchema }),
  settled: z.boolean(),
  verdict: whoSchema.shape.verdict,
  reach: whoSchema.shape.reach,
  actor: whoSchema.shape.actor,
  /** Random id; another word where policy keeps names to their shift. */
  person: z.string().max(100).nullable(),
  /** Sessions it belongs or may belong to. */
  sessions: z.array(z.string()),
  planned: plannedSchema,
  /** Whether a planned item of the asset fits it; null where the session planned none there. */
  inPlan: z.boolean().nullable(),
});
export type HandoverRow = z.infer<typeof handoverRowSchema>;

export const handoverOpenSchema = z.strictObject({
  what: z.enum([
    'running',
    'closing-reading',
    'gap',
    'unsettled',
    'not-judged',
    'too-many',
    'nobody-sure',
    'export',
    'review',
  ]),
  asset: z.string().nullable(),
  change: changeIdSchema.nullable(),
  says: z.string(),
  /** While it stands, the pack cannot say that it is complete. */
  blocks: z.boolean(),
});
export type HandoverOpen = z.infer<typeof handoverOpenSchema>;

/** What a session leaves behind. Holds no name: two readers of the same assets hold the same bytes. */
export const handoverPackSchema = z.strictObject({
  session: sessionIdSchema,
  number: z.string(),
  state: sessionStateSchema,
  person: personIdSchema,
  purpose: z.string(),
  ticket: z.string().nullable(),
  breakGlass: z.boolean(),
  /** Assets of the session that the reader may see. */
  assets: z.array(z.string()),
  /** True where the session has assets that the reader may not see: of them nothing stands here. */
  partial: z.boolean(),
  kinds: z.array(kindSchema),
  plan: z.array(z.strictObject({ asset: z.string(), items: z.string() })),
  from: isoTimeSchema,
  /** Null while it runs: what stands here is a preview. */
  to: isoTimeSchema.nullable(),
  complete: z.boolean(),
  says: z.string(),
  /** What the session did: as declared, or outside of it. */
  work: z.array(handoverRowSchema),
  /** What the session may have done, or somebody else. */
  unclear: z.array(handoverRowSchema),
  /** What followed from the session's work, or from a restart. */
  effects: z.array(handoverRowSchema),
  /** What changed meanwhile and was somebody else's. */
  others: z.array(handoverRowSchema),
  /** Declared, and nothing of it was seen. */
  notDone: z.array(
    z.strictObject({ asset: z.string(), kind: kindSchema.nullable(), items: z.string().nullable() }),
  ),
  /** Whether anything is forced, by what the controller's configuration says. */
  forces: z.array(
    z.strictObject({
      asset: z.string(),
      state: z.enum(['on', 'off', 'unknown']),
      path: z.string().nullable(),
    }),
  ),
  /** The first reading begun after the end, of each kind of each stream. */
  closing: z.array(
    z.strictObject({
      asset: z.string(),
      stream: z.string(),
      kind: kindSchema,
      state: z.enum(['read', 'awaited']),
    }),
  ),
  /** What no source of an asset can see: of it nothing can be said, whatever was done. */
  blind: z.array(z.strictObject({ asset: z.string(), kind: kindSchema })),
  open: z.array(handoverOpenSchema),
});
export type HandoverPack = z.infer<typeof handoverPackSchema>;

/** GET /api/v1/sessions/:session/handover */
export const handoverSchema = z.strictObject({
  pack: handoverPackSchema,
  /** Of the pack's canonical JSON (RFC 8785). */
  sha256: sha256Schema,
  madeAt: isoTimeSchema,
  /** Names beside the pack, as this reader may see them. */
  people: z.array(somebodySchema),
  assets: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});
export type Handover = z.infer<typeof handoverSchema>;
