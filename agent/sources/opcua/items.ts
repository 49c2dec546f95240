import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import { formatValueText, type Member, type MemberMeta } from '@witnessmark/shared/values';
import { AttributeIds, DataType, type DataValue, type ReadValueIdOptions } from 'node-opcua-client';
import type { ItemReading } from '../source.ts';
import type { Namespaces } from './namespaces.ts';
import type { PlannedMember } from './planned.ts';
import { Unwritable } from './unwritable.ts';
import { badness, membersOf } from './values.ts';

/** The answers that belong to one item, and when they were asked for and had arrived. */
export interface Answers {
  readonly values: readonly DataValue[];
  /** False where the definitions of structures could not be had. */
  readonly decoded: boolean;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/** Adds what to read for these members: each one's value, then its unit and range where it has them. */
export function addMemberNodes(nodes: ReadValueIdOptions[], members: readonly PlannedMember[]): void {
  const attributeId = AttributeIds.Value;
  for (const { node, unit, range } of members) {
    nodes.push({ nodeId: node.nodeId, attributeId });
    if (unit) nodes.push({ nodeId: unit, attributeId });
    if (range) nodes.push({ nodeId: range, attributeId });
  }
}

/** The members with their values; throws `Unwritable` naming every variable that could not be read. */
export function membersRead(
  members: readonly PlannedMember[],
  values: readonly DataValue[],
  namespaces: Namespaces,
): Member[] {
  const read: Member[] = [];
  const failures: string[] = [];
  let at = 0;
  const next = (of: PlannedMember): DataValue | null => {
    const value = values[at++];
    const bad = value ? badness(value) : 'no answer';
    if (bad) failures.push(`${of.node.plainPath}: ${bad}`);
    return bad ? null : (value ?? null);
  };
  for (const member of members) {
    const value = next(member);
    const unit = member.unit ? next(member) : null;
    const range = member.range ? next(member) : null;
    if (value === null) continue;
    const meta = unit || range ? { ...unitOf(unit), ...rangeOf(range) } : null;
    for (const one of membersOf(member.name, value.value, namespaces)) {
      read.push(meta ? { ...one, ...meta } : one);
    }
    if (read.length > mostLines) throw new Unwritable(`more than ${mostLines} lines`);
  }
  if (failures.length > 0) throw new Unwritable(summary(failures));
  return read;
}

/** An item from what `read` gives for it: whole, or unreadable with the reason. */
export function itemOf(
  item: { readonly path: string; readonly kind: Kind },
  answers: Answers,
  read: () => Iterable<Member>,
): ItemReading {
  const { requestedAt, arrivedAt } = answers;
  const head = { path: item.path, kind: item.kind, requestedAt, arrivedAt };
  try {
    if (!answers.decoded && answers.values.some(value => structure(value) !== null)) {
      throw new Unwritable('the server did not tell in time how its structures are made');
    }
    return { ...head, state: 'present', content: Buffer.from(formatValueText(read()), 'utf8') };
  } catch (error) {
    if (error instanceof Unwritable) return { ...head, state: 'unreadable', reason: error.message };
    throw error;
  }
}

/** An item of more lines than this is no group of setpoints; its rule should draw smaller groups. */
const mostLines = 500_000;
const shown = 5;

function summary(failures: readonly string[]): string {
  const first = failures.slice(0, shown).map(failure => failure.slice(0, 300));
  const more = failures.length > shown ? `, and ${failures.length - shown} more` : '';
  return `${first.join('; ')}${more}`;
}

/** EUInformation's display name (OPC 10000-8 §5.6.4.3). */
function unitOf(value: DataValue | null): MemberMeta {
  const unit = structure(value) as { displayName?: { text?: string | null } } | null;
  const text = unit?.displayName?.text;
  return text ? { unit: text } : {};
}

/** Range (OPC 10000-8 §5.6.2). */
function rangeOf(value: DataValue | null): MemberMeta {
  const range = structure(value) as { low?: unknown; high?: unknown } | null;
  if (typeof range?.low !== 'number' || typeof range.high !== 'number') return {};
  return { range: [range.low, range.high] };
}

function structure(value: DataValue | null): object | null {
  return value?.value.dataType === DataType.ExtensionObject ? (value.value.value as object | null) : null;
}
