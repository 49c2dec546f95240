import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appendLeaf,
  commitment,
  consistencyProof,
  emptyFrontier,
  emptyRoot,
  type Frontier,
  frontierNodes,
  frontierRoot,
  type Hash,
  inclusionProof,
  leafHash,
  type NodeAddress,
  nodeHash,
  rootHash,
  verifyConsistency,
  verifyInclusion,
} from './index.ts';

/** RFC 6962 §2.1 written down as it reads, on lists of leaves: the independent word on every hash and proof. */
const sha256 = (...parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const k = (n: number) => {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
};
function mth(d: readonly Uint8Array[]): Buffer {
  const [only] = d;
  if (only === undefined) return sha256();
  if (d.length === 1) return sha256(Buffer.from([0]), only);
  return sha256(Buffer.from([1]), mth(d.slice(0, k(d.length))), mth(d.slice(k(d.length))));
}
function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length === 1) return [];
  const split = k(d.length);
  return m < split
    ? [...path(m, d.slice(0, split)), mth(d.slice(split))]
    : [...path(m - split, d.slice(split)), mth(d.slice(0, split))];
}
function subproof(m: number, d: readonly Uint8Array[], known: boolean): Buffer[] {
  if (m === d.length) return known ? [] : [mth(d)];
  const split = k(d.length);
  return m <= split
    ? [...subproof(m, d.slice(0, split), known), mth(d.slice(split))]
    : [...subproof(m - split, d.slice(split), false), mth(d.slice(0, split))];
}

/** What a database would hold. */
class Nodes {
  readonly stored = new Map<string, Hash>();
  frontier: Frontier = emptyFrontier;

  append(entry: Uint8Array): number {
    const appended = appendLeaf(this.frontier, leafHash(entry));
    for (const { level, n, hash } of appended.nodes) {
      expect(this.stored.has(`${level}/${n}`)).toBe(false);
      this.stored.set(`${level}/${n}`, hash);
    }
    this.frontier = appended.frontier;
    return appended.nodes.length;
  }

  readonly read = (nodes: readonly NodeAddress[]): Hash[] =>
    nodes.map(({ level, n }) => {
      const hash = this.stored.get(`${level}/${n}`);
      if (hash === undefined) throw new Error(`no node ${level}/${n}`);
      return hash;
    });
}

const hex = (hash: Hash | undefined) => Buffer.from(hash ?? []).toString('hex');
const entries = (count: number) => Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
function grown(list: readonly Uint8Array[]): Nodes {
  const nodes = new Nodes();
  for (const entry of list) nodes.append(entry);
  return nodes;
}

/** Leaves and roots that Certificate Transparency implementations share as their reference tree. */
const referenceLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const referenceRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree', () => {
  test('has the roots of the reference tree at every size', async () => {
    const nodes = new Nodes();
    expect(hex(emptyRoot)).toBe(referenceRoots[0]);
    for (const [index, leaf] of referenceLeaves.entries()) {
      nodes.append(Buffer.from(leaf, 'hex'));
      expect(hex(frontierRoot(nodes.frontier))).toBe(referenceRoots[index + 1]);
    }
    for (const [size, root] of referenceRoots.entries())
      expect(hex(await rootHash(size, nodes.read))).toBe(root);
  });

  test('gives the proofs of the example in RFC 6962 §2.1.3', async () => {
    const d = entries(7);
    const [a, b, c, dd, e, f, j] = d.map(entry => leafHash(entry));
    if (!a || !b || !c || !dd || !e || !f || !j) throw new Error('seven leaves');
    const g = nodeHash(a, b);
    const h = nodeHash(c, dd);
    const i = nodeHash(e, f);
    const [kk, l] = [nodeHash(g, h), nodeHash(i, j)];
    const { read } = grown(d);
    expect(await inclusionProof(0, 7, read)).toEqual([b, h, l]);
    expect(await inclusionProof(3, 7, read)).toEqual([c, g, l]);
    expect(await inclusionProof(4, 7, read)).toEqual([f, j, kk]);
    expect(await inclusionProof(6, 7, read)).toEqual([i, kk]);
    expect(await consistencyProof(3, 7, read)).toEqual([c, dd, g, l]);
    expect(await consistencyProof(4, 7, read)).toEqual([l]);
    expect(await consistencyProof(6, 7, read)).toEqual([i, j, kk]);
  });

  test('agrees with the definition for every size up to 40, leaf by leaf and size by size', async () => {
    const all = entries(40);
    const { read } = grown(all);
    for (let size = 0; size <= all.length; size++) {
      const d = all.slice(0, size);
      const root = mth(d);
      expect(await rootHash(size, read)).toEqual(root);
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(index, size, read);
        expect(proof).toEqual(path(index, d));
        expect(
          verifyInclusion({ index, size, leaf: leafHash(d[index] ?? Buffer.alloc(0)), root, proof }),
        ).toBe(true);
      }
      for (let first = 0; first <= size; first++) {
        const proof = await consistencyProof(first, size, read);
        expect(proof).toEqual(first === 0 ? [] : subproof(first, d, true));
        expect(
          verifyConsistency({
            first,
            second: size,
            firstRoot: mth(d.slice(0, first)),
            secondRoot: root,
            proof,
          }),
        ).toBe(true);
      }
    }
  });

  test('goes on from a frontier read back from its nodes', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(50), (before, after) => {
        const all = entries(before + after);
        const nodes = grown(all.slice(0, before));
        nodes.frontier = { size: before, hashes: nodes.read(frontierNodes(before)) };
        for (const entry of all.slice(before)) nodes.append(entry);
        expect(frontierRoot(nodes.frontier)).toEqual(mth(all));
      }),
      { numRuns: 30 },
    );
  });

  test('stores at most two nodes a leaf on average and leaves the old frontier alone', () => {
    const nodes = new Nodes();
    const kept = nodes.frontier;
    const created = entries(1000).reduce((sum, entry) => sum + nodes.append(entry), 0);
    expect(created).toBeLessThan(2000);
    expect(kept).toEqual({ size: 0, hashes: [] });
    expect(() => appendLeaf({ size: 3, hashes: [] }, leafHash(Buffer.alloc(0)))).toThrow(RangeError);
  });

  test('counts beyond 32 bits', async () => {
    const size = 2 ** 40 + 5;
    const asked: NodeAddress[] = [];
    const read = (nodes: readonly NodeAddress[]) => {
      asked.push(...nodes);
      return nodes.map(({ level, n }) => leafHash(Buffer.from(`${level}/${n}`)));
    };
    const index = 2 ** 40 + 2;
    const proof = await inclusionProof(index, size, read);
    const leaf = leafHash(Buffer.from(`0/${index}`));
    // Leaf and neighbour make a node that the fake reader knows by another hash, so the root is built by hand.
    const [neighbour, left, last, first] = proof;
    if (!neighbour || !left || !last || !first || proof.length !== 4) throw new Error('four hashes');
    const root = nodeHash(first, nodeHash(nodeHash(left, nodeHash(leaf, neighbour)), last));
    expect(verifyInclusion({ index, size, leaf, root, proof })).toBe(true);
    expect(asked).toContainEqual({ level: 40, n: 0 });
  });

  test('refuses sizes and leaves that do not exist', async () => {
    const { read } = grown(entries(3));
    for (const [index, size] of [
      [3, 3],
      [-1, 3],
      [0.5, 3],
      [0, -1],
      [0, Number.NaN],
      [0, 2 ** 53],
    ] as const) {
      await expect(inclusionProof(index, size, read)).rejects.toThrow(RangeError);
    }
    await expect(consistencyProof(3, 2, read)).rejects.toThrow(RangeError);
    await expect(rootHash(3, () => [])).rejects.toThrow(RangeError);
  });
});

describe('verification', () => {
  const tree = fc.integer({ min: 1, max: 70 }).chain(size =>
    fc.record({
      size: fc.constant(size),
      index: fc.nat(size - 1),
      first: fc.integer({ min: 1, max: size }),
    }),
  );

  test('refuses every proof with one thing changed', async () => {
    const change = fc.record({
      at: fc.nat(),
      bit: fc.nat(255),
      sort: fc.constantFrom('flip', 'drop', 'add', 'size', 'index', 'leaf'),
    });
    await fc.assert(
      fc.asyncProperty(tree, change, async ({ size, index }, { at, bit, sort }) => {
        const all = entries(size);
        const { read } = grown(all);
        const proof = await inclusionProof(index, size, read);
        const claim = { index, size, leaf: leafHash(all[index] ?? Buffer.alloc(0)), root: mth(all), proof };
        const flipped = (hash: Hash) => {
          const copy = Buffer.from(hash);
          copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
          return copy;
        };
        const place = at % (proof.length || 1);
        if ((sort === 'flip' || sort === 'drop') && proof.length === 0) return;
        const changed = {
          flip: { ...claim, proof: proof.map((hash, each) => (each === place ? flipped(hash) : hash)) },
          drop: { ...claim, proof: proof.toSpliced(place, 1) },
          add: { ...claim, proof: proof.toSpliced(place, 0, claim.leaf) },
          size: { ...claim, size: index + (at % 200) + 1 },
          index: { ...claim, index: at % size },
          leaf: { ...claim, leaf: flipped(claim.leaf) },
        }[sort];
        if (sort === 'index' && changed.index === index) return;
        // Another size can have a path of the same shape: then the proof holds and only the root tells.
        if (sort === 'size')
          expect(verifyInclusion({ ...changed, root: mth(entries(changed.size)) })).toBe(
            changed.size === size,
          );
        else expect(verifyInclusion(changed)).toBe(false);
      }),
    );
  });

  test('refuses a tree that is not the beginning of the other', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.nat(), async ({ size, first }, at) => {
        const all = entries(size);
        const { read } = grown(all);
        const proof = await consistencyProof(first, size, read);
        const forged = all.slice(0, first).with(at % first, Buffer.from('forged'));
        const claim = {
          first,
          second: size,
          firstRoot: mth(all.slice(0, first)),
          secondRoot: mth(all),
          proof,
        };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, firstRoot: mth(forged) })).toBe(false);
        expect(verifyConsistency({ ...claim, secondRoot: mth([...forged, ...all.slice(first)]) })).toBe(
          false,
        );
        expect(verifyConsistency({ ...claim, proof: [...proof, mth(all)] })).toBe(false);
        if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
      }),
    );
  });

  test('takes hostile claims without throwing', () => {
    const hash = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 40 }));
    const size = fc.oneof(fc.nat(20), fc.double(), fc.maxSafeInteger());
    const proof = fc.oneof(
      fc.array(hash, { maxLength: 5 }),
      fc.constant(Array.from({ length: 100_000 }, () => emptyRoot)),
    );
    fc.assert(
      fc.property(size, size, hash, hash, proof, (a, b, one, other, hashes) => {
        const sameHash = Buffer.compare(one, other) === 0;
        if (!(a === 0 && b === 1 && sameHash)) {
          expect(verifyInclusion({ index: a, size: b, leaf: one, root: other, proof: hashes })).toBe(false);
        }
        const trivial = a === b && sameHash;
        if (!trivial) {
          expect(
            verifyConsistency({ first: a, second: b, firstRoot: one, secondRoot: other, proof: hashes }),
          ).toBe(false);
        }
      }),
    );
  });
});

test('a commitment is SHA-256 over salt and bytes, and its salt has 32 bytes', () => {
  const salt = Buffer.alloc(32, 7);
  expect(commitment(salt, Buffer.from('name'))).toBe(sha256(salt, Buffer.from('name')).toString('hex'));
  expect(() => commitment(Buffer.alloc(31), Buffer.alloc(1))).toThrow(RangeError);
});
