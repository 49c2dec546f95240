import { z } from 'zod';
import { codeDiffSchema } from '../languages/index.ts';
import { namedSchema, namesFromSchema } from '../names/index.ts';

/** Who, as far as it is known. Until attribution judges, the verdict is `unattributed` and the label says so. */
export const whoSchema = z.strictObject({
  verdict: z.enum(['witnessed', 'bracketed', 'claimed', 'ambiguous', 'unattributed']),
  reach: z.enum(['person', 'account', 'station', 'path', 'nothing']),
  actor: z.enum(['person', 'system', 'program', 'restart', 'effect', 'unknown']),
  /** As shown, e.g. "A. Kovač", "in A. Kovač's session", "nobody known". */
  label: z.string(),
});
export type Who = z.infer<typeof whoSchema>;

export const itemChangeSignSchema = z.enum([
  'added',
  'removed',
  'changed',
  'renamed',
  'unreadable',
  'withheld',
  'readable-again',
]);
export type ItemChangeSign = z.infer<typeof itemChangeSignSchema>;

const rangeSchema = z.tuple([z.number(), z.number()]).nullable();

/** What stood for a content that cannot be read, before and now; `old` is null where nothing did before. */
export const checksumMoveSchema = z.strictObject({ old: z.string().nullable(), new: z.string() });
export type ChecksumMove = z.infer<typeof checksumMoveSchema>;

/** One member of a value text, old → new. Values travel as the text the value format writes. */
export const memberChangeSchema = z.strictObject({
  name: z.string(),
  /** `described`: type and value are equal, unit or range differ. */
  sign: z.enum(['added', 'removed', 'changed', 'retyped', 'described']),
  type: z.string(),
  /** Only where the type differs. */
  oldType: z.string().nullable(),
  /** Null where there was, or is, no such member; a member without a value has the text `null`. */
  old: z.string().nullable(),
  new: z.string().nullable(),
  unit: z.string().nullable(),
  range: rangeSchema,
  oldUnit: z.string().nullable(),
  oldRange: rangeSchema,
  /** new − old, where both are finite numbers or durations: `12.5`, `-3`, `T#-2s`. */
  step: z.string().nullable(),
  /** Step in percent of the range, where a range is known. */
  stepPercent: z.number().nullable(),
});
export type MemberChange = z.infer<typeof memberChangeSchema>;

export const textLineSchema = z.strictObject({
  sign: z.enum([' ', '+', '-']),
  old: z.number().int().positive().nullable(),
  new: z.number().int().positive().nullable(),
  text: z.string(),
  /** What the line of a listing refers to is called, where a file of the asset says it. */
  names: z.array(namedSchema).optional(),
});
export type TextLine = z.infer<typeof textLineSchema>;

const valueDiffSchema = z.strictObject({
  form: z.literal('values'),
  members: z.array(memberChangeSchema),
  /** Members that differ, listed or not. */
  differing: z.number().int().nonnegative(),
  unchanged: z.number().int().nonnegative(),
  /** Lines that are no value text and differ. */
  unparsed: z.array(textLineSchema),
  truncated: z.boolean(),
});
export type ValueDiff = z.infer<typeof valueDiffSchema>;

const textDiffSchema = z.strictObject({
  form: z.literal('text'),
  hunks: z.array(z.array(textLineSchema)),
  added: z.number().int().nonnegative(),
  removed: z.number().int().nonnegative(),
  truncated: z.boolean(),
  /** Of the listing of a program block, where the asset holds files that name anything. */
  names: namesFromSchema.optional(),
  /** Why a file of a known language is compared as text. */
  note: z.string().optional(),
});
export type TextDiff = z.infer<typeof textDiffSchema>;

const byteDiffSchema = z.strictObject({
  form: z.literal('bytes'),
  oldBytes: z.number().int().nonnegative().nullable(),
  newBytes: z.number().int().nonnegative().nullable(),
  firstDifference: z.number().int().nonnegative().nullable(),
  /** Why a file of a known language is compared as bytes. */
  note: z.string().optional(),
});
export type ByteDiff = z.infer<typeof byteDiffSchema>;

const oldNew = { old: z.string(), new: z.string() };
const oldNewOrNone = { old: z.string().nullable(), new: z.string().nullable() };

/** How a program block differs, as instructions; `listing` is the same as text. */
const logicDiffSchema = z.strictObject({
  form: z.literal('logic'),
  /** The block by its type and number, `FC 12`. */
  block: z.string(),
  /** What the difference comes to, the strongest: `logic`, `actual values`, `time stamp` … */
  verdict: z.string(),
  sentence: z.string(),
  statements: z.array(
    z.strictObject({
      sign: z.enum(['added', 'removed', 'changed', 'moved']),
      network: z.number().int(),
      line: z.number().int(),
      /** Where it stood; null where it is new. */
      was: z.strictObject({ network: z.number().int(), line: z.number().int() }).nullable(),
      ...oldNewOrNone,
      names: z.strictObject({ old: z.array(namedSchema), new: z.array(namedSchema) }).optional(),
    }),
  ),
  networks: z.array(
    z.strictObject({
      sign: z.enum(['added', 'removed', 'changed', 'moved']),
      old: z.number().int().nullable(),
      new: z.number().int().nullable(),
    }),
  ),
  variables: z.array(
    z.strictObject({
      section: z.string(),
      place: z.string(),
      ...oldNewOrNone,
      names: z.array(namedSchema).optional(),
    }),
  ),
  fields: z.array(z.strictObject({ field: z.string(), ...oldNew })),
  /** Actual values of a data block. */
  values: z.array(
    z.strictObject({
      address: z.string(),
      type: z.string(),
      ...oldNew,
      names: z.array(namedSchema).optional(),
    }),
  ),
  /** Something that cannot be read (encrypted, not understood) is another. */
  opaqueChanged: z.boolean(),
  truncated: z.boolean(),
  listing: textDiffSchema,
  /** Where the names beside come from; absent where the asset holds no file that names anything. */
  names: namesFromSchema.optional(),
});
export type LogicDiff = z.infer<typeof logicDiffSchema>;

/** A source of a PLC language by its meaning; `raw` is the same file line by line. */
const codeItemDiffSchema = codeDiffSchema.extend({ raw: textDiffSchema });
export type CodeItemDiff = z.infer<typeof codeItemDiffSchema>;

/**
 * How one item differs. `values` for value texts, `logic` for program blocks, `code` for sources of a known
 * language, `text` for other text, `bytes` for the rest.
 */
export const itemDiffSchema = z.discriminatedUnion('form', [
  valueDiffSchema,
  textDiffSchema,
  logicDiffSchema,
  codeItemDiffSchema,
  byteDiffSchema,
  /** Content was not read: the reason is the result. */
  z.strictObject({ form: z.literal('none'), reason: z.string() }),
]);
export type ItemDiff = z.infer<typeof itemDiffSchema>;

/** Bounds of one difference; what exceeds them is cut and says `truncated`. */
export const diffLimits = {
  members: 5000,
  unparsedLines: 200,
  hunkLines: 5000,
  /** Characters of one value or line shown. */
  shown: 4096,
} as const;
