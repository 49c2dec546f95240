import { parseConfiguration } from '@witnessmark/shared/configuration';
import { WitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import { policySchema, type SitePolicy, sitePolicyOf } from '../attribution/index.ts';
import { defaultSessionPolicy, type SessionPolicy, sessionPolicySchema } from '../sessions/index.ts';

/** The whole file: what attribution decides by, and the section about engineer sessions. */
export const policyFileSchema = policySchema.extend({
  sessions: sessionPolicySchema.default(defaultSessionPolicy),
});

/** A policy as the server goes by it. */
export interface Policy {
  /** SHA-256 (hex) of `text`. */
  readonly digest: string;
  /** The file as it was read; empty where a site has none and the built-in policy holds. */
  readonly text: string;
  readonly attribution: SitePolicy;
  readonly sessions: SessionPolicy;
  /** Every setting with its default filled in. */
  readonly settings: z.infer<typeof policyFileSchema>;
}

/** It is kept whole in the log, so it has a bound. */
const bytesAtMost = 200_000;

/** Reads a policy file (YAML). Throws `config.invalid` on `file`, with the line of each mistake. */
export function policyOf(text: string, file: string): Policy {
  if (text.length > bytesAtMost)
    throw new WitnessError('config.invalid', file, `larger than ${bytesAtMost} characters`);
  const { sessions, ...attribution } = parseConfiguration(text, file, policyFileSchema);
  const site = sitePolicyOf(attribution, text);
  return { digest: site.digest, text, attribution: site, sessions, settings: { sessions, ...attribution } };
}

/** What holds where a site has no policy file: the strictest rules, and sessions that staff start by themselves. */
export const builtInPolicy: Policy = policyOf('', 'the built-in policy');
