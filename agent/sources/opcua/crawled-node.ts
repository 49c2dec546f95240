import { NodeClass, NodeId } from 'node-opcua-client';
import type { BrowseName } from './browse-path.ts';

/** A node as the crawl found it, by the first and shortest of its browse paths. */
export interface CrawledNode {
  readonly nodeId: NodeId;
  readonly nodeClass: 'Object' | 'Variable' | 'Method';
  readonly browseName: BrowseName;
  /** Number of the type definition in namespace 0; null for a type of another namespace. */
  readonly type: number | null;
  /** The type definition; null where the server names none. */
  readonly typeId: NodeId | null;
  /** Reached by HasProperty. */
  readonly property: boolean;
  readonly parent: CrawledNode | null;
  readonly plainPath: string;
  readonly qualifiedPath: string;
  /** Segments of the path, and how many of them lead to the root it was found below. */
  readonly depth: number;
  readonly rootDepth: number;
}

/** The number of a node id of namespace 0; null for any other. */
export function standardId(id: NodeId): number | null {
  return id.namespace === 0 && typeof id.value === 'number' ? id.value : null;
}

/** A node id without what an expanded one adds; two of the same node have the same text. */
export function localId(id: NodeId): NodeId {
  return new NodeId(id.identifierType, id.value, id.namespace);
}

/** The classes a crawl follows; null for any other. */
export function className(nodeClass: NodeClass): CrawledNode['nodeClass'] | null {
  if (nodeClass === NodeClass.Object) return 'Object';
  if (nodeClass === NodeClass.Variable) return 'Variable';
  return nodeClass === NodeClass.Method ? 'Method' : null;
}
