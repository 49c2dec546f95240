import type { Asset, AssetSummary, assetsQuerySchema } from '@witnessmark/shared/api';
import { phaseSchema } from '@witnessmark/shared/api';
import { type Kind, kinds } from '@witnessmark/shared/items';
import { z } from 'zod';
import { type AssetRow, cursorOf, type Database, positionOf, type StreamRow, sql } from '../db/index.ts';
import type { Beats } from '../fleet/index.ts';
import type { Place, Reach } from '../identity/index.ts';
import { loadOf, secondsOf, streamState } from './agents.ts';
import { isBelieved } from './coverage.ts';
import { exportRequests } from './exports.ts';
import { withinReach } from './reach.ts';
import type { Teller } from './teller.ts';

type CoverageNow = AssetSummary['coverage'][number];

const seesSchema = z.record(z.string(), z.looseObject({ sees: z.boolean(), reason: z.string().optional() }));
const typeSchema = z.enum(['opcua', 's7', 'files', 'webapi']);
const coverageStateSchema = z.enum(['watched', 'gap', 'blind', 'unknown']);
const identitySchema = z.enum(['proven', 'unproven', 'different']);
const dayMs = 86_400_000;
const blindReason = 'no source of this asset can see it';

/** Assets as people see them: what they are, how far they are watched, what moved lately. */
export class Assets {
  readonly #database: Database;
  readonly #beats: Beats;
  readonly #teller: Teller;
  readonly #now: () => number;

  constructor(database: Database, beats: Beats, teller: Teller, now: () => number) {
    this.#database = database;
    this.#beats = beats;
    this.#teller = teller;
    this.#now = now;
  }

  /** By area and name. */
  async page(
    { cursor, limit, area, search }: z.infer<typeof assetsQuerySchema>,
    reach: Reach,
  ): Promise<{ rows: AssetSummary[]; next: string | null }> {
    const from = cursor === undefined ? 0 : positionOf(cursor);
    let found = this.#database.read
      .selectFrom('asset')
      .selectAll()
      .orderBy('area')
      .orderBy('name')
      .orderBy('id')
      .limit(limit + 1)
      .offset(from);
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (area !== undefined) found = found.where('area', '=', area);
    if (search !== undefined && search !== '') {
      const like = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      found = found.where(
        sql<boolean>`(lower(name) like ${like} escape '\\' or id like ${like} escape '\\' or lower(area) like ${like} escape '\\')`,
      );
    }
    const rows = await found.execute();
    return {
      rows: await this.#summaries(rows.slice(0, limit)),
      next: rows.length > limit ? cursorOf(from + limit) : null,
    };
  }

  async all(reach: Reach): Promise<AssetSummary[]> {
    let found = this.#database.read
      .selectFrom('asset')
      .selectAll()
      .orderBy('area')
      .orderBy('name')
      .orderBy('id');
    const within = withinReach(reach);
    if (within) found = found.where(within);
    return this.#summaries(await found.execute());
  }

  async one(id: string): Promise<Asset | null> {
    const row = await this.#database.read
      .selectFrom('asset')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) return null;
    const [summary] = await this.#summaries([row]);
    if (!summary) return null;
    const streams = await this.#database.read
      .selectFrom('stream')
      .selectAll()
      .where('asset', '=', id)
      .orderBy('id')
      .execute();
    const agents = await this.#database.read.selectFrom('agent').select(['id', 'name']).execute();
    const { items } = await this.#database.read
      .selectFrom('item')
      .select(e => e.fn.countAll<number>().as('items'))
      .where('asset', '=', id)
      .where('state', '!=', 'absent')
      .executeTakeFirstOrThrow();
    return {
      ...summary,
      streams: streams.map(stream =>
        this.#stream(stream, agents.find(agent => agent.id === stream.holder)?.name ?? null),
      ),
      exportsWanted: await exportRequests(this.#database.read, { state: 'open', asset: row.id }),
      gitPath: `/git/${encodeURIComponent(row.area)}/${row.id}.git`,
      commit: row.commit_id,
      items: Number(items),
    };
  }

  #stream(row: StreamRow, agentName: string | null): Asset['streams'][number] {
    const live = row.holder === null ? null : this.#beats.of(row.holder);
    const load = live?.beat.load.find(each => each.stream === row.id);
    const seconds = live ? secondsOf(live) : null;
    const sees = seesSchema.parse(JSON.parse(row.sees_json));
    return {
      stream: row.id,
      source: row.source,
      type: typeSchema.parse(row.type),
      address: row.address,
      agent: row.holder,
      agentName,
      state: streamState(row, null),
      sees: kinds.flatMap(kind =>
        sees[kind] ? [{ kind, sees: sees[kind].sees, reason: sees[kind].reason ?? null }] : [],
      ),
      weakened: row.weakened,
      load:
        load && seconds !== null
          ? {
              requestsPerSecond: loadOf(live, row.id).requestsPerSecond ?? 0,
              bytesPerSecond: load.bytes / seconds,
              latencyMs: load.latencyMs,
              connected: load.connected,
              costs: load.costs ?? [],
              budget: load.budget ?? null,
            }
          : null,
      identity: {
        state: identitySchema.parse(row.identity_state),
        fields: z.record(z.string(), z.coerce.string()).parse(JSON.parse(row.identity_json)),
      },
    };
  }

  async #summaries(rows: readonly AssetRow[]): Promise<AssetSummary[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(row => row.id);
    const [streams, open, counts, newest] = await Promise.all([
      this.#streamsOf(ids),
      this.#openCoverage(ids),
      this.#changeCounts(ids),
      this.#newestChanges(ids),
    ]);
    const texts = await this.#teller.texts(
      newest.flatMap(change => ({
        change,
        assetName: rows.find(row => row.id === change.asset)?.name ?? change.asset,
      })),
    );
    return rows.map(row => {
      const own = streams.filter(stream => stream.asset === row.id);
      const last = newest.find(change => change.asset === row.id);
      const count = counts.find(each => each.asset === row.id);
      return {
        id: row.id,
        name: row.name,
        area: row.area,
        site: row.site,
        phase: phaseSchema.parse(row.phase),
        phaseUntil: row.phase_until,
        sources: own.map(stream => stream.source),
        coverage: kinds.map(kind => this.#coverageNow(kind, own, open)),
        changes24h: Number(count?.day ?? 0),
        lastChange: last
          ? { id: last.id, recordedAt: last.at, sentence: texts.get(last.id)?.sentence ?? '' }
          : null,
        awaiting: Number(count?.all ?? 0),
        damaged: row.damaged,
      };
    });
  }

  /** One kind over all sources of an asset: watched where any source watches it, else the gap, else blind. */
  #coverageNow(kind: Kind, streams: readonly StreamRow[], open: readonly OpenCoverage[]): CoverageNow {
    const candidates = streams.flatMap(stream => {
      const row = open.find(each => each.stream === stream.id && each.kind === kind);
      return row ? [this.#streamNow(kind, stream, row)] : [];
    });
    const rank = { watched: 0, gap: 1, unknown: 2, blind: 3 } as const;
    const [best] = candidates.sort((a, b) => rank[a.state] - rank[b.state]);
    if (best) return best;
    const state =
      streams.length === 0 ||
      streams.some(stream => seesSchema.parse(JSON.parse(stream.sees_json))[kind]?.sees)
        ? 'unknown'
        : 'blind';
    return {
      kind,
      state,
      reason: state === 'blind' ? blindReason : 'no reading has arrived yet',
      since: null,
      lastEqual: null,
    };
  }

  #streamNow(kind: Kind, stream: StreamRow, row: OpenCoverage): CoverageNow {
    const live = stream.holder === null ? null : this.#beats.of(stream.holder);
    const mark = live?.beat.watermarks.find(each => each.stream === stream.id && each.kind === kind);
    const state = coverageStateSchema.parse(row.state);
    const lastEqual = mark?.lastEqual?.wall ?? null;
    if (state === 'watched' && !isBelieved(live?.receivedAt ?? null, this.#now())) {
      return {
        kind,
        state: 'unknown',
        reason: 'its agent has not been heard lately',
        since: live?.receivedAt ?? null,
        lastEqual,
      };
    }
    return {
      kind,
      state,
      reason: state === 'watched' ? null : (row.detail ?? row.reason),
      since: row.from_at,
      lastEqual,
    };
  }

  #streamsOf(assets: readonly string[]): Promise<StreamRow[]> {
    return this.#database.read
      .selectFrom('stream')
      .selectAll()
      .where('asset', 'in', assets)
      .orderBy('id')
      .execute();
  }

  #openCoverage(assets: readonly string[]): Promise<OpenCoverage[]> {
    return this.#database.read
      .selectFrom('coverage')
      .select(['stream', 'kind', 'state', 'reason', 'detail', 'from_at'])
      .where('asset', 'in', assets)
      .where('to_at', 'is', null)
      .execute();
  }

  #changeCounts(assets: readonly string[]) {
    const day = new Date(this.#now() - dayMs).toISOString();
    return this.#database.read
      .selectFrom('change')
      .select([
        'asset',
        // What policy takes out of the inbox awaits nobody's judgement of its own.
        sql<number>`sum(case when id in (select change_id from judged where awaits <> 'each') then 0 else 1 end)`.as(
          'all',
        ),
        sql<number>`sum(case when at >= ${day} then 1 else 0 end)`.as('day'),
      ])
      .where('asset', 'in', assets)
      .groupBy('asset')
      .execute();
  }

  #newestChanges(assets: readonly string[]) {
    const newest = this.#database.read
      .selectFrom('change')
      .select(e => e.fn.max('pos').as('pos'))
      .where('asset', 'in', assets)
      .groupBy('asset');
    return this.#database.read.selectFrom('change').selectAll().where('pos', 'in', newest).execute();
  }
}

interface OpenCoverage {
  readonly stream: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly from_at: string;
}

/** Where assets stand; an id nobody knows is left out. */
export async function placesOf(database: Database, assets: readonly string[]): Promise<Place[]> {
  if (assets.length === 0) return [];
  return database.read
    .selectFrom('asset')
    .select(['id as asset', 'area'])
    .where('id', 'in', [...new Set(assets)])
    .execute();
}

/** The asset an address `/git/<area>/<asset>.git` names; null where there is none. */
export async function assetAt(database: Database, area: string, id: string): Promise<string | null> {
  const row = await database.read
    .selectFrom('asset')
    .select('id')
    .where('id', '=', id)
    .where('area', '=', area)
    .executeTakeFirst();
  return row?.id ?? null;
}
