import { z } from 'zod';

/** How records lie in a file. */
export const layoutSchema = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('csv'),
    delimiter: z.string().length(1).default(','),
    /** Names of the columns; without them the first record of each file has them. */
    columns: z.array(z.string().min(1).max(200)).min(1).max(200).optional(),
  }),
  /** A JSON object a line. */
  z.strictObject({ form: z.literal('json-lines') }),
  /** One JSON text: a list of objects, or an object that has it in a field. */
  z.strictObject({ form: z.literal('json'), list: z.string().min(1).max(200).optional() }),
]);
export type RecordLayout = z.infer<typeof layoutSchema>;
