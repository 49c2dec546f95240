import { z } from 'zod';
import { assetIdSchema, itemPathSchema } from '../items/index.ts';
import { referenceAccesses } from '../languages/index.ts';
import { isoTimeSchema } from '../time/index.ts';

/** GET /api/v1/references?tag=&asset= */
export const referencesQuerySchema = z.strictObject({
  /** A tag, block or type as it is written, in any case; `Tank` finds `Tank.Level` too. */
  tag: z.string().min(1).max(200),
  asset: assetIdSchema.optional(),
});

/** Where a name is read, written, called and declared in the files the plant holds now, and which changes moved that. */
export const referencesSchema = z.strictObject({
  uses: z.array(
    z.strictObject({
      asset: assetIdSchema,
      assetName: z.string(),
      path: itemPathSchema,
      /** As it is written there. */
      name: z.string(),
      access: z.enum(referenceAccesses),
      unit: z.string(),
      /** As the engineering tool shows it; null outside of networks. */
      network: z.string().nullable(),
      line: z.number().int().nullable(),
    }),
  ),
  /** Newest first: changes of files after which it stands there oftener or less often than before. */
  past: z.array(
    z.strictObject({
      change: z.string(),
      asset: assetIdSchema,
      assetName: z.string(),
      path: itemPathSchema,
      at: isoTimeSchema,
      before: z.number().int().nonnegative(),
      after: z.number().int().nonnegative(),
    }),
  ),
  truncated: z.boolean(),
  /** Contents that were not looked through yet: the same question a moment later looks further. */
  unread: z.number().int().nonnegative(),
});
export type References = z.infer<typeof referencesSchema>;
