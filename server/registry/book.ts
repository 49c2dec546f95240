import type { IdentityRow, Identity as IdentityShown, SharedWhy } from '@witnessmark/shared/api';
import type { Database, IdentityRow as Row } from '../db/index.ts';
import type { IdentityMeaning } from '../events/index.ts';
import type { Reach } from '../identity/index.ts';
import { type Declared, declarationsOf, givenToTwo, meaningAt } from './meanings.ts';
import { atTwoStations, type Sighting } from './presences.ts';
import { peopleIn, type RegistryReader, shownMeaning, somebodyIn } from './shown.ts';

const seenMs = 35 * 86_400_000;
/** Of more identities the ones seen last are listed, and those that were declared. */
const identitiesAtMost = 5000;
const sightingsAtMost = 50_000;
const whereAtMost = 50;
/** What one person has one of at a time; stations and addresses are places themselves. */
const accounts = new Set(['opcua-user', 'windows-account', 'device-account', 'certificate', 'badge']);

interface Known {
  readonly row: Row;
  /** How often it was named lately within reach, and when it last was. */
  readonly seen: number;
  readonly lastSeen: string | null;
  readonly declared: readonly Declared[];
  readonly meaning: IdentityMeaning;
}

interface Found {
  readonly why: SharedWhy;
  readonly says: string;
  /** When it was seen so last; null where it was not seen but declared. */
  readonly at: string | null;
}

export interface IdentitiesAsked {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly state?: 'unresolved' | 'resolved' | 'shared' | undefined;
  readonly asset?: string | undefined;
}

/** Who is who, as people ask it: identities seen and declared, with what they mean, and accounts that are shared. */
export class IdentityBook {
  readonly #database: Database;
  readonly #names: (ids: Iterable<string>) => Promise<ReadonlyMap<string, string>>;
  readonly #now: () => number;

  constructor(parts: {
    database: Database;
    /** Names of identities by id; what was erased is not in it. */
    names: (ids: Iterable<string>) => Promise<ReadonlyMap<string, string>>;
    now: () => number;
  }) {
    this.#database = parts.database;
    this.#names = parts.names;
    this.#now = parts.now;
  }

  /** Unresolved ones first, those seen most often before the others. */
  async page(asked: IdentitiesAsked, reader: RegistryReader) {
    const all = await this.#known(reader.reach, asked.asset ?? null);
    const shared = await this.#shared(all);
    const unresolved = all.filter(({ meaning }) => meaning.to === 'unknown');
    const wanted = all.filter(({ row, meaning }) => {
      if (asked.state === 'shared') return shared.has(row.id);
      return asked.state === undefined || (asked.state === 'unresolved') === (meaning.to === 'unknown');
    });
    const from = Number(asked.cursor ?? 0);
    const to = from + asked.limit;
    return {
      rows: await this.#shown(wanted.slice(from, to), shared, reader),
      next: to < wanted.length ? String(to) : null,
      unresolved: unresolved.length,
      total: all.length,
    };
  }

  /** Null where there is none within reach. */
  async one(id: string, reader: RegistryReader): Promise<IdentityShown | null> {
    const all = await this.#known(reader.reach, null, id);
    const known = all.find(({ row }) => row.id === id);
    if (known === undefined) return null;
    const [row] = await this.#shown([known], await this.#shared([known]), reader);
    if (row === undefined) return null;
    const people = known.declared.flatMap(({ meaning, by }) => [...peopleIn(meaning), by]);
    const names = await reader.names([...new Set(people)]);
    return {
      ...row,
      history: known.declared.toReversed().map(({ meaning, from, until, by, at }) => ({
        meaning: shownMeaning(meaning, names),
        from,
        until,
        by: somebodyIn(names, by),
        at,
      })),
      where: await this.#where(id, reader.reach),
    };
  }

  /** Accounts that more than one person uses, and how that was found. */
  async shared(reader: RegistryReader) {
    const all = await this.#known(reader.reach, null);
    const found = await this.#shared(all);
    const rows = await this.#shown(
      all.filter(({ row }) => found.has(row.id)),
      found,
      reader,
    );
    return {
      rows: rows.flatMap(identity => {
        const why = found.get(identity.id);
        return why === undefined ? [] : [{ identity, ...why }];
      }),
    };
  }

  /** What an identity is called, and where its name means it; null where there is none within reach. */
  async named(
    id: string,
    reach: Reach,
  ): Promise<{ scheme: string; asset: string | null; value: string | null } | null> {
    const [known] = await this.#known(reach, null, id);
    if (known === undefined) return null;
    const { scheme, asset } = known.row;
    return { scheme, asset, value: (await this.#names([id])).get(id) ?? null };
  }

  async #known(reach: Reach, asset: string | null, only: string | null = null): Promise<Known[]> {
    const counts = await this.#counts(reach, asset, only);
    const read = this.#database.read.selectFrom('identity').selectAll();
    const rows =
      only === null
        ? await read.orderBy('seen_at', 'desc').limit(identitiesAtMost).execute()
        : await read.where('id', '=', only).execute();
    const within = await this.#assetsWithin(reach);
    const declared = Map.groupBy(
      await declarationsOf(this.#database.read, only === null ? null : [only]),
      ({ identity }) => identity,
    );
    const now = new Date(this.#now()).toISOString();
    return rows
      .filter(row => {
        if (counts.has(row.id)) return true;
        if (asset !== null) return row.asset === asset;
        return within === null || (row.asset !== null && within.has(row.asset));
      })
      .map(row => {
        const own = declared.get(row.id) ?? [];
        const { n = 0, last = null } = counts.get(row.id) ?? {};
        const lastSeen = within === null && asset === null ? row.seen_at : last;
        return { row, seen: n, lastSeen, declared: own, meaning: meaningAt(own, now) };
      })
      .sort(
        (a, b) =>
          Number(a.meaning.to !== 'unknown') - Number(b.meaning.to !== 'unknown') ||
          b.seen - a.seen ||
          a.row.id.localeCompare(b.row.id),
      );
  }

  /** How often each was named lately within reach, and when it last was. */
  async #counts(
    reach: Reach,
    asset: string | null,
    only: string | null,
  ): Promise<Map<string, { readonly n: number; readonly last: string }>> {
    let query = this.#database.read
      .selectFrom('statement_identity')
      .innerJoin('statement', 'statement.pos', 'statement_identity.pos')
      .leftJoin('asset', 'asset.id', 'statement.asset')
      .select([
        'statement_identity.identity',
        e => e.fn.countAll<number | string>().as('n'),
        e => e.fn.max('statement.to_at').as('last'),
      ])
      .where('statement.to_at', '>=', new Date(this.#now() - seenMs).toISOString())
      .groupBy('statement_identity.identity');
    if (asset !== null) query = query.where('statement.asset', '=', asset);
    if (only !== null) query = query.where('statement_identity.identity', '=', only);
    if (reach !== 'site')
      query = query.where(e =>
        e.or([e('asset.area', 'in', [...reach.areas, '']), e('asset.id', 'in', [...reach.assets, ''])]),
      );
    return new Map(
      (await query.execute()).map(({ identity, n, last }) => [identity, { n: Number(n), last }]),
    );
  }

  async #assetsWithin(reach: Reach): Promise<ReadonlySet<string> | null> {
    if (reach === 'site') return null;
    const rows = await this.#database.read
      .selectFrom('asset')
      .select('id')
      .where(e => e.or([e('area', 'in', [...reach.areas, '']), e('id', 'in', [...reach.assets, ''])]))
      .execute();
    return new Set(rows.map(({ id }) => id));
  }

  async #shared(all: readonly Known[]): Promise<Map<string, Found>> {
    const found = new Map<string, Found>();
    const sightings = await this.#sightings(all.length === 1 ? (all[0]?.row.id ?? null) : null);
    for (const { row, declared, meaning } of all) {
      if (meaning.to === 'shared') {
        const says = `declared as shared by ${meaning.people.length} people`;
        found.set(row.id, { why: 'declared', says, at: null });
        continue;
      }
      const two = givenToTwo(declared);
      if (two) {
        const says = 'declared for two people over the same time';
        found.set(row.id, { why: 'two-people', says, at: null });
        continue;
      }
      if (!accounts.has(row.scheme) || meaning.to === 'system') continue;
      const both = atTwoStations(sightings.get(row.id) ?? []);
      if (both) {
        const [, { from }] = both;
        found.set(row.id, {
          why: 'two-stations',
          says: 'seen at two stations at once',
          at: new Date(from).toISOString(),
        });
      }
    }
    return found;
  }

  async #sightings(only: string | null): Promise<Map<string, Sighting[]>> {
    let query = this.#database.read
      .selectFrom('statement_identity')
      .innerJoin('statement', 'statement.pos', 'statement_identity.pos')
      .select(['identity', 'act', 'station', 'from_at', 'to_at'])
      .where('station', 'is not', null)
      .where('to_at', '>=', new Date(this.#now() - seenMs).toISOString())
      // Whoever could forge a log-on could make a person's account look shared.
      .where('authenticity', 'in', ['authenticated', 'device-record'])
      .orderBy('statement.pos', 'desc')
      .limit(sightingsAtMost);
    if (only !== null) query = query.where('identity', '=', only);
    const found = new Map<string, Sighting[]>();
    for (const { identity, act, station, from_at, to_at } of await query.execute()) {
      if (station === null) continue;
      const list = found.get(identity) ?? [];
      list.push({ act, station, from: Date.parse(from_at), to: Date.parse(to_at) });
      found.set(identity, list);
    }
    return found;
  }

  async #shown(
    all: readonly Known[],
    shared: ReadonlyMap<string, Found>,
    reader: RegistryReader,
  ): Promise<IdentityRow[]> {
    const ids = all.map(({ row }) => row.id);
    const names = await this.#names(ids);
    await reader.looked(ids.filter(id => names.has(id)).map(id => `identity/${id}`));
    const people = await reader.names([...new Set(all.flatMap(({ meaning }) => peopleIn(meaning)))]);
    const within = await this.#assetsWithin(reader.reach);
    // The first place of a name that means the same everywhere may lie where the reader sees nothing.
    const placeOf = ({ asset }: Row) => (asset === null || within?.has(asset) === false ? null : asset);
    const assets = await this.#assetNames(all.flatMap(({ row }) => placeOf(row) ?? []));
    return all.map(({ row, seen, lastSeen, declared, meaning }) => ({
      id: row.id,
      scheme: row.scheme,
      name: names.get(row.id) ?? null,
      asset: shownAsset(placeOf(row), assets),
      meaning: shownMeaning(meaning, people),
      declared: declared.length > 0,
      seen,
      lastSeen,
      shared: shared.get(row.id)?.why ?? null,
    }));
  }

  async #where(id: string, reach: Reach): Promise<IdentityShown['where']> {
    const within = await this.#assetsWithin(reach);
    const rows = await this.#database.read
      .selectFrom('statement_identity')
      .innerJoin('statement', 'statement.pos', 'statement_identity.pos')
      .select([
        'statement.asset',
        'witness',
        e => e.fn.countAll<number | string>().as('n'),
        e => e.fn.max('to_at').as('last'),
      ])
      .where('identity', '=', id)
      .where('to_at', '>=', new Date(this.#now() - seenMs).toISOString())
      .groupBy(['statement.asset', 'witness'])
      .execute();
    const seen = rows.filter(({ asset }) => within === null || (asset !== null && within.has(asset)));
    const names = await this.#assetNames(seen.flatMap(({ asset }) => asset ?? []));
    return seen
      .sort((a, b) => b.last.localeCompare(a.last))
      .slice(0, whereAtMost)
      .map(({ asset, witness, n, last }) => ({
        asset: shownAsset(asset, names),
        witness,
        count: Number(n),
        last,
      }));
  }

  async #assetNames(ids: readonly string[]): Promise<Map<string, string>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    const rows = await this.#database.read
      .selectFrom('asset')
      .select(['id', 'name'])
      .where('id', 'in', unique)
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

function shownAsset(asset: string | null, names: ReadonlyMap<string, string>): IdentityRow['asset'] {
  return asset === null ? null : { id: asset, name: names.get(asset) ?? asset };
}
