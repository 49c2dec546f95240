import type { Tx } from '../db/index.ts';

const kept = 10_000;

/** Leaf of the newest entry of each subject: remembered, because this process alone appends. */
export class SubjectHeads {
  readonly #leaves = new Map<string, Uint8Array>();

  async get(tx: Tx, subject: string): Promise<Uint8Array | null> {
    const known = this.#leaves.get(subject);
    if (known !== undefined) return known;
    const row = await tx
      .selectFrom('log')
      .select('leaf')
      .where('subject', '=', subject)
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) this.set(subject, row.leaf);
    return row?.leaf ?? null;
  }

  set(subject: string, leaf: Uint8Array): void {
    if (this.#leaves.size >= kept) this.#leaves.clear();
    this.#leaves.set(subject, leaf);
  }
}
