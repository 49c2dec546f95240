import type { QueueCounts, QueueRow, queueQuerySchema } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import { cursorOf, type Database, positionOf, sql } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import type { Changes } from './changes.ts';
import { type Asking, claimsOn, ownersOf } from './claims-shown.ts';
import { withinReach } from './reach.ts';

type Query = z.infer<typeof queueQuerySchema>;
type State = QueueRow['state'];

const claimsShown = 20;
const states: readonly State[] = ['claims', 'ambiguous', 'unattributed'];
const claimAwaits = sql<boolean>`exists (select 1 from ownership_claim c where c.change_id = change.id
  and c.withdrawn_at is null and c.confirmed_by is null and c.disputed_by is null)`;

/** Changes of which it is not known who made them, and claims that await an answer; each with who looks into it. */
export class Queues {
  readonly #database: Database;
  readonly #log: Log;
  readonly #changes: Changes;
  readonly #now: () => number;

  constructor(parts: { database: Database; log: Log; changes: Changes; now: () => number }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#changes = parts.changes;
    this.#now = parts.now;
  }

  async page(query: Query, reach: Reach, asking: Asking): Promise<{ rows: QueueRow[]; next: string | null }> {
    const { asset, area, owner, order, limit, state } = query;
    const back = order === 'newest';
    let found = this.#waiting(state, reach)
      .select(['change.id', 'change.pos', 'change.at', 'judged.verdict'])
      .select(claimAwaits.as('claimed'))
      .orderBy('change.pos', back ? 'desc' : 'asc')
      .limit(limit + 1);
    if (query.cursor !== undefined)
      found = found.where('change.pos', back ? '<' : '>', positionOf(query.cursor));
    if (asset !== undefined) found = found.where('change.asset', '=', asset);
    if (area !== undefined) found = found.where('asset.area', '=', area);
    if (owner === 'nobody')
      found = found.where(
        'change.id',
        'not in',
        this.#database.read.selectFrom('queue_owner').select('change_id'),
      );
    else if (owner !== undefined) {
      const person = owner === 'me' ? asking.person : owner;
      const owned = this.#database.read.selectFrom('queue_owner').select('change_id');
      found = found.where('change.id', 'in', owned.where('owner', '=', person));
    }
    const rows = await found.execute();
    const shown = rows.slice(0, limit);
    const ids = shown.map(({ id }) => id);
    const summaries = new Map(
      (await this.#changes.named(ids, asking.reader)).map(change => [change.id, change]),
    );
    const owners = await ownersOf(this.#database, ids, asking);
    const claims = await claimsOn(this.#database, ids, asking, 'awaiting');
    const last = shown.at(-1);
    return {
      rows: shown.flatMap(({ id, at, verdict, claimed }) => {
        const change = summaries.get(id);
        if (change === undefined) return [];
        return [
          {
            change,
            state: claimed ? 'claims' : verdict === 'ambiguous' ? 'ambiguous' : 'unattributed',
            age: Math.max(0, Math.floor((this.#now() - Date.parse(at)) / 1000)),
            owner: owners.get(id) ?? null,
            claims: (claims.get(id) ?? []).slice(0, claimsShown),
          },
        ];
      }),
      next: rows.length > limit && last ? cursorOf(last.pos) : null,
    };
  }

  async counts(reach: Reach): Promise<Omit<QueueCounts, 'shifts'>> {
    const counted = await Promise.all(
      states.map(async state => {
        const row = await this.#waiting(state, reach)
          .select(e => e.fn.countAll().as('all'))
          .executeTakeFirst();
        return [state, Number(row?.all ?? 0)] as const;
      }),
    );
    return { unattributed: 0, ambiguous: 0, claims: 0, ...Object.fromEntries(counted) };
  }

  /** Gives a change to somebody to look into, or to nobody in particular. Throws http.not-found for no such change. */
  async assign(
    change: string,
    owner: string | null,
    reason: string,
    by: { readonly person: string; readonly request: string },
  ): Promise<void> {
    const row = await this.#database.read
      .selectFrom('change')
      .select('id')
      .where('id', '=', change)
      .executeTakeFirst();
    if (row === undefined) throw new WitnessError('http.not-found', change);
    await this.#log.append([
      {
        type: 'queue.assigned',
        key: `${by.request}/queue.assigned`,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `change:${change}`,
        body: toBody('queue.assigned', { change, owner, reason }),
      },
    ]);
  }

  #waiting(state: State | undefined, reach: Reach) {
    let found = this.#database.read
      .selectFrom('judged')
      .innerJoin('change', 'change.id', 'judged.change_id')
      .innerJoin('asset', 'asset.id', 'change.asset')
      .where('change.sort', '=', 'change');
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (state === 'claims') return found.where(claimAwaits);
    const verdicts = state === undefined ? ['ambiguous', 'unattributed'] : [state];
    const open = sql<boolean>`judged.verdict in (${sql.join(verdicts)}) and judged.awaits = 'each'`;
    return state === undefined
      ? found.where(sql<boolean>`((${open}) or ${claimAwaits})`)
      : found.where(sql<boolean>`(${open}) and not ${claimAwaits}`);
  }
}
