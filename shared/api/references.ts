import { z } from 'zod';
import { itemChangeSignSchema } from '../changes/index.ts';
import { assetIdSchema, itemPathSchema } from '../items/index.ts';
import { keyAtMost, tagAccesses } from '../tags/index.ts';
import { changeSummarySchema } from './changes.ts';
import { changeIdSchema } from './common.ts';

const count = z.number().int().nonnegative();
const where = {
  asset: assetIdSchema.optional(),
  area: z
    .string()
    .max(100)
    .regex(/^[^\0]*$/)
    .optional(),
};
const page = {
  cursor: z.string().max(6000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** GET /api/v1/references and /api/v1/references/past: `?tag=&asset=&area=&cursor=&limit=` */
export const referencesQuerySchema = z.strictObject({
  /** A tag, block or type as it is written, in any case; `Tank` finds `Tank.Level` and `Tank[1]` too. */
  tag: z.string().min(1).max(keyAtMost),
  ...where,
  ...page,
});

/** GET /api/v1/references/names?begins=&asset=&area= */
export const referenceNamesQuerySchema = z.strictObject({
  begins: z.string().min(1).max(keyAtMost),
  ...where,
});

/** Names that begin so, of tags, blocks and types that stand in the plant now or stood there; the first of the alphabet. */
export const referenceNamesSchema = z.strictObject({
  names: z.array(z.string()).max(20),
  /** More begin so. */
  more: z.boolean(),
});

/**
 * What was not looked through, within the reach of who asks: what is said of a tag is whole only where all of it is
 * empty. Counts end at 10,000.
 */
export const lookedThroughSchema = z.strictObject({
  /** What will be looked through in the background, the newest first. */
  waiting: z.strictObject({ contents: count, changes: count }),
  /** What cannot be: it is too costly, encrypted, damaged. */
  unread: z.strictObject({
    contents: count,
    changes: count,
    first: z.array(
      z.strictObject({
        asset: assetIdSchema,
        assetName: z.string(),
        path: itemPathSchema,
        /** Null for a content that the asset holds now. */
        change: changeIdSchema.nullable(),
        says: z.string(),
      }),
    ),
  }),
  /** Files that the assets hold and that are of no kind names are read from. */
  otherFiles: count,
});
export type LookedThrough = z.infer<typeof lookedThroughSchema>;

const placeSchema = z.strictObject({
  access: z.enum(tagAccesses),
  /** Empty where there is none. */
  unit: z.string(),
  /** As the engineering tool shows it; null outside of networks. */
  network: z.string().nullable(),
  /** Of the text that is shown for the item. */
  line: z.number().int().nullable(),
});

const referenceSchema = z.strictObject({
  asset: assetIdSchema,
  assetName: z.string(),
  area: z.string(),
  path: itemPathSchema,
  /** As it is written there. */
  name: z.string(),
  places: z.array(placeSchema),
  /** How often it stands there; `places` are the first. */
  count,
  /** What an item of values says it is, with its unit. */
  value: z.string().nullable(),
});
export type Reference = z.infer<typeof referenceSchema>;

/** Where a name is declared, read, written, called and valued in what the plant holds now; by asset and path. */
export const referencesSchema = z.strictObject({
  rows: z.array(referenceSchema),
  next: z.string().nullable(),
  /** It has more members and elements than are looked for with it. */
  partsTruncated: z.boolean(),
  /** Program blocks that use the address a table of symbols gives to the name; on the first page alone. */
  byAddress: z.array(referenceSchema.extend({ address: z.string() })),
  byAddressTruncated: z.boolean(),
  lookedThrough: lookedThroughSchema,
});
export type References = z.infer<typeof referencesSchema>;

/** Changes whose difference a name, or a part of what it names, occurs in; newest first. */
export const referencesPastSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      change: changeSummarySchema,
      items: z.array(
        z.strictObject({
          path: itemPathSchema,
          sign: itemChangeSignSchema,
          /** How often it stood there before, and stands there after; with its parts. */
          before: count,
          after: count,
          /** What happened to it; null where it came, went, or stands there oftener or less often. */
          says: z.string().nullable(),
          /** The address it is meant by, where a table of symbols gives it one. */
          address: z.string().nullable(),
        }),
      ),
    }),
  ),
  next: z.string().nullable(),
  lookedThrough: lookedThroughSchema,
});
export type ReferencesPast = z.infer<typeof referencesPastSchema>;
