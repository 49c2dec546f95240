import type { Witness } from '@witnessmark/shared/api';
import { statementSchema } from '@witnessmark/shared/facts';
import type { Database, WitnessSeenRow } from '../db/index.ts';
import { isWithin, type Reach } from '../identity/index.ts';
import type { Vault } from '../vault/index.ts';

const witnessesAtMost = 2000;

/** Every witness that ever spoke: when it last did, and since when it is proven alive. */
export class WitnessLives {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #names = new Map<string, string>();

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** Of assets within reach; those about the whole site only for whom it is all within reach. */
  async all(reach: Reach): Promise<Witness[]> {
    const rows = await this.#database.read
      .selectFrom('witness_seen')
      .leftJoin('asset', 'asset.id', 'witness_seen.asset')
      .selectAll('witness_seen')
      .select(['asset.name as asset_name', 'asset.area as asset_area'])
      .orderBy('kind')
      .orderBy('witness_seen.asset')
      .orderBy('witness_seen.id')
      .limit(witnessesAtMost)
      .execute();
    const shown: Witness[] = [];
    for (const row of rows) {
      const within =
        reach === 'site' ||
        (row.asset_area !== null && isWithin(reach, { asset: row.asset, area: row.asset_area }));
      if (within) shown.push(await this.#shown(row, row.asset_name));
    }
    return shown;
  }

  /** What is known of witnesses that speak of an asset, or of the whole site. */
  async around(asset: string): Promise<Witness[]> {
    const rows = await this.#database.read
      .selectFrom('witness_seen')
      .leftJoin('asset', 'asset.id', 'witness_seen.asset')
      .selectAll('witness_seen')
      .select('asset.name as asset_name')
      .where('witness_seen.asset', 'in', [asset, ''])
      .limit(witnessesAtMost)
      .execute();
    return Promise.all(rows.map(row => this.#shown(row, row.asset_name)));
  }

  async #shown(row: WitnessSeenRow, assetName: string | null): Promise<Witness> {
    const { id, kind, asset, last_at, alive_from, alive_until, gap_from, gap_to, gaps } = row;
    return {
      id,
      kind,
      name: await this.#nameOf(row),
      asset: asset === '' ? null : { id: asset, name: assetName ?? asset },
      lastAt: last_at,
      alive: alive_from === null || alive_until === null ? null : { from: alive_from, until: alive_until },
      gap: gap_from === null || gap_to === null ? null : { from: gap_from, to: gap_to },
      gaps,
    };
  }

  /** Its name stands in what it said, which is sealed. */
  async #nameOf({ id, pos }: WitnessSeenRow): Promise<string | null> {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const row = await this.#database.read
      .selectFrom('statement')
      .select('ref')
      .where('pos', '=', pos)
      .executeTakeFirst();
    const bytes = row === undefined ? null : await this.#vault.read(row.ref);
    if (bytes === null) return null;
    const { witness } = statementSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const name = `${witness.kind}/${witness.name}`;
    if (this.#names.size < witnessesAtMost) this.#names.set(id, name);
    return name;
  }
}
