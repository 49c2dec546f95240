import { z } from 'zod';
import { itemStateSchema, kindSchema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';

/** `DB20`, as it stands in addresses and paths. */
export const dataBlockNameSchema = z.string().regex(/^DB\d{1,5}$/, 'DB and a number');

/** Values shown of one data block; a block of bits alone may have more. */
export const dataBlockValuesAtMost = 10_000;

const count = z.number().int().nonnegative();

/** GET /api/v1/assets/:asset/data-blocks?at= : data blocks of an S7-300/400 by number, now or at a moment. */
export const dataBlocksSchema = z.strictObject({
  at: isoTimeSchema.nullable(),
  rows: z.array(
    z.strictObject({
      block: dataBlockNameSchema,
      path: z.string(),
      state: itemStateSchema,
      /** Why there is nothing to count, where the image is not there or not understood. */
      reason: z.string().nullable(),
      /** Null where the image is not there or not understood. */
      counts: z
        .strictObject({
          values: count,
          /** Of which the actual value is read. */
          read: count,
          /** Of which it differs from the start value. */
          lost: count,
          retained: z.boolean(),
          complete: z.boolean(),
        })
        .nullable(),
    }),
  ),
  truncated: z.boolean(),
});
export type DataBlocks = z.infer<typeof dataBlocksSchema>;

const actualSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('read'),
    /** As value text writes it. */
    value: z.string(),
    unit: z.string().nullable(),
    /** The item that holds it, and the member's name there. */
    item: z.string(),
    member: z.string(),
    kind: kindSchema,
  }),
  z.strictObject({
    state: z.literal('not-read'),
    reason: z.string(),
    /** Where an item declares the value, and yet there is none. */
    member: z.string().nullable(),
  }),
]);

export const dataBlockValueSchema = z.strictObject({
  /** Byte and bit in the block: `12.0`. */
  address: z.string(),
  /** As the block declares it: `REAL`, `STRING [20]`. */
  type: z.string(),
  /** What the block begins with, from the interface of its image: logic. As value text writes it where it can. */
  start: z.string(),
  actual: actualSchema,
  /** Absent until there is a baseline that holds this value. */
  baseline: z.string().optional(),
  /** Whether the actual value would be another after a memory reset or a download; null where that is not known. */
  lost: z.boolean().nullable(),
  /** Why it is not known, where both values are. */
  note: z.string().nullable(),
});
export type DataBlockValue = z.infer<typeof dataBlockValueSchema>;

/** GET /api/v1/assets/:asset/data-blocks/:block?at= : start and actual value of every member, by address. */
export const dataBlockSchema = z.strictObject({
  asset: z.string(),
  block: dataBlockNameSchema,
  at: isoTimeSchema.nullable(),
  path: z.string(),
  /** The commit whose image and items these are. */
  commit: z.string(),
  /** `FB 12` where the block is an instance. */
  instanceOf: z.string().nullable(),
  retain: z.strictObject({
    retained: z.boolean(),
    /** Where that is known from. */
    says: z.string(),
  }),
  /** False where the declaration was not understood to its end: values may be missing. */
  complete: z.boolean(),
  values: z.array(dataBlockValueSchema),
  /** Values beyond those listed. */
  more: count,
  lost: z.strictObject({
    /** Addresses of values that a memory reset or a download would put back to their start. */
    atReset: z.array(z.string()),
    /** The same for a restart; null where the block keeps its values over one. */
    atRestart: z.array(z.string()).nullable(),
    /** Values of which it is not known, because they are not read or not comparable. */
    unknown: count,
  }),
  /** Members that items declare in this block at addresses where it declares no such value. */
  misplaced: z.array(z.strictObject({ item: z.string(), member: z.string(), address: z.string() })),
});
export type DataBlock = z.infer<typeof dataBlockSchema>;
