import { WitnessError } from '@witnessmark/shared/errors';
import type { Database, Tx, VaultRow } from '../db/index.ts';
import type { KeyRing } from './key-ring.ts';
import { type OpenedSeal, reseal, type SealedWrite, seal, unseal } from './seal.ts';

const rotationPage = 200;

/**
 * What must not stand in the log or in git: credentials, keys, personal data, originals of redacted
 * items, raw statements. Encrypted at rest, not rebuildable.
 *
 * DO hand a lasting content's `SealedWrite` to the log with the event that commits to it. DON'T use `put`
 * for anything that must be accounted for: it is for what passes by itself, such as a live sign-in.
 */
export class Vault {
  readonly #database: Database;
  #ring: KeyRing;

  constructor(database: Database, ring: KeyRing) {
    this.#database = database;
    this.#ring = ring;
  }

  /** Seals a content under `ref`, which names it for good; storing it is the log's transaction. */
  seal(ref: string, kind: string, content: Uint8Array): SealedWrite {
    return seal(this.#ring, ref, kind, content);
  }

  /** For the server's own use. What a person looks up goes through the core's `lookUp`, which logs it. */
  async read(ref: string): Promise<Uint8Array | null> {
    return (await this.open(ref))?.content ?? null;
  }

  /** Content with the commitment it fits; null where nothing (more) is stored. */
  async open(ref: string): Promise<OpenedSeal | null> {
    const row = await this.#database.read
      .selectFrom('vault')
      .selectAll()
      .where('ref', '=', ref)
      .executeTakeFirst();
    return row === undefined ? null : unseal(this.#ring, row);
  }

  async has(ref: string): Promise<boolean> {
    const row = await this.#database.read
      .selectFrom('vault')
      .select('ref')
      .where('ref', '=', ref)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Every reference of a kind, sorted. */
  async refs(kind: string): Promise<readonly string[]> {
    const rows = await this.#database.read
      .selectFrom('vault')
      .select('ref')
      .where('kind', '=', kind)
      .orderBy('ref')
      .execute();
    return rows.map(row => row.ref);
  }

  /** Stores what passes: it may be removed after `expires` (UTC text) and is not logged. */
  async put(ref: string, kind: string, content: Uint8Array, expires: string): Promise<void> {
    const row = { ...seal(this.#ring, ref, kind, content).row, expires };
    await this.#database.write.transaction().execute(async tx => {
      const kept = await tx.selectFrom('vault').select('expires').where('ref', '=', ref).executeTakeFirst();
      if (kept !== undefined && kept.expires === null) {
        throw new WitnessError('vault.damaged', ref, 'a lasting entry stands here');
      }
      await storeRow(tx, row);
    });
  }

  /** Removes a passing entry; a lasting one is erased through the log. */
  async drop(ref: string): Promise<void> {
    await this.#database.write
      .deleteFrom('vault')
      .where('ref', '=', ref)
      .where('expires', 'is not', null)
      .execute();
  }

  async dropExpired(now: string): Promise<void> {
    await this.#database.write.deleteFrom('vault').where('expires', '<', now).execute();
  }

  /** Seals everything anew under the ring's current key, a page at a time; can be stopped and begun again. */
  async rotate(ring: KeyRing, signal?: AbortSignal): Promise<void> {
    this.#ring = ring;
    for (;;) {
      signal?.throwIfAborted();
      const left = await this.#database.write.transaction().execute(async tx => {
        const rows = await tx
          .selectFrom('vault')
          .selectAll()
          .where('key_id', '!=', ring.current)
          .limit(rotationPage)
          .execute();
        for (const row of rows) await storeRow(tx, reseal(ring, row));
        return rows.length;
      });
      if (left === 0) return;
    }
  }
}

/** Stores one row, in the transaction of the event that speaks for it. */
export async function storeRow(tx: Tx, row: VaultRow): Promise<void> {
  const { kind, key_id, sealed, expires } = row;
  await tx
    .insertInto('vault')
    .values(row)
    .onConflict(conflict => conflict.column('ref').doUpdateSet({ kind, key_id, sealed, expires }))
    .execute();
}
