import { type Statement, statementSchema } from '@witnessmark/shared/facts';
import type {
  AccessPath,
  Cause,
  Claim,
  Evidence,
  Question,
  ResolvedIdentity,
  Touch,
  Watch,
  WitnessRecord,
} from '../attribution/index.ts';
import type { Database, StatementRow } from '../db/index.ts';
import type { AccessPaths, Identities } from '../registry/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Claims } from './claims.ts';
import { type AgentClocks, recordErrorMs } from './clock.ts';
import { withPresence } from './presence.ts';
import { sessionsAround } from './sessions.ts';
import { type Unwatched, withoutUnwatched } from './watches.ts';

const hourMs = 3_600_000;
/** Records are looked for this far beside the window: no clock that proves anything is worse than this. */
const besideMs = hourMs;
/** Who came is looked for this far back: nobody stays at a station longer without coming again. */
const presentMs = 24 * hourMs;
const presences = ['logged-on', 'logged-off', 'connected', 'disconnected'] as const;
/** More than this is not looked at, and then nothing is asserted. */
const recordsAtMost = 5000;
const never = Number.MAX_SAFE_INTEGER;

type Row = StatementRow & { readonly holder: string | null };

/** Brings together what is known around a change. */
export class EvidenceCollector {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #identities: Identities;
  readonly #paths: AccessPaths;
  readonly #claims: Claims;
  readonly #clocks: AgentClocks;
  readonly #now: () => number;

  constructor(parts: {
    database: Database;
    vault: Vault;
    identities: Identities;
    paths: AccessPaths;
    claims: Claims;
    clocks: AgentClocks;
    now: () => number;
  }) {
    this.#database = parts.database;
    this.#vault = parts.vault;
    this.#identities = parts.identities;
    this.#paths = parts.paths;
    this.#claims = parts.claims;
    this.#clocks = parts.clocks;
    this.#now = parts.now;
  }

  async collect({ asset, change, parts }: Question, causes: readonly Cause[]): Promise<Evidence> {
    const to = Math.max(...parts.map(part => part.firstDirty));
    const from = Math.min(...parts.map(part => part.lastClean ?? part.firstDirty));
    const claims = await this.#claimsOn(change);
    const sessions = await sessionsAround(this.#database.read, asset, from, to);
    const rows = await this.#statements(asset, from, to);
    // Of too much evidence some would be left out, and it could be the one that speaks against: nothing is asserted.
    if (rows.length > recordsAtMost)
      return { records: [], watches: [], paths: [], sessions, claims, causes: [...causes] };
    const records: WitnessRecord[] = [];
    const watches: Watch[] = [];
    const unwatched: Unwatched[] = [];
    for (const row of rows) {
      const statement = await this.#statementOf(row);
      if (statement === null) continue;
      if (statement.act === 'watched') watches.push(...this.#watchOf(row, statement));
      else if (statement.act === 'unwatched') unwatched.push(...unwatchedIn(statement));
      else records.push(await this.#recordOf(row, statement));
    }
    return {
      records: withPresence(records, from - presentMs, this.#now()),
      watches: withoutUnwatched(watches, unwatched),
      paths: await this.#pathsOf(asset),
      sessions,
      claims,
      causes: [...causes],
    };
  }

  #statements(asset: string, from: number, to: number): Promise<Row[]> {
    const iso = (moment: number) => new Date(moment).toISOString();
    return this.#database.read
      .selectFrom('statement')
      .leftJoin('stream', 'stream.id', 'statement.stream')
      .selectAll('statement')
      .select('stream.holder')
      .where(e => e.or([e('statement.asset', '=', asset), e('statement.asset', 'is', null)]))
      .where('from_at', '<=', iso(to + besideMs))
      .where(e =>
        e.or([
          e('to_at', '>=', iso(from - besideMs)),
          e.and([e('act', 'in', [...presences]), e('to_at', '>=', iso(from - presentMs))]),
        ]),
      )
      .orderBy('statement.pos')
      .limit(recordsAtMost + 1)
      .execute();
  }

  /** Null where it was erased since: what is gone proves nothing. */
  async #statementOf(row: StatementRow): Promise<Statement | null> {
    const bytes = await this.#vault.read(row.ref);
    return bytes === null ? null : statementSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }

  #watchOf(row: Row, { witness, authenticity, place, from, to, clockErrorMs }: Statement): Watch[] {
    if (place?.path === undefined) return [];
    return [
      {
        witness: `${witness.kind}/${witness.name}`,
        witnessKind: witness.kind,
        authenticity,
        path: place.path,
        during: { from: Date.parse(from.wall), to: Date.parse(to.wall) },
        clockErrorMs: recordErrorMs(this.#clocks, row.holder, clockErrorMs),
      },
    ];
  }

  async #recordOf(row: Row, statement: Statement): Promise<WitnessRecord> {
    const { asset } = row;
    const { place, witness } = statement;
    const at = statement.to.wall;
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
      when: { from: Date.parse(statement.from.wall), to: Date.parse(statement.to.wall) },
      clockErrorMs: recordErrorMs(this.#clocks, row.holder, statement.clockErrorMs),
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

function unwatchedIn({ witness, place, from, to }: Statement): Unwatched[] {
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
