import { WitnessError } from '@witnessmark/shared/errors';
import type { Database, Db } from '../db/index.ts';
import { type IdentityMeaning, identityMeaningSchema, toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import { type KeyedDigest, pseudonym, type Vault } from '../vault/index.ts';

/** An account, a station, an address or a badge, as a witness names it. */
export interface NamedIdentity {
  readonly scheme: string;
  readonly value: string;
}

export interface Declaration extends NamedIdentity {
  /** Asset on which the name means this; null for the whole site. */
  readonly asset: string | null;
  readonly meaning: IdentityMeaning;
  /** UTC text; open where null. */
  readonly from: string | null;
  readonly until: string | null;
}

/** What is known of an identity at a moment. */
export interface Resolved {
  readonly id: string;
  readonly meaning: IdentityMeaning;
}

/**
 * Who accounts, stations, addresses and badges belong to, with history: a laptop changes hands on a date. The log knows
 * them by pseudonyms; their names rest in the vault.
 */
export class Identities {
  readonly #database: Database;
  readonly #log: Log;
  readonly #vault: Vault;
  readonly #digests: KeyedDigest;

  constructor(parts: { database: Database; log: Log; vault: Vault; digests: KeyedDigest }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#vault = parts.vault;
    this.#digests = parts.digests;
  }

  idOf(identity: NamedIdentity, asset: string | null): string {
    return pseudonym(this.#digests, identity, asset);
  }

  /** Declares what a name means over a stretch of time; gives the identity's id. */
  async declare(wanted: Declaration, by: { person: string; request: string }): Promise<string> {
    const { from, until } = wanted;
    if (from !== null && until !== null && from >= until)
      throw new WitnessError('http.invalid-request', 'until', 'it must lie after from');
    if (wanted.value.trim() === '')
      throw new WitnessError('http.invalid-request', 'value', 'a name is needed');
    const id = this.idOf(wanted, wanted.asset);
    const ref = `identity/${id}`;
    const held = await this.#vault.has(ref);
    await this.#log.append([
      {
        type: 'registry.identity-declared',
        key: `${by.request}/identity/${id}`,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `identity:${id}`,
        body: toBody('registry.identity-declared', {
          identity: id,
          scheme: wanted.scheme,
          asset: wanted.asset,
          ref,
          meaning: wanted.meaning,
          from,
          until,
        }),
        ...(held ? {} : { seals: [this.#vault.seal(ref, 'identity', Buffer.from(wanted.value.trim()))] }),
      },
    ]);
    return id;
  }

  /**
   * What a name seen on an asset meant at `at` (UTC text): what was declared for that asset, else for the site, else
   * unknown. Of several declarations that cover the moment the newest holds.
   */
  async resolve(identity: NamedIdentity, asset: string | null, at: string): Promise<Resolved> {
    const own = this.idOf(identity, asset);
    const site = this.idOf(identity, null);
    for (const id of own === site ? [own] : [own, site]) {
      const meaning = await meaningAt(this.#database.read, id, at);
      if (meaning !== null) return { id, meaning };
    }
    return { id: own, meaning: { to: 'unknown' } };
  }

  /** What an identity meant at `at` (UTC text) whose name is not known any more. */
  async meaningOf(id: string, at: string): Promise<IdentityMeaning> {
    return (await meaningAt(this.#database.read, id, at)) ?? { to: 'unknown' };
  }
}

async function meaningAt(db: Db, id: string, at: string): Promise<IdentityMeaning | null> {
  const row = await db
    .selectFrom('identity_meaning')
    .select('meaning_json')
    .where('identity', '=', id)
    .where(e => e.or([e('from_at', 'is', null), e('from_at', '<=', at)]))
    .where(e => e.or([e('until_at', 'is', null), e('until_at', '>', at)]))
    .orderBy('pos', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : identityMeaningSchema.parse(JSON.parse(row.meaning_json));
}
