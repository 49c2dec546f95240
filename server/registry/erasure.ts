import type { Database } from '../db/index.ts';
import { erasure, type Log } from '../log/index.ts';
import { meansOnOneAsset, type Vault } from '../vault/index.ts';
import type { Identities } from './identities.ts';
import { declarationsOf } from './meanings.ts';
import { peopleIn } from './shown.ts';

/** So many references stand in one event, and so many ids in one question. */
const atOnce = 400;

/** What is gone of one person's names. */
export interface Erased {
  /** Accounts, stations, addresses and badges whose names are gone. */
  readonly identities: number;
  /** Records of witnesses that named one of them, gone whole. */
  readonly records: number;
}

/**
 * Erases the names a person was known by to controllers, stations and witnesses. That an identity meant the person
 * stays, by ids alone, and so does what was judged by it.
 */
export class PersonErasure {
  readonly #database: Database;
  readonly #log: Log;
  readonly #vault: Vault;
  readonly #identities: Pick<Identities, 'idOf'>;

  constructor(parts: {
    database: Database;
    log: Log;
    vault: Vault;
    identities: Pick<Identities, 'idOf'>;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#vault = parts.vault;
    this.#identities = parts.identities;
  }

  /**
   * Erases what identities that meant this person and nobody else are called, and every record that names one of them.
   * A name that was somebody else's as well stays. May be done again, for records that came since.
   *
   * @param under the rule, as the log keeps it.
   */
  async erase(
    person: string,
    under: string,
    by: { readonly person: string; readonly request: string },
  ): Promise<Erased> {
    const actor = { kind: 'person', id: by.person } as const;
    const erased = async (refs: readonly string[]) => {
      if (refs.length > 0) await this.#log.append([erasure(refs, under, actor, by.request)]);
      return refs.length;
    };
    const ids = await this.#idsOf(person);
    let [identities, records] = [0, 0];
    for (const some of pieces(ids)) {
      for (;;) {
        const refs = await this.#records(some);
        if (refs.length === 0) break;
        records += await erased(refs);
      }
    }
    // Names go last: by them the records of single controllers are found, also where this ends half way.
    for (const some of pieces(ids)) identities += await erased(await this.#names(some));
    return { identities, records };
  }

  /** Identities that meant this person and nobody else; of a name declared for the site also as each controller has it. */
  async #idsOf(person: string): Promise<string[]> {
    const declared = Map.groupBy(await declarationsOf(this.#database.read, null), each => each.identity);
    const own = [...declared].flatMap(([id, all]) => {
      const people = all.flatMap(({ meaning }) => peopleIn(meaning));
      const alone = people.length > 0 && people.every(each => each === person);
      return alone && !all.some(({ meaning }) => meaning.to === 'system') ? [id] : [];
    });
    const ids = new Set(own);
    const assets = await this.#database.read.selectFrom('asset').select('id').execute();
    for (const some of pieces(own)) {
      const rows = await this.#database.read
        .selectFrom('identity')
        .select(['id', 'scheme'])
        .where('id', 'in', some)
        .where('asset', 'is', null)
        .execute();
      for (const { id, scheme } of rows) {
        if (!meansOnOneAsset(scheme)) continue;
        const name = await this.#vault.read(`identity/${id}`);
        if (name === null) continue;
        const value = Buffer.from(name).toString('utf8');
        for (const asset of assets) {
          const there = this.#identities.idOf({ scheme, value }, asset.id);
          if (!declared.has(there)) ids.add(there);
        }
      }
    }
    return [...ids];
  }

  /** References of records that name one of these, or come from one, and are not erased yet. */
  async #records(ids: readonly string[]): Promise<string[]> {
    const rows = await this.#database.read
      .selectFrom('statement')
      .innerJoin('vault', 'vault.ref', 'statement.ref')
      .select('statement.ref')
      .where(e =>
        e.or([
          e(
            'statement.pos',
            'in',
            e
              .selectFrom('statement_identity')
              .select('pos')
              .where('identity', 'in', [...ids]),
          ),
          e('statement.station', 'in', [...ids]),
        ]),
      )
      .orderBy('statement.pos')
      .limit(atOnce)
      .execute();
    return rows.map(({ ref }) => ref);
  }

  async #names(ids: readonly string[]): Promise<string[]> {
    const rows = await this.#database.read
      .selectFrom('vault')
      .select('ref')
      .where(
        'ref',
        'in',
        ids.map(id => `identity/${id}`),
      )
      .orderBy('ref')
      .execute();
    return rows.map(({ ref }) => ref);
  }
}

function pieces(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, n) =>
    ids.slice(n * atOnce, (n + 1) * atOnce),
  );
}
