import { z } from 'zod';
import { readingCostSchema } from '../facts/index.ts';
import { isoTimeSchema } from '../time/index.ts';

export const agentSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(['joined', 'revoked']),
  well: z.boolean(),
  /** Why it is unwell; empty when well. */
  complaints: z.array(z.string()),
  area: z.string(),
  build: z.string(),
  joinedAt: isoTimeSchema,
  lastContact: isoTimeSchema.nullable(),
  clock: z.strictObject({ offsetMs: z.number(), errorMs: z.number() }).nullable(),
  /** Of all its streams together; null before it was told, and for a reader who does not see all of them. */
  spool: z
    .strictObject({
      facts: z.number().int(),
      bytes: z.number().int(),
      capacityBytes: z.number().int(),
      quarantined: z.number().int(),
      oldestUnacked: isoTimeSchema.nullable(),
    })
    .nullable(),
  certificateNotAfter: isoTimeSchema,
  process: z.strictObject({ rssBytes: z.number(), cpuMs: z.number(), uptimeS: z.number() }).nullable(),
  streams: z.array(
    z.strictObject({
      stream: z.string(),
      asset: z.string(),
      assetName: z.string(),
      state: z.enum(['assigned', 'pending', 'refused', 'forked']),
      requestsPerSecond: z.number().nullable(),
      latencyMs: z.number().nullable(),
      connected: z.boolean().nullable(),
      /** What each sort of reading last cost the controller. */
      costs: z.array(readingCostSchema),
    }),
  ),
});
export type Agent = z.infer<typeof agentSchema>;
export const agentsSchema = z.strictObject({ rows: z.array(agentSchema) });

export const invitationRequestSchema = z.strictObject({
  area: z.string().min(1).max(100),
  hours: z.number().int().min(1).max(168).default(24),
});
export const invitationSchema = z.strictObject({
  token: z.string(),
  expires: isoTimeSchema,
  command: z.string(),
});
/** An invitation that nobody has used yet; its token is shown to nobody again. */
export const openInvitationSchema = z.strictObject({
  id: z.string(),
  area: z.string(),
  expires: isoTimeSchema,
  /** Random id of the person who invited. */
  invitedBy: z.string(),
});
export type OpenInvitation = z.infer<typeof openInvitationSchema>;
export const openInvitationsSchema = z.strictObject({ rows: z.array(openInvitationSchema).readonly() });
export const revokeRequestSchema = z.strictObject({ reason: z.string().min(1).max(500) });
