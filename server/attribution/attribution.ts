import { z } from 'zod';
import { changeClasses } from './policy.ts';

/** Raised with any change of the rules; it stands in every judgement, and a judgement is never made anew silently. */
export const ruleSetVersion = 2;

const partNameSchema = z.strictObject({ path: z.string(), member: z.string().nullable() });

/** Who or what acted. People, systems and accounts stand here by random id. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), person: z.string() }),
  z.strictObject({ kind: z.literal('system'), system: z.string() }),
  z.strictObject({ kind: z.literal('program') }),
  z.strictObject({ kind: z.literal('restart') }),
  z.strictObject({
    kind: z.literal('effect'),
    rule: z.string(),
    cause: z.strictObject({ change: z.string(), part: partNameSchema }).nullable(),
  }),
  z.strictObject({ kind: z.literal('unknown') }),
]);
export type Actor = z.infer<typeof actorSchema>;

export const verdictSchema = z.enum(['witnessed', 'bracketed', 'claimed', 'ambiguous', 'unattributed']);
export type Verdict = z.infer<typeof verdictSchema>;

export const reachSchema = z.enum(['person', 'account', 'station', 'path', 'nothing']);
export type Reach = z.infer<typeof reachSchema>;

/** One step of the reasoning. `refs` are positions in the log; sessions, paths and identities stand by id. */
export const reasonSchema = z.strictObject({
  code: z.enum([
    'record-explains-value',
    'record-changed-nothing',
    'record-without-value',
    'record-over-edge',
    'record-not-trusted',
    'record-names-nobody',
    'record-names-account-only',
    'record-names-station-only',
    'record-names-path-only',
    'account-resolved-by-other-witness',
    'record-unauthenticated',
    'record-without-clock-bound',
    'record-other-value',
    'records-compete',
    'records-conflict',
    'session-covers-window',
    'session-outside-window',
    'session-in-grace',
    'session-not-approved',
    'session-outside-scope',
    'sessions-overlap',
    'break-glass',
    'path-watched',
    'path-closed',
    'path-not-watched',
    'paths-unknown',
    'somebody-else-seen',
    'own-person-not-seen',
    'somebody-had-access',
    'claimed',
    'claim-confirmed',
    'claim-awaiting',
    'claim-self-confirmed',
    'claim-disputed',
    'claim-conflicts',
    'effect-of-cause',
    'load-of-recipe',
    'causes-compete',
    'window-open',
    'not-settled',
    'nobody-known',
    'too-much-evidence',
  ]),
  refs: z.array(z.number().int().nonnegative()).max(100).default([]),
  session: z.string().optional(),
  path: z.string().optional(),
  identity: z.string().optional(),
  person: z.string().optional(),
  /** The witness whose records these are. */
  witness: z.string().optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** Somebody or something that can have done it. */
export const candidateSchema = z.strictObject({
  actor: actorSchema,
  reach: reachSchema,
  by: z.enum(['record', 'session', 'claim', 'cause', 'path']),
  session: z.string().optional(),
  path: z.string().optional(),
  identity: z.string().optional(),
  refs: z.array(z.number().int().nonnegative()).max(100),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** A judgement on one part of a change: who, how far the trail goes, how surely, and why. */
export const attributionSchema = z.strictObject({
  part: partNameSchema,
  actor: actorSchema,
  reach: reachSchema,
  verdict: verdictSchema,
  /** The session it happened in or may have happened in. */
  session: z.string().nullable(),
  /** Account or station the trail ends at, as id of the identity, where `reach` is that. */
  identity: z.string().nullable(),
  /** Where it came from, as id of the station's or the address's identity, where a record says so. */
  station: z.string().nullable(),
  /** The way it came by, where a record says so. */
  path: z.string().nullable(),
  /** Where it is ambiguous, all who can have done it; else who besides had access at the time. */
  candidates: z.array(candidateSchema).max(100),
  reasons: z.array(reasonSchema).min(1).max(100),
});
export type Attribution = z.infer<typeof attributionSchema>;

/** attribution.judged: one revision of the judgement on a change. The newest one holds; older ones stay. */
export const attributionJudgedSchema = z.strictObject({
  change: z.string(),
  asset: z.string(),
  revision: z.number().int().positive(),
  rules: z.number().int().positive(),
  policy: z.string(),
  /** Why there is a new revision: what came. */
  because: z.enum(['first', 'statement', 'session', 'claim', 'registry', 'policy', 'paths', 'rules']),
  /** Up to which position of the log evidence was looked at. */
  upTo: z.number().int().nonnegative(),
  parts: z.array(attributionSchema).max(5000),
  /** What policy makes of each part, in the parts' order; `rule` is what takes it out of the inbox, null where somebody judges it. */
  classes: z
    .array(
      z.strictObject({
        class: z.enum(changeClasses),
        judged: z.enum(['each', 'shift', 'cause', 'phase']),
        rule: z.string().max(200).nullable(),
        namesShown: z.boolean(),
      }),
    )
    .max(5000),
});
export type AttributionJudged = z.infer<typeof attributionJudgedSchema>;
