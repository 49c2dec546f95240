import { WitnessError } from '../errors/index.ts';
import { type EventType, type LogEvent, logEventSchema } from './event.ts';

type Body = LogEvent['body'];

/** Lifts a body from one version of its type to the next. Pure: no clock, no randomness, no look-up. */
export type Upcast = (body: Body) => Body;

/** Per type, the step from version 1 to 2, from 2 to 3, and so on. The newest version is their count plus one. */
export type Upcasters = Readonly<Partial<Record<EventType, readonly Upcast[]>>>;

/** A body's shape changes by adding its step here, and golden bytes of the old version to the tests. */
export const eventUpcasters: Upcasters = {};

/** Bytes of one entry; what is larger was not written by this product. */
export const entryBytes = 16 * 1024 * 1024;
const entryDepth = 64;

/** The version of a type that events are written in today. */
export function typeVersion(type: EventType, upcasters: Upcasters = eventUpcasters): number {
  return (upcasters[type]?.length ?? 0) + 1;
}

/**
 * The event in a stored entry, lifted to today's version of its type. The entry's own bytes stay what is
 * hashed. Throws `log.entry-invalid` for bytes that are no event, `log.entry-newer` for an event that a
 * newer version of this product wrote.
 */
export function readEvent(entry: Uint8Array, upcasters: Upcasters = eventUpcasters): LogEvent {
  const event = parseEntry(entry);
  const steps = upcasters[event.type] ?? [];
  if (event.typeVersion > steps.length + 1) {
    throw new WitnessError('log.entry-newer', event.type, `version ${event.typeVersion}`);
  }
  const body = steps.slice(event.typeVersion - 1).reduce((older, upcast) => upcast(older), event.body);
  return { ...event, typeVersion: steps.length + 1, body };
}

function parseEntry(entry: Uint8Array): LogEvent {
  if (entry.length > entryBytes) throw invalid(`${entry.length} bytes`);
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry);
    if (depth(text) > entryDepth) throw invalid(`deeper than ${entryDepth}`);
    value = JSON.parse(text);
  } catch (error) {
    throw error instanceof WitnessError ? error : invalid('not JSON in UTF-8', error);
  }
  const parsed = logEventSchema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'schema', parsed.error);
  return parsed.data;
}

/** How deep brackets nest in JSON, strings left out; measured first, because the schema descends by recursion. */
function depth(json: string): number {
  let deepest = 0;
  let now = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '{' || character === '[')) deepest = Math.max(deepest, ++now);
    else if (!quoted && (character === '}' || character === ']')) now--;
  }
  return deepest;
}

function invalid(detail: string, cause?: unknown): WitnessError {
  return new WitnessError('log.entry-invalid', 'log entry', detail, cause === undefined ? {} : { cause });
}
