import { qualifiedSegment } from './browse-path.ts';
import type { CrawledNode } from './crawled-node.ts';

/** The names from below the root down to the node. */
export function relative(node: CrawledNode): string[] {
  return ancestry(node).map(one => one.browseName.name);
}

/** The same with namespace URIs. */
export function relativeQualified(node: CrawledNode): string[] {
  return ancestry(node).map(one => qualifiedSegment(one.browseName));
}

/** From below the root down to the node; a root that is itself a variable is its own name. */
function ancestry(node: CrawledNode): CrawledNode[] {
  const line: CrawledNode[] = [];
  for (let at: CrawledNode | null = node; at && at.depth > at.rootDepth; at = at.parent) line.unshift(at);
  return line.length > 0 ? line : [node];
}
