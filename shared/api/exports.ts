import { z } from 'zod';
import { isoTimeSchema } from '../time/index.ts';
import { changeIdSchema } from './common.ts';

/**
 * A request for an export: a program changed that cannot be read from its device. `passed`: it changed again
 * before one came. `attached`: one came, match not proven. `proven`: one carries the program's checksum.
 */
export const exportRequestSchema = z.strictObject({
  asset: z.strictObject({ id: z.string(), name: z.string(), area: z.string() }),
  /** The change that opened it, and the item in it. */
  change: changeIdSchema,
  path: z.string(),
  since: isoTimeSchema,
  oldChecksum: z.string(),
  checksum: z.string(),
  state: z.enum(['open', 'passed', 'attached', 'proven']),
  says: z.string(),
  /** The change with which the export came, the file, and the commit that holds this version of it. */
  export: z
    .strictObject({
      change: changeIdSchema,
      path: z.string(),
      at: isoTimeSchema,
      commit: z.string().nullable(),
    })
    .nullable(),
  /** The last export that says it is of another program, while the request is open. */
  other: z.strictObject({ change: changeIdSchema, checksum: z.string() }).nullable(),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;
