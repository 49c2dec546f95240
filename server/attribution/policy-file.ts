import { createHash } from 'node:crypto';
import { parseConfiguration } from '@witnessmark/shared/configuration';
import { z } from 'zod';
import type { OperatorItems, SitePolicy } from './policy.ts';
import { isBlockAuthor } from './trust.ts';

const glob = z.string().min(1).max(400);
const globs = z.array(glob).min(1).max(500);
const pathId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected the word of an access path, e.g. panel');

const limits = z.union(
  [
    z.literal('own'),
    z
      .strictObject({ low: z.number(), high: z.number() })
      .refine(({ low, high }) => low <= high, 'low lies above high'),
    z.strictObject({ oneOf: z.array(z.string().max(200)).min(1).max(200) }),
  ],
  'expected own, {low, high} or {oneOf: […]}',
);

const operatorItems = z.strictObject({
  name: z.string().min(1).max(100),
  assets: globs.optional(),
  items: globs,
  members: globs.optional(),
  limits,
  by: z.array(pathId).min(1).max(20),
  alsoUnseen: z.boolean().default(false),
});

const authentic = z
  .record(z.string().max(100), z.array(z.enum(['authenticated', 'device-record'])).max(2))
  .superRefine((kinds, context) => {
    for (const kind of Object.keys(kinds)) {
      const mistake = mistakeIn(kind);
      if (mistake !== null) context.addIssue({ code: 'custom', path: [kind], message: mistake });
    }
  });

function mistakeIn(witnessKind: string): string | null {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(witnessKind)) return 'expected a kind of witness, e.g. opcua-audit';
  return isBlockAuthor(witnessKind)
    ? 'the author in a block can be anything: it is a hint and never proof'
    : null;
}

/**
 * Kinds that prove without a site having said so: records whose channel proves who speaks. A CPU's own memory is
 * among them because it never names anybody: it tells the way, no more.
 */
const provesByDefault = {
  gate: ['authenticated'],
  'hmi-audit': ['authenticated'],
  'opcua-audit': ['authenticated'],
  'opcua-sessions': ['authenticated'],
  restore: ['authenticated'],
  's7-cpu': ['device-record'],
  syslog: ['authenticated'],
  windows: ['authenticated'],
} satisfies Record<string, ('authenticated' | 'device-record')[]>;

const judgedByDefault = {
  engineering: 'each',
  operator: 'each',
  load: 'each',
  effect: 'cause',
  commissioning: 'each',
} as const;

export const policySchema = z.strictObject({
  /** Takes the place of the default, whole. */
  authentic: authentic.default(provesByDefault),
  /** The closing reading comes a little after the end; it must not lose the last change made. */
  sessionGraceMinutes: z.number().min(0).max(240).default(2),
  edgeToleranceSeconds: z.number().min(0).max(60).default(2),
  judged: z
    .strictObject({
      engineering: z.enum(['each', 'shift']).default('each'),
      operator: z.enum(['each', 'shift']).default('each'),
      load: z.enum(['each', 'shift']).default('each'),
      effect: z.enum(['each', 'cause']).default('cause'),
      commissioning: z.enum(['each', 'shift', 'phase']).default('each'),
    })
    .default(judgedByDefault),
  operator: z
    .strictObject({
      names: z.enum(['shown', 'shift']).default('shown'),
      items: z
        .array(operatorItems)
        .max(500)
        .refine(
          items => new Set(items.map(({ name }) => name)).size === items.length,
          'two entries have one name',
        )
        .default([]),
    })
    .default({ names: 'shown', items: [] }),
});

/**
 * Reads a policy file (YAML). Throws `config.invalid` on `file`, with the line of each mistake. An empty file is the
 * strictest policy: nothing is an operator's, every change that is no effect is judged by itself.
 */
export function parsePolicy(text: string, file: string): SitePolicy {
  return sitePolicyOf(parseConfiguration(text, file, policySchema), text);
}

/** Settings that were read from a file as the rules take them; `text` is the whole file, whose digest they carry. */
export function sitePolicyOf(settings: z.infer<typeof policySchema>, text: string): SitePolicy {
  const { authentic, sessionGraceMinutes, edgeToleranceSeconds, judged, operator } = settings;
  return {
    digest: createHash('sha256').update(text).digest('hex'),
    authentic,
    sessionGraceMs: sessionGraceMinutes * 60_000,
    edgeToleranceMs: edgeToleranceSeconds * 1000,
    judged,
    operator: operator.items.map(
      (entry): OperatorItems => ({
        ...entry,
        assets: entry.assets ?? null,
        members: entry.members ?? null,
      }),
    ),
    operatorNames: operator.names,
  };
}

/** What holds where a site has no policy file. */
export const strictPolicy: SitePolicy = parsePolicy('', 'the built-in policy');
