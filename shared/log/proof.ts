import type { Hash } from './hash.ts';
import { assertSize, foldNodes, type NodeAddress, rangeNodes, splitPoint } from './tree.ts';

/** Reads stored nodes in the order asked for, in one go. Throws (or rejects) where one is missing. */
export type NodeReader = (nodes: readonly NodeAddress[]) => readonly Hash[] | Promise<readonly Hash[]>;

/** Leaves [from, to). */
type Range = readonly [from: number, to: number];

/** RFC 6962 §2.1.1: what proves leaf `index` in the tree of `size` leaves, from the leaf upwards. */
export async function inclusionProof(index: number, size: number, read: NodeReader): Promise<Hash[]> {
  assertSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  }
  const siblings: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      siblings.push([middle, to]);
      to = middle;
    } else {
      siblings.push([from, middle]);
      from = middle;
    }
  }
  return rangeHashes(siblings.reverse(), read);
}

/**
 * RFC 6962 §2.1.2: what proves that the tree of `second` leaves begins with that of `first` leaves.
 * Empty for equal sizes, and for `first` 0, which needs no proof. Throws a RangeError where first > second.
 */
export async function consistencyProof(first: number, second: number, read: NodeReader): Promise<Hash[]> {
  assertSize(first);
  assertSize(second);
  if (first > second) throw new RangeError(`a tree of ${second} leaves has no part of ${first}`);
  if (first === 0 || first === second) return [];
  const parts: Range[] = [];
  let [from, to] = [0, second];
  while (to !== first) {
    const middle = from + splitPoint(to - from);
    if (first <= middle) {
      parts.push([middle, to]);
      to = middle;
    } else {
      parts.push([from, middle]);
      from = middle;
    }
  }
  // The verifier knows the first tree's root, and needs the last part only where that part is not all of it.
  if (from > 0) parts.push([from, to]);
  return rangeHashes(parts.reverse(), read);
}

/** The root of the first `size` leaves. */
export async function rootHash(size: number, read: NodeReader): Promise<Hash> {
  assertSize(size);
  const [root] = await rangeHashes([[0, size]], read);
  return root ?? foldNodes([]);
}

async function rangeHashes(ranges: readonly Range[], read: NodeReader): Promise<Hash[]> {
  const nodes = ranges.map(([from, to]) => rangeNodes(from, to));
  const hashes = await read(nodes.flat());
  let at = 0;
  return nodes.map(each => {
    const part = hashes.slice(at, at + each.length);
    at += each.length;
    if (part.length < each.length) throw new RangeError('the reader gave fewer nodes than asked for');
    return foldNodes(part);
  });
}
