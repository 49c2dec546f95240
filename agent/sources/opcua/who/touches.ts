import { createHash } from 'node:crypto';
import { factLimits, type Statement } from '@witnessmark/shared/facts';
import { formatScalar, type Member } from '@witnessmark/shared/values';
import type { NodeId, Variant } from 'node-opcua-client';
import { Unwritable } from '../unwritable.ts';
import { membersOf } from '../values.ts';
import type { AuditRecord } from './audit-record.ts';
import type { Places } from './places.ts';

type Touch = Statement['touches'][number];

/** A write of more members than this is told as one touch of the whole variable. */
const mostMembers = 200;
const valueAttribute = 13;

/** What a write touched, member by member where old and new value tell it, in the items' own value text. */
export function touchesOfWrite(record: AuditRecord, places: Places): Touch[] {
  const { sourceNode, attribute } = record;
  if (sourceNode === null) return [];
  const device = deviceName(sourceNode, places);
  const place = places.of(sourceNode);
  // Another attribute of the node is not the value that the item holds.
  if (attribute !== null && attribute !== valueAttribute)
    return [{ device: `${device} attribute ${attribute}` }];
  const name = place?.member ?? null;
  const where = place === null ? {} : { path: place.path };
  const old = membersIn(name ?? 'value', record.old, record.indexRange, places);
  const fresh = membersIn(name ?? 'value', record.fresh, record.indexRange, places);
  if (fresh === null || fresh.length > mostMembers) {
    return [{ ...where, ...(name === null ? {} : { member: name }), device }];
  }
  const before = new Map((old ?? []).map(member => [member.name, textOf(member)]));
  const touches = fresh.map((member): Touch => {
    const was = before.get(member.name);
    return {
      ...where,
      ...(name === null ? {} : { member: member.name }),
      device,
      ...(was === undefined ? {} : { old: was }),
      new: textOf(member),
    };
  });
  // Of an array written whole, only what became another was touched; a write of the same says so itself.
  const changed = touches.filter(touch => touch.old !== touch.new);
  return changed.length > 0 ? changed : touches.slice(0, 1);
}

/** What a method call touched: its object and its method, with what it was given. */
export function touchesOfCall(record: AuditRecord, places: Places): Touch[] {
  const nodes = [record.sourceNode, record.method].filter(node => node !== null);
  const place = nodes.map(node => places.of(node)).find(found => found !== null);
  const device = nodes.map(node => deviceName(node, places)).join(' ');
  const inputs = record.inputs.flatMap(
    (input, index) => membersIn(`Input${index + 1}`, input, '', places) ?? [],
  );
  const given = inputs.map(member => `${member.name} = ${textOf(member)}`).join(', ');
  return [
    {
      ...(place ? { path: place.path } : {}),
      ...(device === '' ? {} : { device: device.slice(0, factLimits.textBytes) }),
      ...(given === '' ? {} : { new: bounded(given) }),
    },
  ];
}

/** A node with its namespace as a URI. */
function deviceName(node: NodeId, { namespaces }: Places): string {
  return namespaces.nodeId(node).slice(0, factLimits.textBytes - 40);
}

function membersIn(
  name: string,
  variant: Variant | null,
  indexRange: string,
  { namespaces }: Places,
): Member[] | null {
  if (variant === null) return null;
  try {
    const members = membersOf(name, variant, namespaces);
    return indexRange === '' ? members : shifted(name, members, indexRange);
  } catch (error) {
    if (error instanceof Unwritable) return null;
    throw error;
  }
}

/** Members of a written part, named by where they lie in the whole array; null for a part of several dimensions. */
function shifted(name: string, members: readonly Member[], indexRange: string): Member[] | null {
  const first = /^(\d{1,9})(?::\d{1,9})?$/.exec(indexRange)?.[1];
  if (first === undefined) return null;
  return members.map((member, index) => {
    const rest = member.name.slice(name.length);
    const at = /^\[(\d+)\]/.exec(rest);
    const moved = Number(first) + (at === null ? index : Number(at[1]));
    return { ...member, name: `${name}[${moved}]${at === null ? rest : rest.slice(at[0].length)}` };
  });
}

function textOf(member: Member): string {
  return bounded(formatScalar(member.type, member.value, member.name));
}

/** A value that is too long for a statement stands there by its hash. */
function bounded(text: string): string {
  if (text.length <= factLimits.textBytes) return text;
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}
