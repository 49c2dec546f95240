import { factLimits, type Statement } from '@witnessmark/shared/facts';
import type { AuditRecord } from './audit-record.ts';
import type { Places } from './places.ts';
import type { Placed } from './server-clock.ts';
import { touchesOfCall, touchesOfWrite } from './touches.ts';

/** What a record is told with, beside what stands in it. */
export interface Telling {
  /** Name of the source, for the witness. */
  readonly subject: string;
  /** Whether the channel proves that the server said it. */
  readonly authenticity: 'authenticated' | 'unauthenticated';
  readonly placed: Placed;
  readonly liveness: Statement['liveness'];
  readonly places: Places;
  /** The application of the client, where the server told it of this session. */
  readonly station: string | null;
}

/** The path that OPC UA clients write by. */
export const opcuaPath = 'opcua';

const acts = {
  write: 'wrote',
  call: 'called',
  'session-created': 'connected',
  'session-activated': 'logged-on',
  'session-ended': 'disconnected',
} as const;

/** Users that servers name where nobody is named: by the standard, or by habit. */
const nobody = /^(?:system\/.*|anonymous)?$/i;

/** An audit event as a statement. An act that the server refused changed nothing, and is `other`. */
export function auditStatement(
  record: AuditRecord & { readonly is: keyof typeof acts },
  { subject, authenticity, placed, liveness, places, station }: Telling,
): Statement {
  const user = nobody.test(record.user) ? null : record.user.slice(0, factLimits.textBytes);
  const { at, errorMs } = placed;
  return {
    witness: { kind: 'opcua-audit', name: subject },
    act: record.succeeded === false ? 'other' : acts[record.is],
    authenticity,
    reach: user === null ? (station === null ? 'path' : 'station') : 'account',
    identities: user === null ? [] : [{ scheme: 'opcua-user', value: user }],
    place: {
      path: opcuaPath,
      ...(station === null ? {} : { station: station.slice(0, factLimits.textBytes) }),
    },
    touches:
      record.is === 'write'
        ? touchesOfWrite(record, places)
        : record.is === 'call'
          ? touchesOfCall(record, places)
          : [],
    from: at,
    to: at,
    ...(record.time === null ? {} : { deviceTime: deviceTime(record.time, placed) }),
    clockErrorMs: errorMs,
    liveness,
    raw: { encoding: 'utf8', data: rawOf(record, places) },
  };
}

/** DateTime is UTC by the standard (OPC 10000-6 §5.2.2.5); that the clock goes right is proven by measuring it. */
function deviceTime(time: Date, { at, errorMs }: Placed): NonNullable<Statement['deviceTime']> {
  const raw = time.toISOString();
  return errorMs === null ? { raw, zone: 'unknown' } : { raw, zone: 'utc', utc: at.wall };
}

function rawOf(record: AuditRecord, { namespaces }: Places): string {
  return JSON.stringify({
    event: record.is,
    time: record.time?.toISOString() ?? null,
    sourceNode: record.sourceNode === null ? null : namespaces.nodeId(record.sourceNode),
    sourceName: clip(record.sourceName),
    status: record.succeeded,
    clientAuditEntryId: clip(record.auditEntry),
    clientUserId: clip(record.user),
    attributeId: record.attribute,
    indexRange: record.indexRange,
    methodId: record.method === null ? null : namespaces.nodeId(record.method),
    sessionId: record.session,
  });
}

function clip(text: string): string {
  return text.slice(0, factLimits.textBytes);
}
