import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bytesOfHex, checkEntry, checkpointOf, hexOf, rootBy } from './merkle.ts';

// Inputs, roots and paths of the reference vectors published with Certificate Transparency (RFC 6962).
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const rootOfEight = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328';

const hash = (...parts: readonly Uint8Array[]) => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest();
};
const leafOf = (hex: string) => hash(Uint8Array.of(0), Buffer.from(hex, 'hex'));
const largestPowerBelow = (count: number) => 2 ** Math.ceil(Math.log2(count) - 1);

function root(of: readonly Uint8Array[]): Uint8Array {
  if (of.length === 1) return of[0] ?? new Uint8Array();
  const split = largestPowerBelow(of.length);
  return hash(Uint8Array.of(1), root(of.slice(0, split)), root(of.slice(split)));
}

function path(index: number, of: readonly Uint8Array[]): Uint8Array[] {
  if (of.length <= 1) return [];
  const split = largestPowerBelow(of.length);
  return index < split
    ? [...path(index, of.slice(0, split)), root(of.slice(split))]
    : [...path(index - split, of.slice(split)), root(of.slice(0, split))];
}

describe('inclusion proofs', () => {
  test('the reference tree of eight leaves has its published root', () => {
    expect(hexOf(root(leaves.map(leafOf)))).toBe(rootOfEight);
  });

  test('each leaf of every tree up to eight leads to the root', async () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const tree = leaves.slice(0, size).map(leafOf);
      for (let index = 0; index < size; index += 1) {
        const found = await rootBy(tree[index] ?? new Uint8Array(), index, size, path(index, tree));
        expect(found && hexOf(found)).toBe(hexOf(root(tree)));
      }
    }
  });

  test('a proof too short, too long, of another leaf or beyond the tree does not hold', async () => {
    const tree = leaves.slice(0, 7).map(leafOf);
    const proof = path(3, tree);
    const leaf = tree[3] ?? new Uint8Array();
    expect(await rootBy(leaf, 3, 7, proof.slice(1))).toBeNull();
    expect(await rootBy(leaf, 3, 7, [...proof, leaf])).toBeNull();
    expect(await rootBy(leaf, 7, 7, proof)).toBeNull();
    const other = await rootBy(leaf, 2, 7, proof);
    expect(other && hexOf(other)).not.toBe(hexOf(root(tree)));
  });
});

describe('an entry against a checkpoint', () => {
  const bytes = ['{"a":1}', '{"ä":"→"}', '{}'];
  const tree = bytes.map(each => hash(Uint8Array.of(0), Buffer.from(each, 'utf8')));
  const note = `site/1\n3\n${Buffer.from(root(tree)).toString('base64')}\n\n— site/1 AAAA\n`;
  const entry = {
    idx: 1,
    leaf: hexOf(tree[1] ?? new Uint8Array()),
    bytes: bytes[1] ?? '',
    inclusion: path(1, tree).map(hexOf),
    checkpoint: note,
  };

  test('holds', async () => {
    expect(await checkEntry(entry)).toEqual({ holds: true });
  });

  test('does not hold for other bytes, another root, or a note that is none', async () => {
    expect(await checkEntry({ ...entry, bytes: '{"ä":"←"}' })).toMatchObject({ holds: false });
    const other = note.replace(/\n[^\n]{44}\n/, `\n${Buffer.alloc(32).toString('base64')}\n`);
    expect(await checkEntry({ ...entry, checkpoint: other })).toMatchObject({ holds: false });
    const smaller = note.replace('\n3\n', '\n1\n');
    expect(await checkEntry({ ...entry, checkpoint: smaller })).toMatchObject({ holds: false });
    expect(await checkEntry({ ...entry, idx: 0 })).toMatchObject({ holds: false });
    expect(await checkEntry({ ...entry, checkpoint: 'hello' })).toMatchObject({ holds: false });
  });

  test('a checkpoint’s size is a plain number', () => {
    expect(checkpointOf('o\n12\nAA=\n')).toEqual({ origin: 'o', size: 12, root: 'AA=' });
    expect(checkpointOf('o\n012\nAA=\n')).toBeNull();
    expect(checkpointOf('o\n-1\nAA=\n')).toBeNull();
    expect(() => bytesOfHex('zz')).toThrow(RangeError);
  });
});
