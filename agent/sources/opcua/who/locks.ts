import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds } from 'node-opcua-client';
import { diNamespace } from '../browse-path.ts';
import type { CrawledNode } from '../crawled-node.ts';
import type { OpcuaLink } from '../link.ts';
import { opcuaPath } from './audit-statement.ts';

/** One DI LockingServices object (OPC 10000-100 §7.4); only what it tells is read. */
export interface Lock {
  readonly of: string;
  readonly locked: CrawledNode;
  readonly user: CrawledNode | null;
  readonly client: CrawledNode | null;
}

/** Who holds a lock, by its object. */
type Held = ReadonlyMap<string, { readonly user: string; readonly client: string }>;

export interface LockReading {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  readonly held: Held;
}

/** A controller has few devices to lock. */
const mostLocks = 100;

export function locksIn(nodes: readonly CrawledNode[]): Lock[] {
  const byParent = new Map<CrawledNode, Map<string, CrawledNode>>();
  for (const node of nodes) {
    if (node.browseName.uri !== diNamespace || node.parent === null || node.nodeClass !== 'Variable')
      continue;
    if (!['Locked', 'LockingUser', 'LockingClient'].includes(node.browseName.name)) continue;
    const parts = byParent.get(node.parent) ?? new Map<string, CrawledNode>();
    byParent.set(node.parent, parts.set(node.browseName.name, node));
  }
  return [...byParent].slice(0, mostLocks).flatMap(([parent, parts]) => {
    const locked = parts.get('Locked');
    if (!locked) return [];
    const user = parts.get('LockingUser') ?? null;
    return [{ of: parent.plainPath, locked, user, client: parts.get('LockingClient') ?? null }];
  });
}

export async function readLocks(
  link: OpcuaLink,
  locks: readonly Lock[],
  now: () => Instant,
  signal: AbortSignal,
): Promise<LockReading> {
  const nodes = locks.flatMap(({ locked, user, client }) => [locked, user ?? locked, client ?? locked]);
  const requestedAt = now();
  const asked = nodes.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }));
  const values = await link.read(asked, signal);
  const held = new Map<string, { user: string; client: string }>();
  for (const [index, { of }] of locks.entries()) {
    const [locked, user, client] = values.slice(index * 3, index * 3 + 3).map(({ value }) => value.value);
    if (locked === true) held.set(of, { user: textOf(user), client: textOf(client) });
  }
  return { requestedAt, arrivedAt: now(), held };
}

/** Locks taken, passed on or let go between two readings: who held one could change what it guards. */
export function compareLocks(
  before: LockReading | null,
  after: LockReading,
  { subject, authenticity }: Pick<Statement, 'authenticity'> & { readonly subject: string },
): Statement[] {
  const told = (
    act: 'could-touch' | 'disconnected',
    of: string,
    who: { user: string; client: string },
  ): Statement => ({
    witness: { kind: 'opcua-lock', name: subject },
    act,
    authenticity,
    reach: who.user === '' ? (who.client === '' ? 'path' : 'station') : 'account',
    identities: who.user === '' ? [] : [{ scheme: 'opcua-user', value: who.user }],
    place: { path: opcuaPath, ...(who.client === '' ? {} : { station: who.client }) },
    touches: [{ device: `lock of ${of}`.slice(0, 1000) }],
    from: before?.requestedAt ?? after.requestedAt,
    to: after.arrivedAt,
    clockErrorMs: 0,
    liveness: { proof: 'none' },
  });
  const taken = [...after.held].filter(([of, who]) => !same(before?.held.get(of), who));
  const left = [...(before?.held ?? [])].filter(([of, who]) => !same(after.held.get(of), who));
  return [
    ...left.map(([of, who]) => told('disconnected', of, who)),
    ...taken.map(([of, who]) => told('could-touch', of, who)),
  ];
}

function same(
  one: { readonly user: string; readonly client: string } | undefined,
  other: { readonly user: string; readonly client: string },
): boolean {
  return one !== undefined && one.user === other.user && one.client === other.client;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 300) : '';
}
