import { attribute, child } from './element.ts';
import type { GraphNode } from './graph.ts';

/**
 * The how many-th each transition is looked at among those behind one step or branch: as it is written; where none of them
 * has a written priority, from the left to the right. Source: IEC 61131-3:2003, 2.6.5, table 45, feature 2a, which is what
 * holds where priorities (2b) are not written. A tool that gives them no places, or one place to two, says no order.
 */
export function prioritiesOf(transitions: readonly GraphNode[]): ReadonlyMap<GraphNode, number> {
  const found = new Map<GraphNode, number>();
  const behind = new Map<string, GraphNode[]>();
  for (const node of transitions) {
    const written = attribute(node.xml, 'priority');
    if (/^\d{1,9}$/.test(written)) found.set(node, Number(written));
    const [wire, ...others] = node.inputs.flatMap(pin => pin.wires);
    if (wire === undefined || others.length > 0) continue;
    const known = behind.get(wire.from);
    if (known === undefined) behind.set(wire.from, [node]);
    else known.push(node);
  }
  for (const nodes of behind.values()) {
    const places = new Set(nodes.map(leftOf));
    if (nodes.length < 2 || places.size < nodes.length || places.has(null)) continue;
    if (nodes.some(({ xml }) => attribute(xml, 'priority') !== '')) continue;
    const ordered = nodes.toSorted((a, b) => (leftOf(a) ?? 0) - (leftOf(b) ?? 0));
    for (const [at, node] of ordered.entries()) found.set(node, at + 1);
  }
  return found;
}

function leftOf({ xml }: GraphNode): number | null {
  const x = attribute(child(xml, 'position'), 'x');
  return x === '' || !Number.isFinite(Number(x)) ? null : Number(x);
}
