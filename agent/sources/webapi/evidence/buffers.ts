import type { Instant } from '@witnessmark/shared/time';
import { z } from 'zod';
import type { Outcome, WebApiLink } from '../link.ts';
import type { Call, ReadingMethod } from '../reading-methods.ts';

/** Newest entries asked for of each; an answer of so many stays far below its bound. */
export const newestAsked = 50;
const text = z.string().max(4000);
const diagnosticsSchema = z.looseObject({
  entries: z
    .array(z.looseObject({ timestamp: text, status: text.optional(), short_text: text.optional() }))
    .max(10 * newestAsked),
});
const syslogSchema = z.looseObject({
  entries: z.array(z.looseObject({ raw: z.string() })).max(10 * newestAsked),
});

/** One entry of a buffer of the CPU. */
export interface BufferEntry {
  /** The CPU's own time of it; empty where only `text` tells. */
  readonly time: string;
  readonly text: string;
}

/** The newest entries of a buffer, or why they were not read. */
export type BufferReading = { readonly entries: readonly BufferEntry[] } | { readonly unread: string };

export interface Buffers {
  readonly diagnostics: BufferReading;
  readonly syslog: BufferReading;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/** Reads the newest entries of the diagnostic and the syslog buffer in one request; what is not in `offered` is not asked for. */
export async function readBuffers(
  link: WebApiLink,
  offered: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Buffers> {
  const all: readonly Call[] = [
    { method: 'DiagnosticBuffer.Browse', params: { language: 'en-US', count: newestAsked } },
    { method: 'Syslog.Browse', params: { count: newestAsked } },
  ];
  const calls = all.filter(({ method }) => offered.has(method));
  const { outcomes, requestedAt, arrivedAt } = await link.ask(calls, signal);
  const of = (method: ReadingMethod) => outcomes[calls.findIndex(call => call.method === method)];
  return {
    diagnostics: entriesOf('DiagnosticBuffer.Browse', of, diagnosticsSchema, entry => ({
      time: entry.timestamp,
      text: [entry.status, entry.short_text].filter(Boolean).join(': '),
    })),
    syslog: entriesOf('Syslog.Browse', of, syslogSchema, ({ raw }) => ({ time: '', text: raw })),
    requestedAt,
    arrivedAt,
  };
}

function entriesOf<Entry>(
  method: ReadingMethod,
  of: (method: ReadingMethod) => Outcome | undefined,
  schema: z.ZodType<{ entries: Entry[] }>,
  entry: (told: Entry) => BufferEntry,
): BufferReading {
  const outcome = of(method);
  if (outcome === undefined) return { unread: `the CPU has no ${method} for this user` };
  if (outcome.refusal !== null) return { unread: outcome.refusal.says };
  const parsed = schema.safeParse(outcome.result);
  return parsed.success
    ? { entries: parsed.data.entries.map(entry) }
    : { unread: 'an answer of another form' };
}
