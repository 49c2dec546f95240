import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds, type NodeId, resolveNodeId } from 'node-opcua-client';
import { checksumOfMembers, type TagReading } from '../checksum-tag/index.ts';
import type { OpcuaLink } from './link.ts';
import type { Namespaces } from './namespaces.ts';
import { Unwritable } from './unwritable.ts';
import { badness, membersOf } from './values.ts';

/** The node of a checksum tag in the server's namespaces of the moment; null where it has no such namespace. */
export function tagNode(tag: string, namespaces: Namespaces): NodeId | null {
  const named = /^nsu=([^;]+);(.+)$/s.exec(tag);
  try {
    if (named === null) return resolveNodeId(tag);
    const index = namespaces.uris.indexOf(named[1] ?? '');
    return index < 0 ? null : resolveNodeId(`ns=${index};${named[2] ?? ''}`);
  } catch {
    // The library throws for an identifier that is none, such as text where a number belongs.
    return null;
  }
}

/** Reads a checksum tag. Throws only what ends the link; a refusal is the reading's failure. */
export async function readTag(
  link: OpcuaLink,
  tag: string,
  namespaces: Namespaces,
  now: () => Instant,
  signal: AbortSignal,
): Promise<TagReading> {
  const nodeId = tagNode(tag, namespaces);
  const requestedAt = now();
  const failed = (failure: string): TagReading => ({
    requestedAt,
    arrivedAt: now(),
    checksum: null,
    failure,
  });
  if (nodeId === null) return failed('the server has no such namespace or node id');
  const [value] = await link.read([{ nodeId, attributeId: AttributeIds.Value }], signal);
  if (value === undefined) return failed('no answer');
  const bad = badness(value);
  if (bad !== null) return failed(bad);
  try {
    const checksum = checksumOfMembers(membersOf('checksum', value.value, namespaces));
    if (checksum === null) return failed('its value is no checksum');
    return { requestedAt, arrivedAt: now(), checksum, failure: null };
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    return failed(error.message);
  }
}
