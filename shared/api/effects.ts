import { z } from 'zod';
import { changeIdSchema } from './common.ts';

/** Why one part of a change is an effect; the order of precedence is the rules' own. */
export const effectRuleSchema = z.enum([
  'block-download',
  'restart',
  'recipe-load',
  'checksum-of-blocks',
  'own-restore',
]);

/** Effects listed under one cause; the rest is counted. */
export const effectsListedAtMost = 50;

/** One part of a change that came of another change. */
export const effectSchema = z.strictObject({
  /** The change that the effect is part of. */
  change: changeIdSchema,
  path: z.string(),
  /** Null for the item as a whole. */
  member: z.string().nullable(),
  /** What became what: `Press.Force 62.5 → 60.0 kN`. */
  text: z.string(),
  rule: effectRuleSchema,
  /** The rule in words, about this effect. */
  sentence: z.string(),
});
export type ChangeEffect = z.infer<typeof effectSchema>;

/** What came of a change. */
export const effectsSchema = z.strictObject({
  /** `3 values re-initialised by this download, the program's checksum`. */
  says: z.string(),
  total: z.number().int().positive(),
  list: z.array(effectSchema).max(effectsListedAtMost),
  /** Changes that are nothing but effects of this one and others: a folded list leaves their rows out. */
  whole: z.array(changeIdSchema),
});
export type ChangeEffects = z.infer<typeof effectsSchema>;

/** What a change came of, as far as that is proven. */
export const effectOfSchema = z.strictObject({
  /** Empty where only a record of the controller tells of the cause, and no change. */
  causes: z.array(changeIdSchema),
  /** Parts of the change (values of its items, or items) that are effects, and all there are. */
  parts: z.number().int().positive(),
  of: z.number().int().positive(),
  /** True where nothing of the change stands for itself. */
  whole: z.boolean(),
  says: z.string(),
});
export type EffectOf = z.infer<typeof effectOfSchema>;

/** The rows of a list that stand under this one: readings that together were one first snapshot. */
export const foldedSchema = z.strictObject({
  /** The same for every reading of the snapshot. */
  key: z.string(),
  /** Readings, this one counted, and the items they brought. */
  changes: z.number().int().positive(),
  items: z.number().int().positive(),
  /** `First snapshot of press-2/s7: 500 items`. */
  says: z.string(),
});
export type Folded = z.infer<typeof foldedSchema>;
