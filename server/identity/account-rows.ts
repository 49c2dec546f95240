import { randomBytes } from 'node:crypto';
import { grantSchema, roleSchema } from '@witnessmark/shared/api';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import type { Account } from './accounts.ts';
import { tokenScopes } from './permissions.ts';

const scopeNames = Object.keys(tokenScopes) as (keyof typeof tokenScopes)[];
const proofSchema = z.enum(['password', 'code', 'recovery-code']);

const today = z.strictObject({
  v: z.literal(2),
  person: z.string(),
  user: z.string(),
  name: z.string(),
  grants: z.array(grantSchema),
  password: z.string().nullable(),
  passwordBy: z.enum(['self', 'other']),
  totp: z.strictObject({ secret: z.string(), since: isoTimeSchema }).nullable(),
  recovery: z.array(z.string()),
  setUp: z
    .strictObject({
      hash: z.string(),
      expiresAt: isoTimeSchema,
      dropSecondFactor: z.boolean().exactOptional(),
    })
    .nullable(),
  sponsor: z.string().nullable(),
  expiresAt: isoTimeSchema.nullable(),
  createdAt: isoTimeSchema,
  disabledAt: isoTimeSchema.nullable(),
});

/** Before roles had a scope: each held for the whole site. */
const first = z.strictObject({
  person: z.string(),
  user: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  password: z.string(),
  createdAt: isoTimeSchema,
  disabledAt: isoTimeSchema.nullable(),
});

/** An account as it rests in the vault, of this version or the one before. */
export const accountRowSchema = z.union([
  today.transform(({ v: _v, ...account }): Account => account),
  first.transform(
    ({ roles, ...account }): Account => ({
      ...account,
      grants: roles.map(role => ({
        id: `grant-${randomBytes(8).toString('hex')}`,
        role,
        scope: { of: 'site' as const },
      })),
      passwordBy: 'other',
      totp: null,
      recovery: [],
      setUp: null,
      sponsor: null,
      expiresAt: null,
    }),
  ),
]);

export function accountRow(account: Account): object {
  return { v: 2, ...account };
}

export const tokenRowSchema = z.strictObject({
  id: z.string(),
  hash: z.string(),
  person: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopeNames)),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema,
});

export const signInRowSchema = z.strictObject({
  id: z.string(),
  hash: z.string(),
  person: z.string(),
  createdAt: isoTimeSchema,
  lastUsedAt: isoTimeSchema,
  address: z.string(),
  browser: z.string(),
  by: proofSchema,
  provenAt: isoTimeSchema,
  provenBy: proofSchema,
});

/** The newest TOTP step a person used, and when a token was last used. */
export const stepRowSchema = z.strictObject({ person: z.string(), step: z.number().int().nonnegative() });
export const tokenUseRowSchema = z.strictObject({ token: z.string(), at: isoTimeSchema });
