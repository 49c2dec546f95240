import { statementSchema } from '@witnessmark/shared/facts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log/index.ts';
import { type KeyedDigest, pseudonym, type Vault } from '../vault/index.ts';

/** Names do not change but where they are erased; this many are held. */
const heldAtMost = 10_000;
/** A name nobody declared is looked for in this many of the newest statements that carry it. */
const statementsAtMost = 3;
const entriesAtMost = 200;

/** Names of accounts, stations and addresses by their pseudonyms: declared ones, or as a statement wrote them. */
export class IdentityNames {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #digests: KeyedDigest;
  readonly #held = new Map<string, string>();
  /** Grows with each erasure: what was looked up before it is not held after it. */
  #erasures = 0;

  constructor(database: Database, vault: Vault, digests: KeyedDigest) {
    this.#database = database;
    this.#vault = vault;
    this.#digests = digests;
  }

  /** Holds no name that was erased; returns the way to stop. */
  follow(log: Pick<Log, 'bus'>): () => void {
    return log.bus.subscribe(entries => {
      if (!entries.some(({ event }) => event.type === 'content.erased')) return;
      this.#erasures += 1;
      this.#held.clear();
    });
  }

  /**
   * Names by id; what was erased, or was never told, is not in it.
   *
   * @param entries positions of statements that may tell a place nobody declared.
   */
  async of(ids: Iterable<string>, entries: readonly number[] = []): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for (const id of new Set(ids)) {
      const erasures = this.#erasures;
      const name = this.#held.get(id) ?? (await this.#declared(id)) ?? (await this.#told(id, entries));
      if (name === null) continue;
      if (this.#held.size >= heldAtMost) this.#held.clear();
      if (erasures === this.#erasures) this.#held.set(id, name);
      names.set(id, name);
    }
    return names;
  }

  async #declared(id: string): Promise<string | null> {
    const row = await this.#database.read
      .selectFrom('identity')
      .select('ref')
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined || row.ref === null) return null;
    const bytes = await this.#vault.read(row.ref);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  }

  async #told(id: string, entries: readonly number[]): Promise<string | null> {
    const naming = await this.#database.read
      .selectFrom('statement_identity')
      .innerJoin('statement', 'statement.pos', 'statement_identity.pos')
      .select(['statement.ref', 'statement.asset'])
      .where('identity', '=', id)
      .orderBy('statement.pos', 'desc')
      .limit(statementsAtMost)
      .execute();
    // A place is not indexed by its pseudonym: the records at hand are looked through.
    const rows = naming.length > 0 ? naming : await this.#statements(entries);
    for (const { ref, asset } of rows) {
      const bytes = await this.#vault.read(ref);
      if (bytes === null) continue;
      const { identities, place } = statementSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      const places = [
        ...(place?.station === undefined ? [] : [{ scheme: 'station', value: place.station }]),
        ...(place?.address === undefined ? [] : [{ scheme: 'address', value: place.address }]),
      ];
      const found = [...identities, ...places].find(
        identity => pseudonym(this.#digests, identity, asset) === id,
      );
      if (found) return found.value;
    }
    return null;
  }

  async #statements(entries: readonly number[]): Promise<{ ref: string; asset: string | null }[]> {
    if (entries.length === 0) return [];
    return this.#database.read
      .selectFrom('statement')
      .select(['ref', 'asset'])
      .where('pos', 'in', entries.slice(0, entriesAtMost))
      .execute();
  }
}
