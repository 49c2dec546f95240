import { grantScopeSchema, roleSchema } from '@witnessmark/shared/api';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';

/** Bodies of person.*; whom it is about stands in the event's subject, whose act it is in its actor. Ids alone, no names. */
const proofBy = z.enum(['password', 'code', 'recovery-code']);

export const personAddedSchema = z.strictObject({ roles: z.array(roleSchema) });

/** person.granted, person.revoked */
export const personGrantSchema = z.strictObject({
  grant: z.string().max(100),
  role: roleSchema,
  scope: grantScopeSchema,
});

/** person.disabled, person.enabled */
export const personOpenSchema = z.strictObject({});

/** person.erased: account and names are gone, and by which rule; how many identities' names, and records that held them. */
export const personErasedSchema = z.strictObject({
  under: z.string().max(500),
  identities: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
});

/** person.sponsored: who answers for the person, and until when the account opens. */
export const personSponsoredSchema = z.strictObject({
  sponsor: z.string().max(100).nullable(),
  expires: isoTimeSchema.nullable(),
});

/** person.set-up-issued: a one-time link to choose a password was given out. */
export const personSetUpIssuedSchema = z.strictObject({ expires: isoTimeSchema });

export const personSignedInSchema = z.strictObject({ by: proofBy });
export const personSignedOutSchema = z.strictObject({ why: z.string().max(100) });
/** person.stepped-up: a fresh proof for privileged acts. */
export const personSteppedUpSchema = z.strictObject({ by: proofBy });
export const personSignInFailedSchema = z.strictObject({
  count: z.number().int().positive(),
  digest: z.string().max(100),
});

export const personCredentialSchema = z.strictObject({
  credential: z.enum(['password', 'totp', 'recovery-codes']),
  /** Absent in the oldest entries: set. */
  act: z.enum(['set', 'removed']).optional(),
});
export const personRecoveryCodeUsedSchema = z.strictObject({ left: z.number().int().nonnegative() });

export const personTokenIssuedSchema = z.strictObject({
  token: z.string().max(100),
  scopes: z.array(z.string().max(100)),
  expiresAt: isoTimeSchema,
});
export const personTokenRevokedSchema = z.strictObject({ token: z.string().max(100) });
