import type { Body } from '../model/index.ts';
import { bodyNodes } from './body-nodes.ts';
import { Interner, type Node } from './node.ts';

/** Names of tags, blocks and types that a body reads, writes or calls, as they stand there; each once. */
export function namesIn(body: Body): ReadonlySet<string> {
  const names = new Set<string>();
  const open: Node[] = bodyNodes(body, new Interner());
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const { text, access } of node.tokens) if (access !== undefined) names.add(text);
    for (const held of node.holds) open.push(held);
  }
  return names;
}
