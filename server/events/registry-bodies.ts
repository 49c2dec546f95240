import { assetIdSchema, kindSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import { identityIdSchema } from './fact-bodies.ts';

/** What an identity means: people by random id; a system is a word of the site. */
export const identityMeaningSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('person'), person: z.string().max(100) }),
  z.strictObject({ to: z.literal('system'), system: z.string().min(1).max(100) }),
  z.strictObject({ to: z.literal('shared'), people: z.array(z.string().max(100)).max(100) }),
  z.strictObject({ to: z.literal('unknown') }),
]);
export type IdentityMeaning = z.infer<typeof identityMeaningSchema>;

/**
 * registry.identity-declared: what an account, a station, an address or a badge means over a stretch of time. A later
 * declaration stands over an earlier one where both speak; the name itself is sealed under `ref`.
 */
export const identityDeclaredSchema = z.strictObject({
  identity: identityIdSchema,
  scheme: z.string().max(40),
  /** Asset on which the name means this; null for the whole site. */
  asset: assetIdSchema.nullable(),
  ref: z.string(),
  meaning: identityMeaningSchema,
  from: isoTimeSchema.nullable(),
  until: isoTimeSchema.nullable(),
});

const word = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a word of a-z, 0-9 and hyphens');

/** One way by which items of an asset can be written, as somebody who knows the plant declares it. */
export const accessPathSchema = z.strictObject({
  id: word,
  kinds: z.array(kindSchema).min(1),
  /** Globs over item paths; every item of the kinds where null. */
  items: z.array(z.string().min(1).max(300)).max(100).nullable(),
  /** Witnesses that watch it, as `<kind>/<name>`: any one of them, proven alive, is enough. */
  witnesses: z.array(z.string().min(1).max(200)).max(20),
  /** When it was technically closed, and how somebody answers for that. */
  closed: z
    .array(
      z.strictObject({
        from: isoTimeSchema,
        until: isoTimeSchema.nullable(),
        how: z.string().trim().min(1).max(300),
      }),
    )
    .max(100),
});

/** registry.path-declared: every way by which an asset can be written; the list replaces the one before. */
export const pathDeclaredSchema = z.strictObject({
  asset: assetIdSchema,
  paths: z.array(accessPathSchema).max(20),
  reason: z.string().max(1000),
});

/** policy.adopted: the policy file as the server reads it from here on. */
export const policyAdoptedSchema = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** The file's text. */
  text: z.string().max(200_000),
});
