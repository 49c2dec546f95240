import { z } from 'zod';
import { agentSchema } from './agents.ts';
import { changeSummarySchema } from './changes.ts';

/**
 * GET /api/v1/events: server-sent events. `id` is the log's size, so that Last-Event-ID resumes without a
 * hole. Each message's data is one of these.
 */
export const liveSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('change'), change: changeSummarySchema }),
  z.strictObject({ type: z.literal('coverage'), asset: z.string(), stream: z.string() }),
  z.strictObject({ type: z.literal('agent'), agent: agentSchema }),
  z.strictObject({ type: z.literal('asset'), asset: z.string() }),
  /** Who made a change was judged anew, or it was claimed: what shows it reads it again. */
  z.strictObject({ type: z.literal('judged'), change: z.string(), asset: z.string() }),
  /** An engineer session that was asked for, approved, started, extended, ended or reviewed. */
  z.strictObject({ type: z.literal('session'), session: z.string() }),
  z.strictObject({ type: z.literal('log'), size: z.number().int() }),
  /** More was missed than is told again, or the log is shorter than what was seen: read everything anew. */
  z.strictObject({ type: z.literal('hole') }),
]);
export type Live = z.infer<typeof liveSchema>;

/** GET /api/v1/health/checks: sizes and counts, which are no business of strangers. */
export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'degraded', 'failing']),
  checks: z.record(z.string(), z.strictObject({ ok: z.boolean(), says: z.string() })),
});
/** GET /api/v1/health, without sign-in. */
export const healthStatusSchema = healthSchema.pick({ status: true });
export type Health = z.infer<typeof healthSchema>;
