import { emptyRoot, type Hash, hashBytes, nodeHash } from './hash.ts';

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  /** RFC 6962 leaf hash of the entry. */
  readonly leaf: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

export interface ConsistencyClaim {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Hash;
  readonly secondRoot: Hash;
  readonly proof: readonly Hash[];
}

/** RFC 9162 §2.1.3.2. False for anything that does not prove it; never throws. */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim): boolean {
  if (!areSizes(index, size) || index >= size || !areHashes([leaf, root, ...proof.slice(0, maxProof)]))
    return false;
  if (proof.length > maxProof) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(hash, root);
}

/**
 * RFC 9162 §2.1.4.2, and the two cases that need no proof: equal sizes with equal roots, and a first
 * tree without leaves. False for anything that does not prove it; never throws.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { first, second, firstRoot, secondRoot, proof } = claim;
  if (!areSizes(first, second) || first > second || proof.length > maxProof) return false;
  if (!areHashes([firstRoot, secondRoot, ...proof])) return false;
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0 && same(firstRoot, emptyRoot);
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  if (start === undefined) return false;
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  let inFirst = start;
  let inSecond = start;
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      inFirst = nodeHash(sibling, inFirst);
      inSecond = nodeHash(sibling, inSecond);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      inSecond = nodeHash(inSecond, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(inFirst, firstRoot) && same(inSecond, secondRoot);
}

/** A tree below 2^53 leaves is at most 53 levels high; a consistency proof has one hash more. */
const maxProof = 54;

function areSizes(...sizes: readonly number[]): boolean {
  return sizes.every(size => Number.isSafeInteger(size) && size >= 0);
}

function areHashes(hashes: readonly Hash[]): boolean {
  return hashes.every(hash => hash.length === hashBytes);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && 2 ** Math.round(Math.log2(value)) === value;
}

function same(a: Hash, b: Hash): boolean {
  return Buffer.compare(a, b) === 0;
}
