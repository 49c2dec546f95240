import { z } from 'zod';
import { sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';

/** What an operand, variable or network is called. */
export const namedSchema = z.strictObject({
  /** What is named: `I 0.0`, `DB 20 byte 16.0`, `network 2`. */
  operand: z.string(),
  /** More than one where the files contradict each other; none of them is preferred. */
  candidates: z
    .array(
      z.strictObject({
        /** As a statement writes it: `"Start_Button"`, `"Limits".Force`, `#Preset`. */
        text: z.string(),
        type: z.string().nullable(),
        comment: z.string().nullable(),
        /** Indices into the list of files beside. */
        files: z.array(z.number().int().nonnegative()),
      }),
    )
    .min(1),
});
export type NamedText = z.infer<typeof namedSchema>;

/** A file of the asset that names are taken from, in one version. */
export const nameFileSchema = z.strictObject({
  path: z.string(),
  /** `STEP 7 symbol table`, `SimaticML` …; null where it could not be read. */
  form: z.string().nullable(),
  /** Why it could not be read, or which part was not. */
  says: z.string().nullable(),
  /** Of the content the names were taken from. */
  sha256: sha256Schema,
  /** When this version was first read, and by which change; null where no change of the asset brought it. */
  since: isoTimeSchema.nullable(),
  change: z.string().nullable(),
  symbols: z.number().int().nonnegative(),
  blocks: z.number().int().nonnegative(),
});
export type NameFileInfo = z.infer<typeof nameFileSchema>;

/** Where the names beside a listing or difference come from. */
export const namesFromSchema = z.strictObject({
  files: z.array(nameFileSchema),
  /** The asset held no such file then: the names are those of its newest state. */
  later: z.boolean(),
  /** What became of each declaration of the blocks shown: used, or not used and why. */
  verdicts: z.array(
    z.strictObject({
      file: z.number().int().nonnegative(),
      block: z.string(),
      used: z.boolean(),
      says: z.string().nullable(),
    }),
  ),
});
export type NamesFrom = z.infer<typeof namesFromSchema>;

/** One name as people read it; contradicting ones stand beside each other. */
export function namedText({
  candidates,
}: {
  readonly candidates: readonly { readonly text: string }[];
}): string {
  return candidates.map(({ text }) => text).join(' or ');
}
