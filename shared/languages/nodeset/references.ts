import { childNamed, childrenNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../siemens/index.ts';
import type { Names, NodeKey } from './ids.ts';

export interface Edge {
  readonly type: NodeKey;
  readonly target: NodeKey;
  readonly isForward: boolean;
  readonly line: number;
}

/** References of a file, each once: at the node it leads from, where the file holds that, else at the other. */
export class Edges {
  readonly #at = new Map<string, Map<string, Edge>>();

  constructor(
    nodes: ReadonlyMap<string, { readonly xml: XmlElement; readonly node: NodeKey }>,
    names: Names,
    findings: Findings,
  ) {
    for (const { xml, node } of nodes.values()) {
      const list = childNamed(xml, 'References');
      for (const child of list?.children ?? [])
        if (typeof child === 'string') findings.keep([node.id], child.trim(), xml.line);
        else if (child.name !== 'Reference') findings.keep([node.id], writeXml(child), child.line);
      for (const reference of list === undefined ? [] : childrenNamed(list, 'Reference')) {
        const type = names.node(reference.attributes.get('ReferenceType') ?? '');
        const target = names.node(textOf(reference));
        const isForward = reference.attributes.get('IsForward') !== 'false';
        const line = reference.line;
        const turned = !isForward && nodes.has(target.key);
        const isNew = turned
          ? this.#put(target.key, { type, target: node, isForward: true, line })
          : this.#put(node.key, { type, target, isForward, line });
        if (!isNew) findings.leaveOut('inverse-reference', `${type.id} ${target.id}`, line);
      }
    }
  }

  of(node: string): Iterable<Edge> {
    return this.#at.get(node)?.values() ?? [];
  }

  #put(at: string, edge: Edge): boolean {
    const edges = this.#at.get(at) ?? new Map<string, Edge>();
    this.#at.set(at, edges);
    const key = `${edge.isForward} ${edge.type.key} ${edge.target.key}`;
    if (edges.has(key)) return false;
    edges.set(key, edge);
    return true;
  }
}
