import type { Statement } from '@witnessmark/shared/facts';
import {
  type AccessPath,
  around,
  type Cause,
  type Claim,
  type Evidence,
  type Interval,
  lifeOf,
  type Question,
  type ResolvedIdentity,
  type SessionEvidence,
  type Touch,
  unboundMs,
  type Watch,
  type WitnessRecord,
} from '../attribution/index.ts';
import type { Database, StatementRow } from '../db/index.ts';
import type { AccessPaths, Identities } from '../registry/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Claims } from './claims.ts';
import { type AgentClocks, recordErrorMs } from './clock.ts';
import { erasedRecord } from './erased.ts';
import { agentsOf } from './ranges.ts';
import { sessionsAround } from './sessions.ts';
import { StatementCache, type Told } from './statement-cache.ts';
import { lifeOver, statementsAround } from './statements.ts';
import { type Unwatched, withoutUnwatched } from './watches.ts';

const never = Number.MAX_SAFE_INTEGER;

/** Brings together what is known around a change. */
export class EvidenceCollector {
  readonly #database: Database;
  readonly #statements: StatementCache;
  readonly #identities: Identities;
  readonly #paths: AccessPaths;
  readonly #claims: Claims;
  readonly #clocks: AgentClocks;

  constructor(parts: {
    database: Database;
    vault: Pick<Vault, 'read'>;
    identities: Identities;
    paths: AccessPaths;
    claims: Claims;
    clocks: AgentClocks;
  }) {
    this.#database = parts.database;
    this.#statements = new StatementCache(parts.vault);
    this.#identities = parts.identities;
    this.#paths = parts.paths;
    this.#claims = parts.claims;
    this.#clocks = parts.clocks;
  }

  /** Statements that were erased are not known any more. */
  forget(refs: readonly string[]): void {
    this.#statements.forget(refs);
  }

  async collect(question: Question, causes: readonly Cause[]): Promise<Evidence> {
    const { asset, change } = question;
    const { read } = this.#database;
    const time = around(question);
    const claims = await this.#claimsOn(change);
    const sessions = await sessionsAround(read, asset, time.from, time.to);
    const errorMs = await this.#statementsErrorMs(asset, time);
    const rows = await statementsAround(read, asset, time, errorMs);
    // Of too much evidence some would be left out, and it could be the one that speaks against.
    if (rows === null) return tooMuch(sessions, claims);
    const found: Found = { records: [], watches: [], unwatched: [] };
    for (const row of rows) await this.#take(row, found);
    const life = lifeOf(found.records, time);
    if (life.from < time.from - unboundMs) {
      const before = await lifeOver(read, asset, life, errorMs);
      const taken = new Set(rows.map(({ pos }) => pos));
      // Without it less is proven, and nothing more.
      for (const row of before ?? []) if (!taken.has(row.pos)) await this.#take(row, found);
    }
    return {
      records: found.records,
      watches: withoutUnwatched(found.watches, found.unwatched),
      paths: await this.#pathsOf(asset),
      sessions,
      claims,
      causes: [...causes],
    };
  }

  /** By how much the times of statements about an asset may be wrong beside their own clocks' errors. */
  async #statementsErrorMs(asset: string, time: Interval): Promise<number> {
    const agents = await agentsOf(this.#database.read, asset);
    return Math.max(0, ...agents.map(agent => this.#clocks.errorMs(agent, time) ?? unboundMs));
  }

  async #take(row: StatementRow, found: Found): Promise<void> {
    const told = await this.#statements.read(row.ref);
    if (told === null) {
      if (row.act !== 'watched' && row.act !== 'unwatched')
        found.records.push(await erasedRecord(this.#database.read, this.#identities, row));
    } else if (told.act === 'watched') found.watches.push(...this.#watchOf(row, told));
    else if (told.act === 'unwatched') found.unwatched.push(...unwatchedIn(told));
    else found.records.push(await this.#recordOf(row, told));
  }

  #watchOf(row: StatementRow, { witness, authenticity, place, from, to, clockErrorMs }: Told): Watch[] {
    if (place?.path === undefined) return [];
    const during = whenOf({ from, to });
    return [
      {
        witness: `${witness.kind}/${witness.name}`,
        witnessKind: witness.kind,
        authenticity,
        path: place.path,
        during,
        clockErrorMs: recordErrorMs(this.#clocks, row.agent, clockErrorMs, during),
      },
    ];
  }

  async #recordOf(row: StatementRow, statement: Told): Promise<WitnessRecord> {
    const { asset } = row;
    const { place, witness } = statement;
    const at = statement.to.wall;
    const when = whenOf(statement);
    const identities: ResolvedIdentity[] = [];
    for (const { scheme, value } of statement.identities) {
      const { id, meaning } = await this.#identities.resolve({ scheme, value }, asset, at);
      identities.push({ id, scheme, resolves: meaning });
    }
    return {
      ref: row.pos,
      witness: `${witness.kind}/${witness.name}`,
      witnessKind: witness.kind,
      act: statement.act,
      authenticity: statement.authenticity,
      reach: statement.reach,
      when,
      clockErrorMs: recordErrorMs(this.#clocks, row.agent, statement.clockErrorMs, when),
      identities,
      path: place?.path ?? null,
      station: this.#stationOf(place, asset),
      order: statement.order ?? null,
      count: statement.count ?? null,
      touches: statement.touches.flatMap(touch => touchOf(touch)),
    };
  }

  #stationOf(place: Statement['place'], asset: string | null): string | null {
    if (place?.station !== undefined)
      return this.#identities.idOf({ scheme: 'station', value: place.station }, asset);
    if (place?.address !== undefined)
      return this.#identities.idOf({ scheme: 'address', value: place.address }, asset);
    return null;
  }

  async #pathsOf(asset: string): Promise<AccessPath[]> {
    return (await this.#paths.of(asset)).map(path => ({
      ...path,
      closed: path.closed.map(({ from, until, how }) => ({
        during: { from: Date.parse(from), to: until === null ? never : Date.parse(until) },
        how,
      })),
    }));
  }

  async #claimsOn(change: string): Promise<Claim[]> {
    return (await this.#claims.of(change)).flatMap(row =>
      row.withdrawn_at === null
        ? [
            {
              ref: row.pos,
              part: row.path === null ? null : { path: row.path, member: row.member },
              person: row.person,
              confirmedBy: row.confirmed_by,
              disputedBy: row.disputed_by,
            },
          ]
        : [],
    );
  }
}

interface Found {
  readonly records: WitnessRecord[];
  readonly watches: Watch[];
  readonly unwatched: Unwatched[];
}

/** So that nothing is asserted, and said why. */
function tooMuch(sessions: readonly SessionEvidence[], claims: readonly Claim[]): Evidence {
  const awaiting = claims.map(claim => ({ ...claim, confirmedBy: null }));
  return { records: [], watches: [], paths: [], sessions, claims: awaiting, causes: [], tooMuch: true };
}

function whenOf({ from, to }: Pick<Statement, 'from' | 'to'>): Interval {
  return { from: Date.parse(from.wall), to: Date.parse(to.wall) };
}

function unwatchedIn({ witness, place, from, to }: Told): Unwatched[] {
  if (place?.path === undefined) return [];
  return [
    {
      witness: `${witness.kind}/${witness.name}`,
      path: place.path,
      from: Date.parse(from.wall),
      to: Date.parse(to.wall),
    },
  ];
}

function touchOf(touch: Statement['touches'][number]): Touch[] {
  if (touch.path === undefined) return [];
  return [
    {
      path: touch.path,
      member: touch.member ?? null,
      old: touch.old ?? null,
      new: touch.new ?? null,
    },
  ];
}
