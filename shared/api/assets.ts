import { z } from 'zod';
import { whoSchema } from '../changes/index.ts';
import { readingCostSchema } from '../facts/index.ts';
import { itemStateSchema, kindSchema, sha256Schema } from '../items/index.ts';
import { namedSchema, namesFromSchema } from '../names/index.ts';
import { isoTimeSchema } from '../time/index.ts';
import { changeSummarySchema, itemDiffSchema } from './changes.ts';
import { changeIdSchema, pageOf, windowSchema } from './common.ts';
import { exportRequestSchema } from './exports.ts';

export const phaseSchema = z.enum([
  'simulated',
  'commissioning',
  'production',
  'maintenance-window',
  'out-of-service',
]);

export const coverageNowSchema = z.strictObject({
  kind: kindSchema,
  state: z.enum(['watched', 'gap', 'blind', 'unknown']),
  reason: z.string().nullable(),
  since: isoTimeSchema.nullable(),
  /** When it was last read equal, from the live watermark. */
  lastEqual: isoTimeSchema.nullable(),
});

export const assetSummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  area: z.string(),
  site: z.string(),
  phase: phaseSchema,
  phaseUntil: isoTimeSchema.nullable(),
  sources: z.array(z.string()),
  coverage: z.array(coverageNowSchema),
  changes24h: z.number().int().nonnegative(),
  lastChange: z
    .strictObject({ id: changeIdSchema, recordedAt: isoTimeSchema, sentence: z.string() })
    .nullable(),
  awaiting: z.number().int().nonnegative(),
  damaged: z.string().nullable(),
});
export type AssetSummary = z.infer<typeof assetSummarySchema>;
/** GET /api/v1/assets, by area and name. */
export const assetsQuerySchema = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  area: z.string().max(100).optional(),
  /** Text looked for in name, id and area. */
  search: z.string().max(200).optional(),
});
export const assetsPageSchema = pageOf(assetSummarySchema);

/**
 * GET /api/v1/gaps: stretches that overlap [from, to) in which a kind of an asset was not watched, newest
 * end first, so that a list of changes can draw its blanks. `to` is null while the gap lasts.
 */
export const gapsQuerySchema = z.strictObject({
  from: isoTimeSchema,
  to: isoTimeSchema.optional(),
  asset: z.string().max(60).optional(),
  area: z.string().max(100).optional(),
  kind: kindSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export const gapsSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      asset: z.strictObject({ id: z.string(), name: z.string(), area: z.string() }),
      source: z.string(),
      /** Kinds that share this stretch and reason. */
      kinds: z.array(kindSchema).min(1),
      from: isoTimeSchema,
      to: isoTimeSchema.nullable(),
      reason: z.string(),
      detail: z.string().nullable(),
    }),
  ),
  truncated: z.boolean(),
});
export type Gaps = z.infer<typeof gapsSchema>;

/** GET /api/v1/assets/:asset */
export const assetSchema = assetSummarySchema.extend({
  streams: z.array(
    z.strictObject({
      stream: z.string(),
      source: z.string(),
      type: z.enum(['opcua', 's7', 'files', 'webapi']),
      address: z.string(),
      agent: z.string().nullable(),
      agentName: z.string().nullable(),
      state: z.enum(['assigned', 'pending', 'refused', 'forked']),
      sees: z.array(z.strictObject({ kind: kindSchema, sees: z.boolean(), reason: z.string().nullable() })),
      weakened: z.string().nullable(),
      /** Load we cause, over the last minute. */
      load: z
        .strictObject({
          requestsPerSecond: z.number(),
          bytesPerSecond: z.number(),
          latencyMs: z.number().nullable(),
          connected: z.boolean(),
          /** What each sort of reading last cost; empty where the agent does not tell. */
          costs: z.array(readingCostSchema),
          /** Requests a second at most; null where there is no bound, or the agent does not tell. */
          budget: z.number().nullable(),
        })
        .nullable(),
      identity: z.strictObject({
        state: z.enum(['proven', 'unproven', 'different']),
        fields: z.record(z.string(), z.string()),
      }),
    }),
  ),
  /** Exports wanted: its program changed, and cannot be read from the device. */
  exportsWanted: z.array(exportRequestSchema),
  gitPath: z.string(),
  commit: z.string().nullable(),
  items: z.number().int().nonnegative(),
});
export type Asset = z.infer<typeof assetSchema>;

/** GET /api/v1/assets/:asset/state?at= : what the asset held at a moment, or now. */
export const assetStateSchema = z.strictObject({
  at: isoTimeSchema.nullable(),
  commit: z.string().nullable(),
  items: z.array(
    z.strictObject({
      path: z.string(),
      kind: kindSchema,
      state: itemStateSchema,
      reason: z.string().nullable(),
      sha256: sha256Schema.nullable(),
      bytes: z.number().int().nullable(),
      since: isoTimeSchema.nullable(),
      change: changeIdSchema.nullable(),
    }),
  ),
});
export type AssetState = z.infer<typeof assetStateSchema>;

/**
 * GET /api/v1/assets/:asset/blame?path=&at= : per line of an item's text, which change brought it. The text of a
 * program block is its listing.
 */
export const blameSchema = z.strictObject({
  path: z.string(),
  commit: z.string(),
  lines: z.array(
    z.strictObject({
      line: z.number().int().positive(),
      text: z.string(),
      change: changeIdSchema.nullable(),
      window: windowSchema.nullable(),
      who: z.string(),
      /** Of the judgement on this line's value; absent where no change brought it or nobody judged it. */
      verdict: whoSchema.shape.verdict.optional(),
      /** What a line of a listing refers to is called, where a file of the asset says it. */
      names: z.array(namedSchema).optional(),
    }),
  ),
  truncated: z.boolean(),
  /** Where those names come from; absent where there are none. */
  names: namesFromSchema.optional(),
});
export type Blame = z.infer<typeof blameSchema>;

/** GET /api/v1/assets/:asset/coverage?from=&to= */
export const coverageRangeSchema = z.strictObject({
  from: isoTimeSchema,
  to: isoTimeSchema,
  rows: z.array(
    z.strictObject({
      stream: z.string(),
      kind: kindSchema,
      spans: z.array(
        z.strictObject({
          from: isoTimeSchema,
          to: isoTimeSchema,
          state: z.enum(['watched', 'gap', 'blind', 'unknown']),
          reason: z.string().nullable(),
          detail: z.string().nullable(),
          readings: z.number().int().nonnegative().nullable(),
        }),
      ),
    }),
  ),
});
export type CoverageRange = z.infer<typeof coverageRangeSchema>;

/** GET /api/v1/assets/:asset/since?from= : everything that differs between a moment and now, net, causes first. */
export const sinceSchema = z.strictObject({
  from: isoTimeSchema,
  items: z.array(
    z.strictObject({
      path: z.string(),
      kind: kindSchema,
      sign: z.enum(['added', 'removed', 'changed', 'unreadable']),
      headline: z.string(),
      changes: z.array(changeIdSchema),
    }),
  ),
  changes: z.array(changeSummarySchema),
  gaps: z.array(
    z.strictObject({ kind: kindSchema, from: isoTimeSchema, to: isoTimeSchema, reason: z.string() }),
  ),
});
export type Since = z.infer<typeof sinceSchema>;

/** GET /api/v1/assets/:asset/diff?from=&to= : item by item what differs between two moments; `to` absent is now. */
export const assetDiffSchema = z.strictObject({
  from: isoTimeSchema,
  to: isoTimeSchema.nullable(),
  items: z.array(
    z.strictObject({
      path: z.string(),
      kind: kindSchema,
      /** `unreadable`: it became another, or came, and no content of it was ever read. */
      sign: z.enum(['added', 'removed', 'changed', 'unreadable']),
      diff: itemDiffSchema,
    }),
  ),
  truncated: z.boolean(),
});
export type AssetDiff = z.infer<typeof assetDiffSchema>;

export const phaseRequestSchema = z.strictObject({
  phase: phaseSchema,
  until: isoTimeSchema.nullable(),
  reason: z.string().min(1).max(500),
});
export const identityRequestSchema = z.strictObject({
  stream: z.string(),
  verdict: z.enum(['replaced', 'moved', 'wrong']),
  reason: z.string().min(1).max(500),
});
export const readingRequestSchema = z.strictObject({
  stream: z.string().optional(),
  reason: z.string().min(1).max(500),
});
export const assignmentRequestSchema = z.strictObject({
  agent: z.string(),
  reason: z.string().min(1).max(500),
});
