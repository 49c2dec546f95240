import { emptyRoot, type Hash, nodeHash } from './hash.ts';

/**
 * A stored node of the RFC 6962 tree: the perfect subtree over the leaves [n·2^level, (n+1)·2^level).
 * Only full subtrees are stored, so a stored node never changes. Sizes and indices are whole numbers
 * below 2^53; arithmetic here is by division, because JavaScript's bit operators stop at 32 bits.
 */
export interface NodeAddress {
  readonly level: number;
  readonly n: number;
}

export interface StoredNode extends NodeAddress {
  readonly hash: Hash;
}

/** The right edge of a tree: the hashes of its largest full subtrees from left to right. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/**
 * The full subtrees that cover the leaves [from, to) from left to right. `from` must be such a range's
 * beginning as RFC 6962 splits a tree: 0, or a multiple of the power of two that is at least the length.
 */
export function rangeNodes(from: number, to: number): NodeAddress[] {
  const nodes: NodeAddress[] = [];
  let at = from;
  while (at < to) {
    const level = highestLevel(to - at);
    nodes.push({ level, n: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The hash of a range from the hashes of its `rangeNodes`; the empty root where there are none. */
export function foldNodes(hashes: readonly Hash[]): Hash {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The nodes whose hashes make the frontier of a tree of `size` leaves. */
export function frontierNodes(size: number): NodeAddress[] {
  assertSize(size);
  return rangeNodes(0, size);
}

export function frontierRoot(frontier: Frontier): Hash {
  return foldNodes(frontier.hashes);
}

/**
 * Appends one leaf: the new frontier and the nodes to store, the leaf's own first, one for each full
 * subtree that it completes (two on average). Pure: the old frontier stays as it is.
 */
export function appendLeaf(
  frontier: Frontier,
  leaf: Hash,
): { readonly frontier: Frontier; readonly nodes: readonly StoredNode[] } {
  const index = frontier.size;
  assertSize(index + 1);
  const hashes = [...frontier.hashes];
  let node: StoredNode = { level: 0, n: index, hash: leaf };
  const nodes = [node];
  while (node.n % 2 === 1) {
    const left = hashes.pop();
    if (left === undefined) throw new RangeError(`a frontier of ${index} leaves lacks hashes`);
    node = { level: node.level + 1, n: (node.n - 1) / 2, hash: nodeHash(left, node.hash) };
    nodes.push(node);
  }
  hashes.push(node.hash);
  return { frontier: { size: index + 1, hashes }, nodes };
}

/** The level of the largest full subtree that fits into `leaves` (at least one). */
function highestLevel(leaves: number): number {
  let level = 0;
  while (2 ** (level + 1) <= leaves) level++;
  return level;
}

/** RFC 6962's k: the largest power of two below `leaves` (at least two). */
export function splitPoint(leaves: number): number {
  return 2 ** highestLevel(leaves - 1);
}

export function assertSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`no size of a tree: ${size}`);
}
