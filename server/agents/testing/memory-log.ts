import { generateKeyPairSync } from 'node:crypto';
import {
  appendLeaf,
  consistencyProof,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  type Hash,
  leafHash,
  noteSigner,
  noteVerifier,
  signCheckpoint,
  verifierKey,
} from '@witnessmark/shared/log';
import type { Checkpoints } from '../ports.ts';

/** A log in memory: real hashes, real signatures, real proofs. */
export class MemoryLog implements Checkpoints {
  readonly #pem: string;
  #origin: string;
  #frontier: Frontier = emptyFrontier;
  readonly #nodes = new Map<string, Hash>();

  constructor(origin = 'plant/1') {
    this.#origin = origin;
    this.#pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  }

  get verifierKey(): string {
    return verifierKey(noteVerifier(this.#origin, noteSigner(this.#origin, this.#pem).key));
  }

  get size(): number {
    return this.#frontier.size;
  }

  append(entry: string): void {
    const { frontier, nodes } = appendLeaf(this.#frontier, leafHash(Buffer.from(entry)));
    this.#frontier = frontier;
    for (const node of nodes) this.#nodes.set(`${node.level}/${node.n}`, node.hash);
  }

  /** Begins again, as a log restored from nothing would; the key stays. */
  reset(origin = this.#origin): void {
    this.#origin = origin;
    this.#frontier = emptyFrontier;
    this.#nodes.clear();
  }

  async current(): Promise<string> {
    const { size } = this.#frontier;
    const checkpoint = { origin: this.#origin, size, root: frontierRoot(this.#frontier) };
    return signCheckpoint(checkpoint, noteSigner(this.#origin, this.#pem));
  }

  async consistency(size: number): Promise<{ checkpoint: string; proof: string[] }> {
    const checkpoint = await this.current();
    if (size === 0 || size >= this.size) return { checkpoint, proof: [] };
    const proof = await consistencyProof(size, this.size, nodes =>
      nodes.map(({ level, n }) => {
        const hash = this.#nodes.get(`${level}/${n}`);
        if (hash === undefined) throw new Error(`no node ${level}/${n}`);
        return hash;
      }),
    );
    return { checkpoint, proof: proof.map(hash => Buffer.from(hash).toString('hex')) };
  }
}
