import {
  coverageSchema,
  itemObservationSchema,
  noticeSchema,
  observationSchema,
  statementSchema,
} from '@witnessmark/shared/facts';
import { assetIdSchema, epochSchema, sha256Schema, streamIdSchema } from '@witnessmark/shared/items';
import { instantSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import { digestSchema } from './digest.ts';

/** What every event that records a fact keeps of the fact itself. */
const factHeadSchema = z.strictObject({
  epoch: epochSchema,
  stream: streamIdSchema,
  seq: z.number().int().positive(),
  /** The fact's hash; keyed where the fact holds something that its plain hash could help to guess. */
  hash: digestSchema,
  prev: digestSchema.nullable(),
  at: instantSchema,
});
export type FactHead = z.infer<typeof factHeadSchema>;

const observedItemSchema = z.strictObject({
  ...itemObservationSchema.shape,
  inline: z.undefined().optional(),
  sha256: z.undefined().optional(),
  /** Content as the agent read it. */
  digest: digestSchema.optional(),
  /** SHA-256 (hex) and size of the content in git, where the item is present. */
  stored: z.strictObject({ sha256: sha256Schema, bytes: z.number().int().nonnegative() }).optional(),
});
export type ObservedItem = z.infer<typeof observedItemSchema>;

/** observation.recorded and observation.late */
export const observationBodySchema = z.strictObject({
  fact: factHeadSchema,
  ...observationSchema.shape,
  base: digestSchema.nullable(),
  result: digestSchema,
  items: z.array(observedItemSchema),
  /** Items of the stream that a complete first reading of a new epoch did not list any more. */
  missing: z.array(z.string()),
  /** Whether the server could compute `result` from what it knows; false after a gap or a refused fact. */
  proven: z.boolean(),
  /** True where the event was made from the commit alone, after a crash lost the rest. */
  adopted: z.boolean(),
});
export type ObservationBody = z.infer<typeof observationBodySchema>;

/** coverage.changed and coverage.digest. `late`: of an agent that no longer held the stream. */
export const coverageBodySchema = z.strictObject({
  fact: factHeadSchema,
  late: z.boolean(),
  ...coverageSchema.shape,
});
export type CoverageBody = z.infer<typeof coverageBodySchema>;

/** A pseudonym: see `pseudonym` of server/vault. */
export const identityIdSchema = z.string().regex(/^i-[0-9a-f]{16}$/);
const identityIndexSchema = z.strictObject({
  identity: identityIdSchema,
  scheme: statementSchema.shape.identities.element.shape.scheme,
});

const witnessIndexShape = {
  /** Bound of the record's own clock error; absent in events of builds that did not put it down. */
  clockErrorMs: statementSchema.shape.clockErrorMs.optional(),
  /** Pseudonym of the witness itself, `<kind>/<name>`; absent in events of builds that did not put it down. */
  by: identityIdSchema.optional(),
  /** Pseudonym of the station or address it tells of. */
  station: identityIdSchema.optional(),
};

/** statement.recorded: the index of a statement. Who and where it names is sealed under `ref`. */
export const statementBodySchema = z.strictObject({
  fact: factHeadSchema,
  ref: z.string(),
  witness: z.string(),
  act: statementSchema.shape.act,
  authenticity: statementSchema.shape.authenticity,
  reach: statementSchema.shape.reach,
  from: instantSchema,
  to: instantSchema,
  paths: z.array(z.string()),
  /** Pseudonyms of those it names; absent in events of builds that did not put them down. */
  identities: z.array(identityIndexSchema).max(16).optional(),
  ...witnessIndexShape,
});
export type StatementBody = z.infer<typeof statementBodySchema>;

/**
 * statement.collected: the same of a statement that reached the server itself (syslog, webhook, an import), not by an
 * agent's stream.
 */
export const statementCollectedSchema = z.strictObject({
  /** What took it, e.g. `syslog`. */
  collector: z.string().max(100),
  /** The asset it is about; null where it is about the whole site, such as somebody logging on at a station. */
  asset: assetIdSchema.nullable(),
  ref: z.string(),
  witness: z.string(),
  act: statementSchema.shape.act,
  authenticity: statementSchema.shape.authenticity,
  reach: statementSchema.shape.reach,
  from: instantSchema,
  to: instantSchema,
  paths: z.array(z.string()),
  identities: z.array(identityIndexSchema).max(16),
  ...witnessIndexShape,
});

/** notice.recorded */
export const noticeBodySchema = z.strictObject({ fact: factHeadSchema, notice: noticeSchema });
export type NoticeBody = z.infer<typeof noticeBodySchema>;

/** fact.refused: the fact's bytes are sealed under `ref`. */
export const refusedBodySchema = z.strictObject({
  /** Null where not even the key could be read; `reference` stands for it. */
  fact: z
    .strictObject({ epoch: epochSchema, stream: streamIdSchema, seq: z.number().int().positive() })
    .nullable(),
  reference: z.string(),
  hash: digestSchema,
  code: z.string(),
  says: z.string(),
  bytes: z.number().int().nonnegative(),
  ref: z.string(),
  /** The manifest a refused observation claims; what comes next stands on it. */
  result: digestSchema.nullable(),
});
export type RefusedBody = z.infer<typeof refusedBodySchema>;
