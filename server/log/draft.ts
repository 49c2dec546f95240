import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import {
  canonicalJson,
  type EventType,
  entryBytes,
  type LogEvent,
  leafHash,
  readEvent,
  typeVersion,
} from '@witnessmark/shared/log';
import type { SealedWrite } from '../vault/index.ts';

/** Who an event names as its actor. */
export type EventActor = LogEvent['actor'];

/** An event before the log gives it a time, an id and its predecessor. */
export interface EventDraft {
  readonly type: EventType;
  /** Unique for good: appending the same key again gives the entry that is there. */
  readonly key: string;
  readonly actor: EventActor;
  readonly request?: string | null;
  readonly subject: string;
  readonly body: LogEvent['body'];
  readonly commits?: NonNullable<LogEvent['commits']>;
  readonly manifest?: string;
  /** Vault rows stored in the same transaction; the event carries their commitments. */
  readonly seals?: readonly SealedWrite[];
  /** Vault references whose content and salt are removed in the same transaction. */
  readonly erases?: readonly string[];
}

/** An entry of the log as it stands. */
export interface Entry {
  readonly pos: number;
  readonly origin: string;
  readonly idx: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
  readonly event: LogEvent;
}

/** An entry's bytes and leaf, made from a draft; `event` is what reading those bytes gives. */
export type Written = Pick<Entry, 'bytes' | 'leaf' | 'event'>;

/** Throws `log.entry-invalid` where the draft makes no event this product could read again. */
export function writeEntry(draft: EventDraft, at: string, prev: Uint8Array | null): Written {
  const event: LogEvent = {
    v: 1,
    type: draft.type,
    typeVersion: typeVersion(draft.type),
    key: draft.key,
    id: eventId(draft.key),
    at,
    actor: draft.actor,
    request: draft.request ?? null,
    subject: draft.subject,
    prev: prev === null ? null : Buffer.from(prev).toString('hex'),
    body: draft.body,
    ...(draft.commits === undefined ? {} : { commits: draft.commits }),
    ...(draft.manifest === undefined ? {} : { manifest: draft.manifest }),
    ...(draft.seals === undefined || draft.seals.length === 0
      ? {}
      : { sealed: draft.seals.map(({ row, commitment }) => ({ ref: row.ref, commitment })) }),
  };
  const bytes = Buffer.from(canonical(event), 'utf8');
  return { bytes, leaf: leafHash(bytes), event: readEvent(bytes) };
}

/** Throws `log.entry-invalid` for a draft that no append would take. */
export function assertWritable(draft: EventDraft): void {
  writeEntry(draft, '2000-01-01T00:00:00.000Z', new Uint8Array(32));
}

/** The id follows from the key, so that links to an event survive an adoption or a restore. */
function eventId(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function canonical(event: LogEvent): string {
  try {
    return canonicalJson(event);
  } catch (error) {
    throw new WitnessError('log.entry-invalid', event.key, `at most ${entryBytes} bytes of JSON`, {
      cause: error,
    });
  }
}
