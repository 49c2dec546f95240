import { z } from 'zod';
import { assetIdSchema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { personIdSchema } from './common.ts';

export const roleSchema = z.enum([
  'viewer',
  'operator',
  'maintainer',
  'engineer',
  'vendor',
  'approver',
  'auditor',
  'admin',
]);
export type Role = z.infer<typeof roleSchema>;

/** Where a role holds: the whole site, every asset of one area, or one asset. */
export const grantScopeSchema = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('site') }),
  z.strictObject({ of: z.literal('area'), area: z.string().min(1).max(100) }),
  z.strictObject({ of: z.literal('asset'), asset: assetIdSchema }),
]);
export type GrantScope = z.infer<typeof grantScopeSchema>;
/** A role a person holds somewhere. What a person may do is the union of their grants. */
export const grantSchema = z.strictObject({
  id: z.string().regex(/^grant-[0-9a-f]{16}$/),
  role: roleSchema,
  scope: grantScopeSchema,
});
export type Grant = z.infer<typeof grantSchema>;

const secret = z.string().min(1).max(1000);
/** Six digits of an authenticator app, or a recovery code. */
const code = z.string().min(6).max(60);

/** How far a permission is held: the whole site, or these areas and single assets. */
export const reachSchema = z.union([
  z.literal('site'),
  z.strictObject({ areas: z.array(z.string()), assets: z.array(z.string()) }),
]);
export type ApiReach = z.infer<typeof reachSchema>;

const proofBySchema = z.enum(['password', 'code', 'recovery-code']);

/**
 * POST /api/v1/sign-in. The answer sets the session cookie and gives the token that unsafe requests carry
 * in `x-csrf-token`. Where the person has a second factor and `code` is missing, the refusal is
 * `identity.code-needed`.
 */
export const signInRequestSchema = z.strictObject({
  user: z.string().min(1).max(100),
  password: secret,
  code: code.optional(),
});
export const meSchema = z.strictObject({
  person: personIdSchema,
  user: z.string(),
  name: z.string(),
  /** Every role held somewhere; `grants` says where. */
  roles: z.array(roleSchema),
  grants: z.array(grantSchema),
  csrf: z.string(),
  /** Names of what this person may do somewhere, so that the page offers no act that would be refused. */
  may: z.array(z.string().max(60)),
  /** Where each of them is held. */
  reach: z.record(z.string(), reachSchema),
  /** Whether a second factor is enrolled, and how many recovery codes are left. */
  secondFactor: z.strictObject({ since: isoTimeSchema, recoveryCodes: z.number().int() }).nullable(),
  /** True where somebody else chose the password. */
  passwordIsGiven: z.boolean(),
  /** What a fresh proof is made with, and until when the last one counts; a password alone is the weaker. */
  proof: z.strictObject({ by: z.enum(['code', 'password']), until: isoTimeSchema.nullable() }),
  site: z.strictObject({
    name: z.string(),
    timeZone: z.string(),
    /** Local times at which shifts begin, `HH:MM`; absent where the site has not said. */
    shifts: z
      .array(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/))
      .max(12)
      .optional(),
  }),
  build: z.string(),
});
export type Me = z.infer<typeof meSchema>;

/** POST /api/v1/step-up: a fresh proof; `code` where a second factor is enrolled, else `password`. */
export const stepUpRequestSchema = z.strictObject({ code: code.optional(), password: secret.optional() });
export const stepUpSchema = z.strictObject({
  until: isoTimeSchema,
  by: proofBySchema,
  /** True for a password: no second factor stands behind this proof. */
  weaker: z.boolean(),
});

/** GET /api/v1/me/sign-ins */
export const signInSchema = z.strictObject({
  id: z.string(),
  createdAt: isoTimeSchema,
  lastUsedAt: isoTimeSchema,
  address: z.string(),
  browser: z.string(),
  by: proofBySchema,
  current: z.boolean(),
});
export type SignInRow = z.infer<typeof signInSchema>;
export const signInsSchema = z.strictObject({ rows: z.array(signInSchema) });

/** POST /api/v1/me/totp: shown once, enrolled by POST /api/v1/me/totp/confirm with a code made from it. */
export const totpOfferSchema = z.strictObject({
  secret: z.string(),
  uri: z.string(),
  /** A QR code of `uri` as SVG. */
  svg: z.string(),
});
export const totpConfirmSchema = z.strictObject({ code });
/** Shown once; each opens once in place of a code. */
export const recoveryCodesSchema = z.strictObject({ codes: z.array(z.string()) });

export const tokenScopeSchema = z.enum(['read', 'git', 'operate', 'admin', 'step-up']);

/** GET/POST /api/v1/tokens; the secret is shown once. */
export const tokenSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScopeSchema),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema,
  lastUsedAt: isoTimeSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;
export const tokenRequestSchema = z.strictObject({
  name: z.string().min(1).max(100),
  scopes: z.array(tokenScopeSchema).min(1),
  days: z.number().int().min(1).max(366),
});
export const tokenCreatedSchema = z.strictObject({ token: tokenSchema, secret: z.string() });

export const passwordChangeSchema = z.strictObject({
  current: z.string().max(1000),
  next: z.string().min(12).max(1000),
  /** Whether one's API tokens end as well. */
  endTokens: z.boolean().default(false),
});

/** POST /api/v1/set-up: a person chooses a password with the one-time secret of a set-up link. */
export const setUpRequestSchema = z.strictObject({
  secret: z.string().min(1).max(100),
  password: z.string().min(12).max(1000),
});
export const setUpDoneSchema = z.strictObject({ user: z.string() });

/** A person as others are shown them: by name where the reader may see names, else by role and the end of the id. */
export const shownPersonSchema = z.strictObject({
  person: personIdSchema,
  label: z.string(),
  named: z.boolean(),
});
export type ShownPerson = z.infer<typeof shownPersonSchema>;
/** GET /api/v1/people/names?ids=… */
export const namesQuerySchema = z.strictObject({ ids: z.string().min(1).max(5000) });
export const namesSchema = z.strictObject({ rows: z.array(shownPersonSchema) });

export const personStateSchema = z.enum(['active', 'not-set-up', 'disabled', 'expired', 'sponsor-gone']);

/** GET /api/v1/people */
export const personSchema = z.strictObject({
  person: personIdSchema,
  label: z.string(),
  /** What is typed at sign-in; null for a reader who may not see names. */
  user: z.string().nullable(),
  state: personStateSchema,
  grants: z.array(grantSchema),
  sponsor: shownPersonSchema.nullable(),
  expiresAt: isoTimeSchema.nullable(),
  secondFactor: z.boolean(),
  /** True where somebody else chose the password. */
  passwordIsGiven: z.boolean(),
  signIns: z.number().int(),
  tokens: z.number().int(),
  createdAt: isoTimeSchema,
  disabledAt: isoTimeSchema.nullable(),
});
export type Person = z.infer<typeof personSchema>;
export const peopleSchema = z.strictObject({ rows: z.array(personSchema) });

export const grantRequestSchema = z.strictObject({ role: roleSchema, scope: grantScopeSchema });
export const personRequestSchema = z.strictObject({
  user: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,98}$/u, 'expected letters, digits and . _ @ -'),
  name: z.string().min(1).max(200),
  grants: z.array(grantRequestSchema).max(50),
  sponsor: personIdSchema.nullable().default(null),
  expiresAt: isoTimeSchema.nullable().default(null),
  /** A password somebody hands over; absent, a one-time set-up link is given. */
  password: z.string().min(12).max(1000).optional(),
});
/** The link is shown once. `path` is below the page's address; its part after # is never sent to a server. */
export const setUpLinkSchema = z.strictObject({
  secret: z.string(),
  path: z.string(),
  expiresAt: isoTimeSchema,
});
export type SetUpLink = z.infer<typeof setUpLinkSchema>;
export const personCreatedSchema = z.strictObject({
  person: personIdSchema,
  setUp: setUpLinkSchema.nullable(),
});
export const setUpIssueSchema = z.strictObject({
  /** Also ends the second factor, of somebody who lost it. */
  dropSecondFactor: z.boolean().default(false),
});
export const sponsorRequestSchema = z.strictObject({
  sponsor: personIdSchema.nullable(),
  expiresAt: isoTimeSchema.nullable(),
});

/** POST /api/v1/people/:person/erase */
export const eraseRequestSchema = z.strictObject({
  /** The rule it is done under. It stands in the log for good: no name belongs in it. */
  reason: z.string().trim().min(1).max(500),
});
/** How many names of accounts, stations and badges are gone, and how many records of witnesses that held one. */
export const erasedSchema = z.strictObject({
  identities: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
});
export type Erased = z.infer<typeof erasedSchema>;
