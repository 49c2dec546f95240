import { z } from 'zod';
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

/** POST /api/v1/sign-in. The answer sets the session cookie and gives the token that unsafe requests carry in `x-csrf-token`. */
export const signInRequestSchema = z.strictObject({
  user: z.string().min(1).max(100),
  password: z.string().min(1).max(1000),
});
export const meSchema = z.strictObject({
  person: personIdSchema,
  user: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  csrf: z.string(),
  /** Names of what this person may do, so that the page offers no act that would be refused. */
  may: z.array(z.string().max(60)),
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

/** GET/POST /api/v1/tokens; the secret is shown once. */
export const tokenSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(['read', 'git', 'operate', 'admin'])),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema,
  lastUsedAt: isoTimeSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;
export const tokenRequestSchema = z.strictObject({
  name: z.string().min(1).max(100),
  scopes: z.array(z.enum(['read', 'git', 'operate', 'admin'])).min(1),
  days: z.number().int().min(1).max(366),
});
export const tokenCreatedSchema = z.strictObject({ token: tokenSchema, secret: z.string() });

export const passwordChangeSchema = z.strictObject({
  current: z.string().max(1000),
  next: z.string().min(12).max(1000),
});
