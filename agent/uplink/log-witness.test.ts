import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  appendLeaf,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  leafHash,
  noteVerifier,
  signCheckpoint,
  verifierKey,
} from '@witnessmark/shared/log';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLogWitness } from './log-witness.ts';

describe('the memory of the log', () => {
  const origin = 'plant/1';
  const { privateKey } = generateKeyPairSync('ed25519');
  const logKey = verifierKey(noteVerifier(origin, privateKey));
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-witness-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  function note(entries: readonly string[], key: KeyObject = privateKey, of = origin): string {
    let frontier: Frontier = emptyFrontier;
    for (const entry of entries) ({ frontier } = appendLeaf(frontier, leafHash(Buffer.from(entry))));
    return signCheckpoint(
      { origin: of, size: entries.length, root: frontierRoot(frontier) },
      { name: of, key },
    );
  }
  /** From one leaf to two, the proof is the second leaf's hash. */
  const proofToTwo = (entry: string) => [leafHash(Buffer.from(entry)).toString('hex')];

  test('follows a log that grows, and remembers it over a restart', async () => {
    const witness = await openLogWitness(dir, logKey);
    expect(witness.see(null, note(['a']), [])).toBe('consistent');
    expect(witness.see(note(['a']), note(['a', 'b']), proofToTwo('b'))).toBe('consistent');
    await witness.save();
    expect((await openLogWitness(dir, logKey)).seen).toBe(note(['a', 'b']));
  });

  const stranger = generateKeyPairSync('ed25519').privateKey;
  test.each([
    ['is smaller', () => note([]), []],
    ['has another root at the same size', () => note(['x']), []],
    ['does not continue it', () => note(['x', 'b']), proofToTwo('b')],
    ['comes without its proof', () => note(['a', 'b']), []],
    ['is of another generation', () => note(['a', 'b'], privateKey, 'plant/2'), proofToTwo('b')],
    ['was signed by another key', () => note(['a', 'b'], stranger), proofToTwo('b')],
    ['is no checkpoint', () => 'nonsense', []],
  ])('is broken by a checkpoint that %s, once and until accepted', async (_name, offered, proof) => {
    const witness = await openLogWitness(dir, logKey);
    witness.see(null, note(['a']), []);
    expect(witness.see(note(['a']), offered(), proof)).toBe('rolled-back');
    expect(witness.see(note(['a']), note(['a', 'b']), proofToTwo('b'))).toBe('broken-before');
    expect(witness.seen).toBe(note(['a']));
    await witness.save();
    const again = await openLogWitness(dir, logKey);
    expect(again.broken).not.toBeNull();
    again.accept(note(['other'], privateKey, 'plant/2'));
    expect(again.broken).toBeNull();
    expect(again.seen).toBe(note(['other'], privateKey, 'plant/2'));
  });

  test('accepts nothing that the log’s key did not sign', async () => {
    const witness = await openLogWitness(dir, logKey);
    expect(() => witness.accept(note(['a'], stranger))).toThrow(/signature does not hold/);
    expect(witness.seen).toBeNull();
  });

  test('an answer proven from an older checkpoint does not take the memory back', async () => {
    const witness = await openLogWitness(dir, logKey);
    witness.see(null, note(['a']), []);
    witness.see(note(['a']), note(['a', 'b']), proofToTwo('b'));
    expect(witness.see(note(['a']), note(['a']), [])).toBe('consistent');
    expect(witness.seen).toBe(note(['a', 'b']));
  });

  test('that cannot be read is an error, not a new beginning', async () => {
    await writeFile(join(dir, 'checkpoint.json'), '{"v":1');
    await expect(openLogWitness(dir, logKey)).rejects.toMatchObject({ code: 'agent.identity-unreadable' });
  });
});
