import type { NodeId } from 'node-opcua-client';
import type { Namespaces } from '../namespaces.ts';
import type { Plan } from '../plan.ts';

/** The item a node belongs to, and as which member. */
export interface ItemPlace {
  readonly path: string;
  readonly member: string | null;
}

/** Which item each node of the address space belongs to, for records that name nodes. */
export class Places {
  readonly namespaces: Namespaces;
  readonly #byNode = new Map<string, ItemPlace>();

  constructor(plan: Plan, namespaces: Namespaces) {
    this.namespaces = namespaces;
    for (const [path, item] of plan.items) {
      if (item.is === 'body') this.#put(item.body.nodeId, { path, member: null });
      else if (item.is === 'file') {
        this.#put(item.file.node.nodeId, { path, member: null });
        for (const part of item.file.parts.values()) this.#put(part, { path, member: null });
      } else for (const { node, name } of item.members) this.#put(node.nodeId, { path, member: name });
    }
  }

  of(node: NodeId): ItemPlace | null {
    return this.#byNode.get(node.toString()) ?? null;
  }

  #put(node: NodeId, place: ItemPlace): void {
    this.#byNode.set(node.toString(), place);
  }
}
