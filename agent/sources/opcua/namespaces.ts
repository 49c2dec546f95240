import type { ExpandedNodeId, NodeId, QualifiedName } from 'node-opcua-client';
import type { BrowseName } from './browse-path.ts';

type AnyNodeId = NodeId | ExpandedNodeId;

/** The server's NamespaceArray of one moment: turns its indexes into URIs. */
export class Namespaces {
  readonly uris: readonly string[];

  constructor(uris: readonly (string | null)[]) {
    this.uris = uris.map(uri => uri ?? '');
  }

  equals(other: readonly (string | null)[]): boolean {
    return other.length === this.uris.length && other.every((uri, index) => (uri ?? '') === this.uris[index]);
  }

  /** The URI of an index; an index the array does not have is shown as such. */
  uri(index: number): string {
    return this.uris[index] ?? `urn:unknown-namespace:${index}`;
  }

  browseName(name: QualifiedName): BrowseName {
    return { uri: this.uri(name.namespaceIndex), name: name.name ?? '' };
  }

  /** `nsu=<URI>;s=…` (OPC 10000-6 §5.1.12); namespace 0 has no prefix. */
  nodeId(id: AnyNodeId): string {
    const plain = id.toString().replace(/^(?:ns=\d+;)/, '');
    if ('namespaceUri' in id && id.namespaceUri) return `nsu=${id.namespaceUri};${bare(plain)}`;
    return id.namespace === 0 ? bare(plain) : `nsu=${this.uri(id.namespace)};${bare(plain)}`;
  }
}

/** Without the prefixes an ExpandedNodeId's text puts in front or behind. */
function bare(text: string): string {
  const start = /(?:^|;)([isgb]=)/.exec(text);
  const id = start ? text.slice(start.index + (text[start.index] === ';' ? 1 : 0)) : text;
  return id.replace(/;(?:namespaceUri|serverIndex):.*$/s, '');
}
