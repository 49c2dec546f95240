import type {
  EngineerSession,
  SessionSummary,
  sessionRuleSchema,
  sessionsQuerySchema,
} from '@witnessmark/shared/api';
import { kindSchema } from '@witnessmark/shared/items';
import { z } from 'zod';
import { cursorOf, type Database, type Db, positionOf } from '../db/index.ts';
import { isWithin } from '../identity/index.ts';
import type { Asker } from './asker.ts';
import { PeopleShown } from './people-shown.ts';
import { needsOf, type SessionPolicy } from './policy.ts';
import { recordOf, type SessionRecord, sessionNumber, withParts } from './records.ts';
import { actsIn, type SessionAct, stateAt } from './state.ts';

type Query = z.infer<typeof sessionsQuerySchema>;
export type SessionRule = z.infer<typeof sessionRuleSchema>;

const readingsSchema = z.array(
  z.strictObject({
    asset: z.string(),
    ordered: z.boolean(),
    why: z.string().nullable(),
    lastEqual: z.string().nullable(),
  }),
);
const howSchema = z.enum(['person', 'approver', 'expiry']).nullable();
const verdictSchema = z.enum(['justified', 'not-justified']);
/** More than one person can look through; the calendar asks for shorter stretches. */
const othersAtMost = 20;

/** Engineer sessions as people see them. */
export class SessionBook {
  readonly #database: Database;
  readonly #policy: () => SessionPolicy;
  readonly #now: () => number;

  constructor(parts: {
    database: Database;
    policy: () => SessionPolicy;
    now: () => number;
  }) {
    this.#database = parts.database;
    this.#policy = parts.policy;
    this.#now = parts.now;
  }

  /** Newest first; only sessions with an asset the one who asks may see. */
  async page(query: Query, asker: Asker): Promise<{ rows: SessionSummary[]; next: string | null }> {
    const db = this.#database.read;
    const seen = asker.reach('see-plant');
    let found = db
      .selectFrom('engineer_session')
      .selectAll()
      .orderBy('n', 'desc')
      .limit(query.limit + 1);
    if (query.cursor !== undefined) found = found.where('n', '<', positionOf(query.cursor));
    if (query.when === 'now') found = found.where('state', 'in', ['requested', 'approved', 'running']);
    if (query.when === 'past') {
      const now = new Date(this.#now()).toISOString();
      found = found.where(e =>
        e.or([
          e('state', 'in', ['declined', 'withdrawn', 'ended']),
          e.and([e('state', '!=', 'running'), e('until_at', '<=', now)]),
        ]),
      );
    }
    if (query.person !== undefined)
      found = found.where('person', '=', query.person === 'me' ? asker.person : query.person);
    if (query.since !== undefined) {
      const { since } = query;
      found = found.where(e => e.or([e('until_at', '>', since), e('ended_at', '>', since)]));
    }
    if (query.until !== undefined) {
      const { until } = query;
      found = found.where(e => e.or([e('from_at', '<', until), e('started_at', '<', until)]));
    }
    if (query.asset !== undefined || seen !== 'site') {
      found = found.where('id', 'in', eb => {
        let ids = eb
          .selectFrom('session_asset')
          .leftJoin('asset', 'asset.id', 'session_asset.asset')
          .select('session_asset.session');
        if (query.asset !== undefined) ids = ids.where('session_asset.asset', '=', query.asset);
        if (seen !== 'site') {
          ids = ids.where(e =>
            e.or([
              e('asset.area', 'in', seen.areas.length > 0 ? [...seen.areas] : ['']),
              e('session_asset.asset', 'in', seen.assets.length > 0 ? [...seen.assets] : ['']),
            ]),
          );
        }
        return ids;
      });
    }
    const rows = await found.execute();
    const shown = rows.slice(0, query.limit);
    const records = await withParts(db, shown);
    const people = new PeopleShown(asker);
    const summaries = await Promise.all(records.map(record => this.#summary(db, record, asker, people)));
    await people.name();
    return {
      rows: summaries,
      next: rows.length > query.limit ? cursorOf(shown.at(-1)?.n ?? 0) : null,
    };
  }

  /** By id or number; null where there is none that the one who asks may see. */
  async one(name: string, asker: Asker): Promise<EngineerSession | null> {
    const db = this.#database.read;
    const record = await recordOf(db, name);
    if (record === null) return null;
    const visible = new Set(this.#visible(record, asker).map(({ id }) => id));
    if (visible.size === 0) return null;
    const { row } = record;
    const isVisible = ({ asset }: { readonly asset: string }) => visible.has(asset);
    const people = new PeopleShown(asker);
    const who = (person: string) => people.show(person);
    const session: EngineerSession = {
      ...(await this.#summary(db, record, asker, people)),
      requestedAt: row.requested_at,
      plan: record.plan.filter(isVisible).map(({ asset, items }) => ({ asset, items })),
      approvedBy: record.approvals.map(({ person, at, comment }) => ({ who: who(person), at, comment })),
      extensions: record.extensions.map(({ person, at, until_at, reason }) => ({
        who: who(person),
        at,
        until: until_at,
        reason,
      })),
      stateReason: row.state_reason,
      opening: readingsOf(row.opening_json).filter(isVisible),
      closing: readingsOf(row.closing_json).filter(isVisible),
      review:
        row.reviewed_by === null || row.reviewed_at === null
          ? null
          : {
              who: who(row.reviewed_by),
              at: row.reviewed_at,
              verdict: verdictSchema.parse(row.review),
              comment: row.review_comment ?? '',
            },
    };
    await people.name();
    return session;
  }

  /** What a request for these assets would need, and who is on them now. */
  async rule(
    wanted: { assets: readonly string[]; kinds: readonly string[]; breakGlass: boolean },
    asker: Asker,
  ): Promise<SessionRule> {
    const db = this.#database.read;
    const assets = await db
      .selectFrom('asset')
      .select(['id', 'area'])
      .where('id', 'in', [...wanted.assets])
      .execute();
    const seen = asker.reach('see-plant');
    const visible = assets.filter(({ id, area }) => isWithin(seen, { asset: id, area }));
    const needs =
      visible.length === 0
        ? { rule: 'none of these assets', approvals: 2, longestHours: 0 }
        : needsOf(this.#policy(), {
            assets: visible,
            kinds: wanted.kinds,
            vendor: asker.vendor,
            breakGlass: wanted.breakGlass,
          });
    const people = new PeopleShown(asker);
    const running = await this.#running(
      db,
      visible.map(({ id }) => id),
      null,
      people,
    );
    await people.name();
    return {
      rule: needs.rule,
      approvals: needs.approvals,
      longestHours: needs.longestHours,
      running,
    };
  }

  async #summary(db: Db, record: SessionRecord, asker: Asker, people: PeopleShown): Promise<SessionSummary> {
    const { row } = record;
    const state = stateAt(row, this.#now());
    const assets = this.#visible(record, asker);
    return {
      id: row.id,
      number: sessionNumber(row),
      state,
      who: people.show(row.person),
      vendor: row.vendor === 1,
      sponsor: row.sponsor === null ? null : people.show(row.sponsor),
      breakGlass: row.break_glass === 1,
      reviewWanted: row.break_glass === 1 && row.state === 'ended' && row.review === null,
      assets: assets.map(({ id, name, area }) => ({ id, name, area })),
      kinds: row.kinds
        .split(',')
        .filter(kind => kind !== '')
        .map(kind => kindSchema.parse(kind)),
      purpose: row.purpose,
      ticket: row.ticket,
      from: row.from_at,
      until: row.until_at,
      asksAt: beside(row.until_at, -this.#policy().askMinutes),
      endsBy: beside(row.until_at, this.#policy().graceMinutes),
      approvals: { needed: row.needs, given: record.approvals.length, rule: row.rule },
      startedAt: row.started_at,
      endedAt: row.ended_at,
      endedHow: howSchema.parse(row.ended_how),
      others: await this.#running(
        db,
        assets.map(({ id }) => id),
        record,
        people,
      ),
      may: this.#may(record, asker),
    };
  }

  #may({ row, assets, approvals }: SessionRecord, asker: Asker): SessionAct[] {
    const state = stateAt(row, this.#now());
    const own = row.person === asker.person;
    const places = assets.map(({ id, area }) => ({ asset: id, area }));
    const everywhere = (permission: 'approve-session' | 'end-any-session') =>
      places.every(place => isWithin(asker.reach(permission), place));
    const allowed: Record<SessionAct, boolean> = {
      approve:
        everywhere('approve-session') && !own && !approvals.some(({ person }) => person === asker.person),
      decline: everywhere('approve-session') && !own,
      withdraw: own,
      start: own,
      extend: own,
      end: own || everywhere('end-any-session'),
      review: row.break_glass === 1 && row.review === null && !own && everywhere('approve-session'),
    };
    return actsIn[state].filter(act => allowed[act]);
  }

  /** Who else ran on these assets while `of` ran; now, where it has not started. */
  async #running(
    db: Db,
    assets: readonly string[],
    of: SessionRecord | null,
    people: PeopleShown,
  ): Promise<SessionSummary['others']> {
    if (assets.length === 0) return [];
    let found = db
      .selectFrom('engineer_session')
      .innerJoin('session_asset', 'session_asset.session', 'engineer_session.id')
      .select(['engineer_session.id', 'n', 'person', 'session_asset.asset'])
      .where('session_asset.asset', 'in', [...assets])
      .where('started_at', 'is not', null)
      .orderBy('n')
      .limit(othersAtMost * assets.length);
    if (of !== null) found = found.where('engineer_session.id', '!=', of.row.id);
    const from = of?.row.started_at ?? new Date(this.#now()).toISOString();
    found = found.where(e => e.or([e('ended_at', 'is', null), e('ended_at', '>', from)]));
    const to = of?.row.ended_at ?? null;
    if (to !== null) found = found.where('started_at', '<', to);
    const groups = new Map<number, SessionSummary['others'][number]>();
    for (const { n, person, asset } of await found.execute()) {
      const group = groups.get(n) ?? {
        number: sessionNumber({ n }),
        who: people.show(person),
        assets: [],
      };
      group.assets.push(asset);
      groups.set(n, group);
    }
    return [...groups.values()].slice(0, othersAtMost);
  }

  #visible({ assets, row }: SessionRecord, asker: Asker): SessionRecord['assets'] {
    const seen = asker.reach('see-plant');
    // Whose session it is sees it whole, also after a grant was taken away.
    if (row.person === asker.person) return assets;
    return assets.filter(({ id, area }) => isWithin(seen, { asset: id, area }));
  }
}

function readingsOf(json: string | null): EngineerSession['opening'] {
  return json === null ? [] : readingsSchema.parse(JSON.parse(json));
}

function beside(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
