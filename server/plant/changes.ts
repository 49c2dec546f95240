import type {
  Change,
  ChangeItem,
  ChangeSummary,
  changeItemsSchema,
  changesQuerySchema,
  Folded,
} from '@witnessmark/shared/api';
import { itemChangeSignSchema, whoSchema, withWho } from '@witnessmark/shared/changes';
import { itemStateSchema, type Kind, kindSchema } from '@witnessmark/shared/items';
import { z } from 'zod';
import { type ChangeItemRow, type ChangeRow, cursorOf, type Database, positionOf, sql } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Clocks } from './clocks.ts';
import type { CoverageOf } from './coverage.ts';
import type { EffectFinder } from './effects.ts';
import { exportRequests } from './exports.ts';
import { foldedPage, type Listing, snapshotsOf } from './folds.ts';
import type { PlannedWork } from './planned.ts';
import { withinReach } from './reach.ts';
import { type Reader, unnamed } from './reader.ts';
import { basisSchema, type ChangeText, checksumMove, type Teller } from './teller.ts';
import { nobodyKnown, type ToldWho, type Whos } from './who.ts';

type Query = z.infer<typeof changesQuerySchema>;
interface AssetName {
  readonly asset_name: string;
  readonly area: string;
  readonly site: string;
}
type ListedRow = ChangeRow & AssetName;

const summaryItems = 5;
const itemsAtOnce = 100;
/** Coverage shown around a change's window: this much on each side. */
const aroundMs = 30 * 60_000;
const sortSchema = z.enum(['change', 'first', 'late']);
const verdicts: ReadonlySet<string> = new Set(whoSchema.shape.verdict.options);

/** The changes people see: lists, one whole, and its items page by page. */
export class Changes {
  readonly #database: Database;
  readonly #teller: Teller;
  readonly #clocks: Clocks;
  readonly #coverage: CoverageOf;
  readonly #effects: EffectFinder;
  readonly #whos: Whos;
  readonly #planned: PlannedWork;

  constructor(
    database: Database,
    teller: Teller,
    clocks: Clocks,
    coverage: CoverageOf,
    effects: EffectFinder,
    whos: Whos,
    planned: PlannedWork,
  ) {
    this.#planned = planned;
    this.#whos = whos;
    this.#effects = effects;
    this.#coverage = coverage;
    this.#database = database;
    this.#teller = teller;
    this.#clocks = clocks;
  }

  /** Newest first. Each filter narrows; an unknown name gives an empty list. */
  async page(
    query: Query,
    reach: Reach,
    reader: Reader = unnamed,
  ): Promise<{ rows: ChangeSummary[]; next: string | null }> {
    const before = query.cursor === undefined ? null : positionOf(query.cursor);
    if (query.fold === 'yes') {
      const { rows, folded, end } = await foldedPage(this.#listing(query, reach), before, query.limit);
      return { rows: await this.summaries(rows, reader, folded), next: end === null ? null : cursorOf(end) };
    }
    const rows = await this.#rows(query, reach, before, query.limit + 1);
    const more = rows.length > query.limit;
    const shown = rows.slice(0, query.limit);
    return {
      rows: await this.summaries(shown, reader),
      next: more ? cursorOf(shown.at(-1)?.pos ?? 0) : null,
    };
  }

  /** The list of a filter, for folding it. */
  #listing(query: Query, reach: Reach): Listing<ListedRow> {
    return {
      rows: (before, limit) => this.#rows(query, reach, before, limit),
      effects: rows => this.#effects.around(rows),
      holds: async ids => {
        const held = await this.#filtered(query, reach)?.where('change.id', 'in', ids).execute();
        return new Set((held ?? []).map(({ id }) => id));
      },
      snapshot: async (stream, epoch) => {
        const found = await this.#filtered(query, reach)
          ?.where('change.sort', '=', 'first')
          .where('change.stream', '=', stream)
          .where('change.fact_key', 'like', `${epoch}/%`)
          .clearSelect()
          .clearOrderBy()
          .select(e => [
            e.fn.max('change.pos').as('newest'),
            e.fn.countAll().as('changes'),
            e.fn.sum('change.items').as('items'),
          ])
          .executeTakeFirst();
        return {
          newest: Number(found?.newest ?? 0),
          changes: Number(found?.changes ?? 0),
          items: Number(found?.items ?? 0),
        };
      },
    };
  }

  /** Summaries of changes by their positions in the log, in that order. */
  async at(positions: readonly number[], reader: Reader = unnamed): Promise<ChangeSummary[]> {
    if (positions.length === 0) return [];
    const rows = await this.#listed().where('change.pos', 'in', positions).orderBy('change.pos').execute();
    return this.summaries(rows, reader, await snapshotsOf(this.#listing({ limit: 1 }, 'site'), rows));
  }

  /** Summaries of changes by their ids, oldest first. */
  async named(ids: readonly string[], reader: Reader = unnamed): Promise<ChangeSummary[]> {
    if (ids.length === 0) return [];
    const rows = await this.#listed()
      .where('change.id', 'in', [...ids])
      .orderBy('change.pos')
      .execute();
    return this.summaries(rows, reader);
  }

  async one(id: string, reader: Reader = unnamed): Promise<Change | null> {
    const row = await this.#listed().where('change.id', '=', id).executeTakeFirst();
    if (!row) return null;
    const [summary] = await this.summaries([row], reader);
    if (!summary) return null;
    const { items: _headlines, ...head } = summary;
    const { items, next } = await this.#items(row, 0);
    return {
      ...head,
      items,
      itemsTruncated: next !== null,
      fact: {
        key: row.fact_key,
        hash: row.fact_digest.slice(row.fact_digest.indexOf(':') + 1),
        cause: row.cause,
        complete: row.complete === 1,
        agent: row.agent,
      },
      cost: { requests: row.load_requests, bytes: row.load_bytes, ms: row.load_ms },
      commit: row.commit_id,
      previousCommit: row.previous_commit,
      coverage: await this.#coverageAround(row),
      answers: await exportRequests(this.#database.read, { answeredBy: row.id }),
      planned: await this.#planned.of(row),
      older: await this.#neighbour(row, 'older'),
      newer: await this.#neighbour(row, 'newer'),
    };
  }

  /** The asset a change is of; null where there is no such change. */
  async assetOf(id: string): Promise<string | null> {
    const row = await this.#database.read
      .selectFrom('change')
      .select('asset')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.asset ?? null;
  }

  async items(id: string, from: number): Promise<z.infer<typeof changeItemsSchema> | null> {
    const row = await this.#database.read
      .selectFrom('change')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? this.#items(row, from) : null;
  }

  async summaries(
    rows: readonly ListedRow[],
    reader: Reader,
    folded: ReadonlyMap<string, Folded> = new Map(),
  ): Promise<ChangeSummary[]> {
    const effects = await this.#effects.around(rows);
    const texts = await this.#teller.texts(rows.map(row => ({ change: row, assetName: row.asset_name })));
    const items = await this.#firstItems(rows.map(row => row.id));
    const ids = rows.map(row => row.id);
    const whos = await this.#whos.of(ids, reader);
    const byPolicy = await this.#whos.byPolicy(ids);
    return rows.map(row => {
      const under = folded.get(row.id);
      return {
        ...this.#summary(row, texts.get(row.id), items.get(row.id) ?? [], whos.get(row.id) ?? nobodyKnown),
        ...outOfInbox(byPolicy.get(row.id)),
        ...effects.get(row.id),
        ...(under ? { folded: under } : {}),
      };
    });
  }

  async #rows(query: Query, reach: Reach, before: number | null, limit: number): Promise<ListedRow[]> {
    const found = this.#filtered(query, reach)?.limit(limit);
    if (!found) return [];
    return (before === null ? found : found.where('change.pos', '<', before)).execute();
  }

  /** What a filter holds, newest first; null where it can hold nothing. */
  #filtered(query: Query, reach: Reach) {
    // Until reviews are signed every change awaits one that policy does not take out: other wishes find nothing.
    if (query.review !== undefined && query.review !== 'awaiting' && query.review !== 'not-needed')
      return null;
    const { asset, area, kind, item, since, until, search, sort, who, session } = query;
    let found = this.#listed().orderBy('change.pos', 'desc');
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (asset !== undefined) found = found.where('change.asset', '=', asset);
    if (area !== undefined) found = found.where('asset.area', '=', area);
    if (kind !== undefined) found = found.where('change.kinds', 'like', `%,${kind},%`);
    if (since !== undefined) found = found.where('change.window_to', '>=', since);
    if (until !== undefined) found = found.where('change.window_to', '<', until);
    if (item !== undefined) {
      found = found.where(e =>
        e.exists(
          e
            .selectFrom('change_item')
            .select('n')
            .whereRef('change_item.change_id', '=', 'change.id')
            .where('change_item.path', '=', item),
        ),
      );
    }
    if (query.review !== undefined) {
      const out = sql<boolean>`exists (select 1 from judged j where j.change_id = change.id and j.awaits <> 'each')`;
      found = found.where(query.review === 'not-needed' ? out : sql<boolean>`not ${out}`);
    }
    if (who !== undefined) found = found.where(byWho(who));
    if (session !== undefined) {
      found = found.where(
        sql<boolean>`exists (select 1 from judged_session s join engineer_session e on e.id = s.session
          where s.change_id = change.id and (e.id = ${session} or e.n = ${numberOf(session)}))`,
      );
    }
    if (sort === 'first' || sort === 'late') found = found.where('change.sort', '=', sort);
    if (sort === 'change' || sort === 'load') {
      const loads = this.#database.read
        .selectFrom('change_text')
        .select('change_id')
        .where('recipe', 'is not', null);
      found = found
        .where('change.sort', '=', 'change')
        .where('change.id', sort === 'load' ? 'in' : 'not in', loads);
    }
    if (search !== undefined && search !== '') {
      const like = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      found = found.where(
        sql<boolean>`(exists (select 1 from change_text t where t.change_id = change.id and lower(t.sentence) like ${like} escape '\\')
          or exists (select 1 from change_item i where i.change_id = change.id and lower(i.path) like ${like} escape '\\'))`,
      );
    }
    return found;
  }

  #listed() {
    return this.#database.read
      .selectFrom('change')
      .innerJoin('asset', 'asset.id', 'change.asset')
      .selectAll('change')
      .select(['asset.name as asset_name', 'asset.area', 'asset.site']);
  }

  async #firstItems(changes: readonly string[]): Promise<ReadonlyMap<string, ChangeItemRow[]>> {
    const items = new Map<string, ChangeItemRow[]>();
    if (changes.length === 0) return items;
    const rows = await this.#database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', 'in', changes)
      .where('n', '<', summaryItems)
      .orderBy('n')
      .execute();
    for (const row of rows) items.set(row.change_id, [...(items.get(row.change_id) ?? []), row]);
    return items;
  }

  #summary(
    row: ListedRow,
    text: ChangeText | undefined,
    items: readonly ChangeItemRow[],
    told: ToldWho,
  ): ChangeSummary {
    const sort = text?.load ? 'load' : sortSchema.parse(row.sort);
    const { verdict, reach, actor, label } = told;
    return {
      id: row.id,
      idx: row.pos,
      asset: { id: row.asset, name: row.asset_name, area: row.area, site: row.site },
      source: row.stream.slice(row.stream.indexOf('/') + 1),
      kinds: kindsOf(row.kinds),
      sort,
      sentence: withWho(text?.sentence ?? '', sort, told),
      window: this.#window(row, row),
      recordedAt: row.at,
      items: items.map((item, n) => ({
        path: item.path,
        kind: kindSchema.parse(item.kind),
        sign: itemChangeSignSchema.parse(item.sign),
        headline: text?.headlines[n]?.text ?? '',
        members: text?.headlines[n]?.members ?? 0,
      })),
      itemCount: row.items,
      load: text?.load ?? null,
      unsettled: row.unsettled === 1,
      phase: row.phase,
      who: { verdict, reach, actor, label },
      review: 'awaiting',
    };
  }

  async #items(row: ChangeRow, from: number): Promise<z.infer<typeof changeItemsSchema>> {
    const rows = await this.#database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', '=', row.id)
      .where('n', '>=', from)
      .orderBy('n')
      .limit(itemsAtOnce + 1)
      .execute();
    const items: ChangeItem[] = [];
    const requests = rows.some(({ new_checksum: checksum }) => checksum !== null)
      ? await exportRequests(this.#database.read, { openedBy: row.id })
      : [];
    for (const item of rows.slice(0, itemsAtOnce)) {
      const request = requests.find(({ path }) => path === item.path) ?? null;
      items.push({ ...(await this.#item(row, item)), exportRequest: request });
    }
    return { items, next: rows.length > itemsAtOnce ? from + itemsAtOnce : null };
  }

  async #item(row: ChangeRow, item: ChangeItemRow): Promise<Omit<ChangeItem, 'exportRequest'>> {
    return {
      index: item.n,
      path: item.path,
      kind: kindSchema.parse(item.kind),
      sign: itemChangeSignSchema.parse(item.sign),
      state: itemStateSchema.parse(item.state),
      reason: item.reason,
      renamedFrom: item.renamed_from,
      window: this.#window(row, item),
      unsettled: item.unsettled === 1,
      old: { sha256: item.old_sha256, bytes: item.old_bytes },
      new: { sha256: item.new_sha256, bytes: item.new_bytes },
      diff: await this.#teller.diff(row, item),
      checksum: checksumMove(item),
    };
  }

  #window(
    change: ChangeRow,
    { window_from, window_to, basis }: Pick<ChangeItemRow, 'window_from' | 'window_to' | 'basis'>,
  ) {
    return {
      from: window_from,
      to: window_to,
      basis: basisSchema.parse(basis),
      errorMs: this.#clocks.errorIn(change.agent, { window_from, window_to }),
    };
  }

  async #coverageAround(row: ChangeRow): Promise<Change['coverage']> {
    const from = new Date(Date.parse(row.window_from ?? row.window_to) - aroundMs).toISOString();
    const to = new Date(Date.parse(row.window_to) + aroundMs).toISOString();
    const kinds = new Set(kindsOf(row.kinds));
    const rows = await this.#coverage({ asset: row.asset, from, to, stream: row.stream });
    return rows
      .filter(({ kind }) => kinds.has(kind))
      .flatMap(({ kind, spans }) =>
        spans.map(span => ({ kind, state: span.state, reason: span.reason, from: span.from, to: span.to })),
      );
  }

  async #neighbour(row: ChangeRow, side: 'older' | 'newer'): Promise<string | null> {
    const found = await this.#database.read
      .selectFrom('change')
      .select('id')
      .where('asset', '=', row.asset)
      .where('pos', side === 'older' ? '<' : '>', row.pos)
      .orderBy('pos', side === 'older' ? 'desc' : 'asc')
      .limit(1)
      .executeTakeFirst();
    return found?.id ?? null;
  }
}

/** `,config,setpoint,` as a list. */
function kindsOf(text: string): Kind[] {
  return text
    .split(',')
    .filter(part => part !== '')
    .map(part => kindSchema.parse(part));
}

/** What leaves the inbox by policy says so, and by which entry of it. */
function outOfInbox(
  byPolicy: ChangeSummary['byPolicy'] | undefined,
): Partial<Pick<ChangeSummary, 'review' | 'byPolicy'>> {
  return byPolicy === undefined ? {} : { review: 'not-needed', byPolicy };
}

/** `S-77` as 77; 0, which no session has, for an id. */
function numberOf(session: string): number {
  return Number(/^[Ss]-?(\d{1,9})$/.exec(session)?.[1] ?? 0);
}

/** A verdict, or ids of people: whom a judgement names, whose session it happened in, who claim it or may have done it. */
function byWho(who: string) {
  if (who === 'unattributed')
    return sql<boolean>`not exists (select 1 from judged j where j.change_id = change.id and j.verdict <> 'unattributed')`;
  if (verdicts.has(who))
    return sql<boolean>`exists (select 1 from judged j where j.change_id = change.id and j.verdict = ${who})`;
  const people = sql.join(who.split(',').map(person => sql`${person}`));
  return sql<boolean>`exists (select 1 from judged_person p where p.change_id = change.id and p.person in (${people}))`;
}
