import { z } from 'zod';
import { isoTimeSchema } from '../time/index.ts';

/** Ids as the API shows them. */
export const changeIdSchema = z.string().regex(/^c-[a-z2-7]{12}$/);
export const personIdSchema = z.string().regex(/^person-[0-9a-f]{16}$/);

/** A page of a list, newest first. `next` goes into `?cursor=` and is null at the end. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ rows: z.array(row), next: z.string().max(500).nullable() });
}

/** Between which two moments something happened, on the site's corrected clock; `from` is null where no earlier reading exists. */
export const windowSchema = z.strictObject({
  from: isoTimeSchema.nullable(),
  to: isoTimeSchema,
  basis: z.enum(['content', 'fingerprint', 'event']),
  /** Bound of the clock error of both ends in milliseconds; null where it was never measured. */
  errorMs: z.number().int().nonnegative().nullable(),
});
export type Window = z.infer<typeof windowSchema>;

/** RFC 9457. `code` is the row of the error table, `remedy` says what to do next. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  remedy: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
