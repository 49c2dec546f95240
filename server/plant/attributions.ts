import type { Access, AttributionView, PartName, Revision } from '@witnessmark/shared/api';
import { attributionJudgedSchema, explainChange, type Names } from '../attribution/index.ts';
import type { AttributionRow, ChangeRow, Database } from '../db/index.ts';
import { windowErrorMs } from '../judgement/index.ts';
import type { Vault } from '../vault/index.ts';
import { type Asking, claimsOn, ownersOf, somebodies } from './claims-shown.ts';
import type { Clocks } from './clocks.ts';
import { judgedGroups } from './judged-groups.ts';
import { notJudged } from './judging-state.ts';
import type { Reader } from './reader.ts';
import { nameable, presences, UsedStatements } from './used-statements.ts';
import { judgementOf, type Whos } from './who.ts';

const revisionsAtMost = 100;
const sessionsAtMost = 50;
const becauseSchema = attributionJudgedSchema.shape.because;

/** Why there is a newer revision, as people say it. */
const becauseWords: Readonly<Record<Revision['because'], string>> = {
  first: 'the first judgement',
  statement: 'because evidence came late',
  session: 'because a session began or ended',
  claim: 'because of a claim',
  registry: 'because it was declared who an account or a station belongs to',
  policy: 'because it was asked to judge anew with the policy of then',
  paths: 'because it was declared by which ways the asset can be written',
  rules: 'because it was asked to judge anew with the rules of then',
};

/** Who made a change and why we say so, who else could have, who had access; each revision of it. */
export class Attributions {
  readonly #database: Database;
  readonly #statements: UsedStatements;
  readonly #whos: Whos;
  readonly #clocks: Clocks;

  constructor(parts: { database: Database; vault: Vault; whos: Whos; clocks: Clocks }) {
    this.#database = parts.database;
    this.#statements = new UsedStatements(parts.database, parts.vault, parts.clocks);
    this.#whos = parts.whos;
    this.#clocks = parts.clocks;
  }

  /** Null where there is no such change, or not this revision of its judgement; the newest one where none is named. */
  async view(change: string, revision: number | null, asking: Asking): Promise<AttributionView | null> {
    const row = await this.#change(change);
    if (row === null) return null;
    const rows = await this.#revisions(change);
    const shown = revision === null ? (rows[0] ?? null) : await this.#revision(change, revision);
    if (revision !== null && shown === null) return null;
    const judgement = shown === null ? { parts: [], classes: [] } : judgementOf(shown);
    const named = rows.flatMap(each => judgementOf(each).parts);
    const names = await this.#whos.names([...judgement.parts, ...named], asking.reader);
    const statements = await this.#statements.of(judgement, asking.reader);
    const failing = await notJudged(this.#database, change);
    const beyond = row.items - new Set(judgement.parts.map(({ part }) => part.path)).size;
    return {
      change,
      asset: row.asset,
      shown: shown?.revision ?? null,
      revisions: rows.map(each => shownRevision(each, names)),
      ...judgedGroups(judgement.parts, judgement.classes, names),
      statements,
      access: [
        ...(await this.#sessions(row, asking.reader)),
        ...presences(judgement.parts, names, statements),
      ],
      claims: (await claimsOn(this.#database, [change], asking)).get(change) ?? [],
      owner: (await ownersOf(this.#database, [change], asking)).get(change) ?? null,
      ...(failing === null ? {} : { notJudged: failing }),
      ...(shown !== null && beyond > 0 ? { beyond } : {}),
    };
  }

  /**
   * Where the record rests that a judgement on this change used, by its position in the log; null where there is no
   * such record, or where policy shows the parts it speaks of without names.
   */
  async statementRef(change: string, entry: number): Promise<string | null> {
    const rows = await this.#revisions(change);
    const uses = rows.some(row => nameable(judgementOf(row)).has(entry));
    if (!uses) return null;
    const statement = await this.#database.read
      .selectFrom('statement')
      .select('ref')
      .where('pos', '=', entry)
      .executeTakeFirst();
    return statement?.ref ?? null;
  }

  /** Whether a change has this part: one of its items, or a member of one that was judged by itself. */
  async hasPart(change: string, { path, member }: PartName): Promise<boolean> {
    const item = await this.#database.read
      .selectFrom('change_item')
      .select('n')
      .where('change_id', '=', change)
      .where('path', '=', path)
      .executeTakeFirst();
    if (item === undefined || member === null) return item !== undefined;
    const judged = (await this.#whos.judgements([change])).get(change) ?? [];
    return judged.some(({ part }) => part.path === path && part.member === member);
  }

  async #change(id: string): Promise<ChangeRow | null> {
    const row = await this.#database.read
      .selectFrom('change')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ?? null;
  }

  #revisions(change: string): Promise<AttributionRow[]> {
    return this.#database.read
      .selectFrom('attribution')
      .selectAll()
      .where('change_id', '=', change)
      .orderBy('revision', 'desc')
      .limit(revisionsAtMost)
      .execute();
  }

  async #revision(change: string, revision: number): Promise<AttributionRow | null> {
    const row = await this.#database.read
      .selectFrom('attribution')
      .selectAll()
      .where('change_id', '=', change)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Engineer sessions on the asset that were open while the change may have been made. */
  async #sessions(row: ChangeRow, reader: Reader): Promise<Access[]> {
    const errorMs = windowErrorMs(this.#clocks, row.agent, row);
    const iso = (at: string, by: number) => new Date(Date.parse(at) + by).toISOString();
    const sessions = await this.#database.read
      .selectFrom('engineer_session')
      .innerJoin('session_asset', 'session_asset.session', 'engineer_session.id')
      .select(['id', 'n', 'person', 'started_at', 'ended_at', 'break_glass'])
      .where('session_asset.asset', '=', row.asset)
      .where('started_at', 'is not', null)
      .where('started_at', '<=', iso(row.window_to, errorMs))
      .where(e =>
        e.or([
          e('ended_at', 'is', null),
          e('ended_at', '>=', iso(row.window_from ?? row.window_to, -errorMs)),
        ]),
      )
      .orderBy('n', 'desc')
      .limit(sessionsAtMost)
      .execute();
    const people = await somebodies(
      sessions.map(({ person }) => person),
      reader,
    );
    return sessions.flatMap(({ n, person, started_at, ended_at, break_glass }) => {
      if (started_at === null) return [];
      const glass = break_glass === 1 ? ' (break-glass)' : '';
      const says = `${people(person).label} had session S-${n} open${glass}.`;
      return [
        { by: 'session' as const, says, session: `S-${n}`, entry: null, from: started_at, to: ended_at },
      ];
    });
  }
}

function shownRevision(row: AttributionRow, names: Names): Revision {
  const because = becauseSchema.parse(row.because);
  const { verdict, reach, actor, label } = explainChange(judgementOf(row).parts, names);
  return {
    revision: row.revision,
    at: row.at,
    entry: row.pos,
    because,
    says: becauseWords[because],
    rules: row.rules,
    policy: row.policy,
    who: { verdict, reach, actor, label },
  };
}
