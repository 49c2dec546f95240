import { z } from 'zod';
import { statementSchema } from '../facts/index.ts';
import { assetIdSchema, kindSchema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { personIdSchema } from './common.ts';
import { somebodySchema } from './sessions.ts';
import { witnessSchema } from './witnesses.ts';

export const identityIdSchema = z.string().regex(/^i-[0-9a-f]{16}$/);
export const identitySchemeSchema = statementSchema.shape.identities.element.shape.scheme;
const assetNameSchema = z.strictObject({ id: z.string(), name: z.string() });

/** Whom an identity means, as the reader may see it. */
export const meaningShownSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('person'), person: somebodySchema }),
  z.strictObject({ to: z.literal('system'), system: z.string() }),
  z.strictObject({ to: z.literal('shared'), people: z.array(somebodySchema) }),
  z.strictObject({ to: z.literal('unknown') }),
]);
export type MeaningShown = z.infer<typeof meaningShownSchema>;

/** How an account was found to be shared. */
export const sharedWhySchema = z.enum(['declared', 'two-stations', 'two-people']);
export type SharedWhy = z.infer<typeof sharedWhySchema>;

/** An account, a station, an address or a badge. */
export const identityRowSchema = z.strictObject({
  id: identityIdSchema,
  scheme: z.string(),
  /** Null where the reader may not see it, or nobody knows it any more. */
  name: z.string().nullable(),
  /** Where the name means this; null for the whole site. */
  asset: assetNameSchema.nullable(),
  meaning: meaningShownSchema,
  declared: z.boolean(),
  /** How often it was named in the last 35 days. */
  seen: z.number().int().nonnegative(),
  lastSeen: isoTimeSchema.nullable(),
  shared: sharedWhySchema.nullable(),
});
export type IdentityRow = z.infer<typeof identityRowSchema>;

/** GET /api/v1/identities */
export const identitiesQuerySchema = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(['unresolved', 'resolved', 'shared']).optional(),
  asset: assetIdSchema.optional(),
});
/** Unresolved ones first, those seen most often before the others. */
export const identitiesSchema = z.strictObject({
  rows: z.array(identityRowSchema),
  next: z.string().nullable(),
  unresolved: z.number().int(),
  total: z.number().int(),
});
export type Identities = z.infer<typeof identitiesSchema>;

/** GET /api/v1/identities/:identity */
export const identitySchema = identityRowSchema.extend({
  /** Newest declaration first; where two speak of one moment the newer holds. */
  history: z.array(
    z.strictObject({
      meaning: meaningShownSchema,
      from: isoTimeSchema.nullable(),
      until: isoTimeSchema.nullable(),
      by: somebodySchema,
      at: isoTimeSchema,
    }),
  ),
  /** Where it was seen in the last 35 days. */
  where: z.array(
    z.strictObject({
      asset: assetNameSchema.nullable(),
      witness: z.string(),
      count: z.number().int(),
      last: isoTimeSchema,
    }),
  ),
});
export type Identity = z.infer<typeof identitySchema>;

/** GET /api/v1/identities/people: whom an identity can be declared to mean. */
export const peopleKnownSchema = z.strictObject({ rows: z.array(somebodySchema) });

/** GET /api/v1/identities/shared */
export const sharedAccountsSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      identity: identityRowSchema,
      why: sharedWhySchema,
      says: z.string(),
      /** When it was seen so last; null where it was declared and not seen. */
      at: isoTimeSchema.nullable(),
    }),
  ),
});
export type SharedAccounts = z.infer<typeof sharedAccountsSchema>;

const meaningSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('person'), person: personIdSchema }),
  z.strictObject({ to: z.literal('system'), system: z.string().trim().min(1).max(100) }),
  z.strictObject({ to: z.literal('shared'), people: z.array(personIdSchema).max(100) }),
  z.strictObject({ to: z.literal('unknown') }),
]);
const during = {
  from: isoTimeSchema.nullable().default(null),
  until: isoTimeSchema.nullable().default(null),
};

/** POST /api/v1/identities: a name that need not have been seen yet. */
export const identityDeclarationSchema = z.strictObject({
  scheme: identitySchemeSchema.exclude(['person']),
  value: z.string().trim().min(1).max(300),
  /** The asset on which the name means this; the whole site where it is left out. */
  asset: assetIdSchema.nullable().default(null),
  meaning: meaningSchema,
  ...during,
});
export type IdentityDeclaration = z.input<typeof identityDeclarationSchema>;

/** POST /api/v1/identities/:identity/meanings */
export const meaningDeclarationSchema = z.strictObject({ meaning: meaningSchema, ...during });
export type MeaningDeclaration = z.input<typeof meaningDeclarationSchema>;

/** One way by which items of an asset can be written. */
export const accessPathSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a word of a-z, 0-9 and hyphens'),
  kinds: z.array(kindSchema).min(1).max(4),
  /** Globs over item paths; every item of the kinds where null. */
  items: z.array(z.string().min(1).max(300)).max(100).nullable().default(null),
  /** `<kind>/<name>`: any one of them, proven alive, is enough. */
  witnesses: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
  /** When it was technically closed, and how somebody answers for that. */
  closed: z
    .array(
      z.strictObject({
        from: isoTimeSchema,
        until: isoTimeSchema.nullable(),
        how: z.string().trim().min(1).max(300),
      }),
    )
    .max(100)
    .default([]),
});

/** POST /api/v1/assets/:asset/paths: the whole list anew. */
export const pathsDeclarationSchema = z.strictObject({
  paths: z.array(accessPathSchema).max(20),
  reason: z.string().trim().min(1).max(1000),
});
export type PathsDeclaration = z.input<typeof pathsDeclarationSchema>;

/** GET /api/v1/assets/:asset/paths */
export const assetPathsSchema = z.strictObject({
  /** Null where nobody ever declared any: then nothing of this asset is ever bracketed. */
  declared: z.strictObject({ at: isoTimeSchema, by: somebodySchema, reason: z.string() }).nullable(),
  paths: z.array(
    accessPathSchema.extend({
      closedNow: z.boolean(),
      /** Each witness with what is known of it; null where it was never heard. */
      watch: z.array(z.strictObject({ name: z.string(), heard: witnessSchema.nullable() })),
    }),
  ),
  /** Kinds that no declared path can write. */
  unreached: z.array(kindSchema),
  /** Witnesses that speak of this asset and watch no declared path. */
  idle: z.array(witnessSchema),
});
export type AssetPaths = z.infer<typeof assetPathsSchema>;
