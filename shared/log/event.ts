import { z } from 'zod';
import { assetIdSchema, sha256Schema } from '../items/index.ts';
import { isoTimeSchema } from '../time/index.ts';

/** Every type of event a log may hold. A new one is added here, with its body's schema, and never renamed. */
export const eventTypes = [
  'log.opened',
  'observation.recorded',
  'observation.late',
  'coverage.changed',
  'coverage.digest',
  'statement.recorded',
  'statement.collected',
  'notice.recorded',
  'fact.refused',
  'input.refused-counted',
  'stream.declared',
  'stream.assigned',
  'stream.forked',
  'stream.gap',
  'asset.declared',
  'asset.phase',
  'asset.identity',
  'asset.damaged',
  'asset.healed',
  'agent.invited',
  'agent.uninvited',
  'agent.joined',
  'agent.renewed',
  'agent.revoked',
  'order.issued',
  'person.added',
  'person.granted',
  'person.revoked',
  'person.disabled',
  'person.enabled',
  'person.erased',
  'person.sponsored',
  'person.set-up-issued',
  'person.signed-in',
  'person.signed-out',
  'person.stepped-up',
  'person.sign-in-failed-counted',
  'person.credential-changed',
  'person.recovery-code-used',
  'person.token-issued',
  'person.token-revoked',
  'vault.read',
  'key.stored',
  'registry.identity-declared',
  'registry.path-declared',
  'policy.adopted',
  'attribution.judged',
  'attribution.rejudge-ordered',
  'queue.assigned',
  'claim.made',
  'claim.confirmed',
  'claim.disputed',
  'claim.withdrawn',
  'shift.signed-off',
  'review.signed',
  'baseline.set',
  'session.requested',
  'session.approved',
  'session.declined',
  'session.withdrawn',
  'session.started',
  'session.extended',
  'session.ended',
  'session.reviewed',
  'restore.planned',
  'restore.approved',
  'restore.executed',
  'content.withheld',
  'content.erased',
  'backup.taken',
  'store.derived',
] as const;
export type EventType = (typeof eventTypes)[number];

/** A vault row this event speaks for: commitment = SHA-256 (hex) over 32 bytes of salt and the sealed bytes. */
const sealedSchema = z.strictObject({ ref: z.string().max(200), commitment: sha256Schema });

/**
 * The envelope of every log entry. Its canonical JSON is the entry's bytes: stored as hashed, never
 * serialised again. People stand in it by random id only.
 */
export const logEventSchema = z.strictObject({
  v: z.literal(1),
  type: z.enum(eventTypes),
  typeVersion: z.number().int().positive(),
  /** Facts: `epoch/stream/seq`; people: the request's id; server: `rule/input`. Unique within a log. */
  key: z.string().min(1).max(300),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  at: isoTimeSchema,
  actor: z.strictObject({ kind: z.enum(['agent', 'person', 'server']), id: z.string().max(100) }),
  request: z.string().max(100).nullable(),
  /** What the event is about, e.g. `stream:press-2/s7`, `asset:press-2`, `agent:…`, `person:…`, `log`. */
  subject: z.string().min(1).max(200),
  /** Leaf hash of the subject's previous event; null for its first. */
  prev: sha256Schema.nullable(),
  body: z.record(z.string(), z.json()),
  /** Commits this event vouches for, in the store of `asset`. */
  commits: z
    .array(
      z.strictObject({
        asset: assetIdSchema,
        ref: z.string().max(200),
        id: z.string().regex(/^[0-9a-f]{40}$/),
      }),
    )
    .max(16)
    .optional(),
  /** SHA-256 over the `sha256sum` listing of the commit's files sorted by path bytes; git's own ids are SHA-1. */
  manifest: sha256Schema.optional(),
  sealed: z.array(sealedSchema).max(64).optional(),
});
export type LogEvent = z.infer<typeof logEventSchema>;
