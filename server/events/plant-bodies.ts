import { epochSchema, sha256Schema, streamIdSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { helloRequestSchema, orderSchema } from '@witnessmark/shared/wire';
import { z } from 'zod';
import { digestSchema } from './digest.ts';

const declared = helloRequestSchema.shape.streams.element.shape;
const seq = z.number().int().nonnegative();

/** asset.declared */
export const assetDeclaredSchema = declared.asset;

/** stream.declared: what the stream is; by which agent stands in the event's actor. */
export const streamDeclaredSchema = z.strictObject({
  stream: declared.stream,
  asset: declared.asset.shape.id,
  source: declared.source,
  address: declared.address,
  kinds: declared.kinds,
  weakened: declared.weakened,
  epoch: epochSchema,
});

/** stream.assigned: from here on the stream is `agent`'s; what `from` still holds comes late. */
export const streamAssignedSchema = z.strictObject({
  stream: streamIdSchema,
  agent: z.string(),
  from: z.string().nullable(),
  after: z.strictObject({ epoch: epochSchema, seq }).nullable(),
  reason: z.string(),
});

/** stream.gap: `epoch` begins (or resumes at `first`), what came after `after` is not known. */
export const streamGapSchema = z.strictObject({
  stream: streamIdSchema,
  epoch: epochSchema,
  agent: z.string(),
  after: z.strictObject({ epoch: epochSchema, seq }),
  first: z.number().int().positive(),
});

/** stream.forked: two facts of one key. */
export const streamForkedSchema = z.strictObject({
  stream: streamIdSchema,
  epoch: epochSchema,
  seq,
  known: digestSchema.nullable(),
  claimed: digestSchema.nullable(),
});

/** asset.phase */
export const assetPhaseSchema = z.strictObject({
  phase: z.enum(['simulated', 'commissioning', 'production', 'maintenance-window', 'out-of-service']),
  until: isoTimeSchema.nullable(),
  reason: z.string(),
});

/** asset.identity: a person's judgement on a device that answers differently. */
export const assetIdentitySchema = z.strictObject({
  stream: streamIdSchema,
  verdict: z.enum(['replaced', 'moved', 'wrong']),
  reason: z.string(),
});

/** asset.damaged: git does not hold what the log vouches for. */
export const assetDamagedSchema = z.strictObject({ commit: z.string(), says: z.string() });
export const assetHealedSchema = z.strictObject({ says: z.string() });

/** agent.invited */
export const agentInvitedSchema = z.strictObject({
  id: z.string(),
  secretHash: z.string(),
  area: z.string(),
  expires: z.string(),
});

/** agent.uninvited: an invitation that nobody had used was taken back. */
export const agentUninvitedSchema = z.strictObject({ id: z.string() });

const certificateSchema = z.strictObject({
  serial: z.string(),
  key: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
});

/** agent.joined */
export const agentJoinedSchema = z.strictObject({
  invitation: z.string(),
  agent: z.string(),
  name: z.string(),
  area: z.string(),
  joinedAt: z.string(),
  certificates: z.array(certificateSchema),
  build: z.string(),
});
/** agent.renewed */
export const agentRenewedSchema = z.strictObject({ certificate: certificateSchema, build: z.string() });
/** agent.revoked */
export const agentRevokedSchema = z.strictObject({ reason: z.string() });

/** order.issued */
export const orderIssuedSchema = z.strictObject({
  agent: z.string(),
  order: orderSchema,
  reason: z.string(),
});

/** content.withheld: a secret was taken out of an item before its commit; the original is sealed under `ref`. */
export const contentWithheldSchema = z.strictObject({
  fact: z.string(),
  path: z.string(),
  digest: digestSchema,
  secrets: z.number().int().positive(),
  ref: z.string(),
});
/** content.erased: content and salt of these references are gone, and by which rule. */
export const contentErasedSchema = z.strictObject({ refs: z.array(z.string()), under: z.string() });

/** backup.taken */
export const backupTakenSchema = z.strictObject({
  name: z.string(),
  covers: z.array(z.strictObject({ stream: streamIdSchema, epoch: epochSchema, seq })),
  size: z.number().int().nonnegative(),
  root: sha256Schema,
});

/** log.opened: the first entry of a generation. */
export const logOpenedSchema = z.strictObject({
  /** The newest checkpoint known of the generation before, as its signed note. */
  previous: z.strictObject({ origin: z.string(), checkpoint: z.string() }).nullable(),
  verifierKey: z.string(),
});

/** input.refused-counted: what came from outside and was not taken, as counts; never one entry each. */
export const inputRefusedSchema = z.strictObject({
  /** What it was refused at, e.g. `syslog`. */
  door: z.string().max(100),
  from: isoTimeSchema,
  until: isoTimeSchema,
  counts: z.array(z.strictObject({ reason: z.string().max(100), count: z.number().int().positive() })),
  /** How many addresses it came from, as far as they were told apart. */
  senders: z.number().int().nonnegative(),
  /** Over the beginnings of all of it. */
  digest: digestSchema,
});

/** vault.read: whose look-up of what, and why. */
export const vaultReadSchema = z.strictObject({ refs: z.array(z.string()), why: z.string() });
