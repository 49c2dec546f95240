import type { Instant } from '@witnessmark/shared/time';
import {
  constructEventFilter,
  DataType,
  type EventFilter,
  NodeId,
  ofType,
  type Variant,
  VariantArrayType,
} from 'node-opcua-client';
import { standardId } from '../crawled-node.ts';

/** Fields asked of every event, in this order (OPC 10000-5 §6.4). */
const fields = [
  'EventType',
  'Time',
  'SourceNode',
  'SourceName',
  'Status',
  'ClientAuditEntryId',
  'ClientUserId',
  'AttributeId',
  'IndexRange',
  'OldValue',
  'NewValue',
  'MethodId',
  'InputArguments',
  'SessionId',
] as const;
type Field = (typeof fields)[number];

const auditEventType = 'i=2052';
/** AuditWriteUpdate, AuditUpdateMethod, AuditCreateSession, AuditActivateSession, AuditSession, EventQueueOverflow. */
const known: ReadonlyMap<number | null, AuditRecord['is']> = new Map([
  [2100, 'write'],
  [2127, 'call'],
  [2071, 'session-created'],
  [2075, 'session-activated'],
  [2069, 'session-ended'],
  [3035, 'overflow'],
] as const);

/** One audit event as the server told it. Everything in it is the server's word. */
export interface AuditRecord {
  readonly is:
    | 'write'
    | 'call'
    | 'session-created'
    | 'session-activated'
    | 'session-ended'
    /** Events were lost on the way to us. */
    | 'overflow';
  readonly arrivedAt: Instant;
  readonly time: Date | null;
  readonly sourceNode: NodeId | null;
  readonly sourceName: string;
  /** False for an act the server refused; null where it does not say. */
  readonly succeeded: boolean | null;
  readonly auditEntry: string;
  readonly user: string;
  readonly attribute: number | null;
  readonly indexRange: string;
  readonly old: Variant | null;
  readonly fresh: Variant | null;
  readonly method: NodeId | null;
  readonly inputs: readonly Variant[];
  readonly session: string | null;
}

/** The filter: audit events alone where the server can sort them out, else every event. */
export function auditFilter(sorted: boolean): EventFilter {
  return sorted
    ? constructEventFilter([...fields], ofType(auditEventType))
    : constructEventFilter([...fields]);
}

/**
 * An event as a record; null for what is no audit event of interest. Sorted here whatever the server was asked
 * for: some let other events through. A type of the maker's own is known by what it carries.
 */
export function auditRecord(values: readonly Variant[], arrivedAt: Instant): AuditRecord | null {
  const of = (field: Field): Variant | null => {
    const variant = values[fields.indexOf(field)] ?? null;
    return variant === null || variant.dataType === DataType.Null ? null : variant;
  };
  const type: unknown = of('EventType')?.value;
  if (!(type instanceof NodeId)) return null;
  const is = known.get(standardId(type)) ?? (standardId(type) === null ? byContent(of) : undefined);
  if (is === undefined) return null;
  const inputs: unknown = of('InputArguments')?.value;
  return {
    is,
    arrivedAt,
    time: dateOf(of('Time')),
    sourceNode: nodeOf(of('SourceNode')),
    sourceName: textOf(of('SourceName')),
    succeeded: typeof of('Status')?.value === 'boolean' ? of('Status')?.value : null,
    auditEntry: textOf(of('ClientAuditEntryId')),
    user: textOf(of('ClientUserId')),
    attribute: typeof of('AttributeId')?.value === 'number' ? of('AttributeId')?.value : null,
    indexRange: rangeOf(of('IndexRange')),
    old: unwrapped(of('OldValue')),
    fresh: unwrapped(of('NewValue')),
    method: nodeOf(of('MethodId')),
    inputs: Array.isArray(inputs) ? (inputs as Variant[]) : [],
    session: nodeOf(of('SessionId'))?.toString() ?? null,
  };
}

function byContent(of: (field: Field) => Variant | null): AuditRecord['is'] | undefined {
  if (of('AttributeId') !== null && of('NewValue') !== null) return 'write';
  return of('MethodId') === null ? undefined : 'call';
}

/** Some servers put the value as a Variant into the event's Variant. */
function unwrapped(variant: Variant | null): Variant | null {
  let at = variant;
  for (let depth = 0; depth < 4 && at !== null; depth++) {
    if (at.dataType !== DataType.Variant || at.arrayType !== VariantArrayType.Scalar) return at;
    at = at.value as Variant | null;
  }
  return at;
}

function nodeOf(variant: Variant | null): NodeId | null {
  const value: unknown = variant?.value;
  return value instanceof NodeId && !value.isEmpty() ? value : null;
}

function dateOf(variant: Variant | null): Date | null {
  const value: unknown = variant?.value;
  return value instanceof Date && Number.isFinite(value.getTime()) && value.getTime() > 0 ? value : null;
}

function textOf(variant: Variant | null): string {
  const value: unknown = variant?.value;
  return typeof value === 'string' ? value : '';
}

/** NumericRange (OPC 10000-4 §7.27); anything else is none. */
function rangeOf(variant: Variant | null): string {
  const text = textOf(variant);
  return /^[0-9:,]{1,200}$/.test(text) ? text : '';
}
