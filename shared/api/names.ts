import { z } from 'zod';
import { namedSchema, nameFileSchema, namesFromSchema } from '../names/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { changeIdSchema } from './common.ts';

export type { NamedText, NameFileInfo, NamesFrom } from '../names/index.ts';

/** Lines of a listing that are sent; no block of an S7-300/400 has more. */
export const listingLinesAtMost = 100_000;
/** Contradictions that are listed. */
export const nameConflictsAtMost = 200;

/** GET /api/v1/assets/:asset/names : the files of the asset that name addresses, blocks and members, as it holds them now. */
export const assetNamesSchema = z.strictObject({
  files: z.array(nameFileSchema),
  /** What two files call differently, by address. */
  conflicts: z.array(namedSchema),
  /** All of them, listed or not. */
  conflicting: z.number().int().nonnegative(),
  /** More files hold names than are read of one asset. */
  truncated: z.boolean(),
});
export type AssetNames = z.infer<typeof assetNamesSchema>;

/** GET /api/v1/assets/:asset/listing?path=&at= : the listing of a program block with the names beside what it refers to. */
export const blockListingSchema = z.strictObject({
  path: z.string(),
  commit: z.string(),
  /** The change that brought this content, and when it was first read. */
  change: changeIdSchema,
  since: isoTimeSchema,
  lines: z.array(z.strictObject({ text: z.string(), names: z.array(namedSchema) })),
  truncated: z.boolean(),
  /** Null where the asset holds no file that names anything. */
  names: namesFromSchema.nullable(),
});
export type BlockListing = z.infer<typeof blockListingSchema>;
