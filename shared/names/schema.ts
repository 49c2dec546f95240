import { z } from 'zod';

/** What an operand, variable or network is called, as the API gives it. */
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
        /** Indices into the list of files. */
        files: z.array(z.number().int().nonnegative()),
      }),
    )
    .min(1),
});
export type NamedText = z.infer<typeof namedSchema>;

/** One name as people read it; contradicting ones stand beside each other. */
export function namedText({
  candidates,
}: {
  readonly candidates: readonly { readonly text: string }[];
}): string {
  return candidates.map(({ text }) => text).join(' or ');
}
