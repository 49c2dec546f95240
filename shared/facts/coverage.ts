import { z } from 'zod';
import { kindSchema } from '../items/index.ts';
import { instantSchema } from '../time/index.ts';
import { factLimits } from './limits.ts';

/** Why a kind was not being watched. */
export const gapReasons = [
  'link-lost',
  'agent-down',
  'planned-off',
  'hands-off',
  'refused',
  'timed-out',
  'overloaded',
  'engineer-connected',
  'different-device',
  'identity-unproven',
  'spool-full',
  'spool-lost',
  'clock-jump',
  'configuration',
  'starting',
] as const;
export type GapReason = (typeof gapReasons)[number];

const watched = z.strictObject({ state: z.literal('watched') });
const gap = z.strictObject({
  state: z.literal('gap'),
  reason: z.enum(gapReasons),
  detail: z.string().max(factLimits.textBytes).optional(),
});
const blind = z.strictObject({ state: z.literal('blind'), reason: z.string().max(factLimits.textBytes) });

export const coverageStateSchema = z.discriminatedUnion('state', [watched, gap, blind]);
export type CoverageState = z.infer<typeof coverageStateSchema>;

/** From `from` on, this kind of the stream is in this state until the next change says otherwise. */
export const coverageChangeSchema = z.strictObject({
  kind: kindSchema,
  from: instantSchema,
  now: coverageStateSchema,
});
export type CoverageChange = z.infer<typeof coverageChangeSchema>;

/** "Equal at each reading" from `first` to `last`, `readings` times. Never "unchanged". */
const coverageDigestSchema = z.strictObject({
  kind: kindSchema,
  first: instantSchema,
  last: instantSchema,
  readings: z.number().int().positive(),
});

/** Coverage of one stream: state changes as they happen, and a digest at most an hour apart. */
export const coverageSchema = z.strictObject({
  changes: z.array(coverageChangeSchema).max(64),
  digests: z.array(coverageDigestSchema).max(64),
});
export type Coverage = z.infer<typeof coverageSchema>;
