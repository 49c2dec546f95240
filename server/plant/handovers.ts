import { createHash } from 'node:crypto';
import type { Handover, HandoverPack } from '@witnessmark/shared/api';
import { headline, itemChangeSignSchema } from '@witnessmark/shared/changes';
import { kindSchema } from '@witnessmark/shared/items';
import { canonicalJson } from '@witnessmark/shared/log';
import { type Attribution, matches, type Part, type SitePolicy } from '../attribution/index.ts';
import type { ChangeItemRow, ChangeRow, Database } from '../db/index.ts';
import { isWithin } from '../identity/index.ts';
import {
  type Asker,
  type FoundRow,
  packOf,
  recordOf,
  type SessionRecord,
  sessionNumber,
  stateAt,
} from '../sessions/index.ts';
import { closingReadings, type LastReading, watchedDuring } from './closing.ts';
import type { CoverageOf } from './coverage.ts';
import { exportRequests } from './exports.ts';
import type { Forces } from './forces.ts';
import type { PlannedWork } from './planned.ts';
import { somebodyOfTheShift } from './shift-names.ts';
import { checksumMove, type Teller } from './teller.ts';
import type { Whos } from './who.ts';

/** A window may reach over the session's edges by the error of its agent's clock, at most by this much. */
const errorAtMostMs = 15 * 60_000;
const changesAtMost = 500;
const rowsAtMost = 2000;

type Moved = Pick<HandoverPack, 'from' | 'to' | 'assets' | 'number'> & { readonly id: string };

/** Makes the pack that an engineer session leaves behind; while it runs, a preview of it. */
export class Handovers {
  readonly #parts: {
    readonly database: Database;
    readonly teller: Teller;
    readonly whos: Whos;
    readonly planned: PlannedWork;
    readonly coverage: CoverageOf;
    readonly lastReading: LastReading;
    readonly forces: Forces;
    readonly policy: () => SitePolicy;
    readonly now: () => number;
  };

  constructor(parts: {
    readonly database: Database;
    readonly teller: Teller;
    readonly whos: Whos;
    readonly planned: PlannedWork;
    readonly coverage: CoverageOf;
    readonly lastReading: LastReading;
    readonly forces: Forces;
    readonly policy: () => SitePolicy;
    readonly now: () => number;
  }) {
    this.#parts = parts;
  }

  /**
   * By id or number; null where there is none that the one who asks may see, or that never started. Holds what lies
   * within their reach alone, and says where that is not all.
   */
  async of(name: string, asker: Asker): Promise<Handover | null> {
    const { database, now } = this.#parts;
    const record = await recordOf(database.read, name);
    if (record?.row.started_at == null) return null;
    const seen = asker.reach('see-plant');
    const places = record.assets.filter(({ id, area }) => isWithin(seen, { asset: id, area }));
    if (places.length === 0) return null;
    const pack = await this.#pack(
      record,
      record.row.started_at,
      places.map(({ id }) => id),
    );
    const rows = [...pack.work, ...pack.unclear, ...pack.effects, ...pack.others];
    const people = [
      ...new Set([
        pack.person,
        ...rows.flatMap(({ person }) => (person === null || person === somebodyOfTheShift ? [] : [person])),
      ]),
    ];
    const names = await asker.names(people);
    return {
      pack,
      sha256: createHash('sha256').update(canonicalJson(pack)).digest('hex'),
      madeAt: new Date(now()).toISOString(),
      people: people.map(person => names.get(person) ?? { person, label: person, named: false }),
      assets: places.map(({ id, name: label }) => ({ id, name: label })),
    };
  }

  async #pack(record: SessionRecord, from: string, assets: readonly string[]): Promise<HandoverPack> {
    const { database, coverage, lastReading, forces, now } = this.#parts;
    const { row } = record;
    const to = row.ended_at;
    const head = {
      session: row.id,
      number: sessionNumber(row),
      state: stateAt(row, now()),
      person: row.person,
      purpose: row.purpose,
      ticket: row.ticket,
      breakGlass: row.break_glass === 1,
      assets: [...assets],
      partial: assets.length < record.assets.length,
      kinds: row.kinds.split(',').flatMap(kind => kindSchema.safeParse(kind).data ?? []),
      plan: record.plan
        .filter(({ asset }) => assets.includes(asset))
        .map(({ asset, items }) => ({ asset, items })),
      from,
      to,
    };
    const moved = await this.#moved({ ...head, id: row.id });
    const watched = await Promise.all(
      assets.map(asset => watchedDuring(coverage, asset, from, to ?? new Date(now()).toISOString())),
    );
    const opened = [...new Set(moved.rows.map(({ change }) => change))];
    const wanted = await Promise.all(
      opened.map(change => exportRequests(database.read, { openedBy: change })),
    );
    return packOf(
      {
        head,
        ...moved,
        forces: await Promise.all(assets.map(asset => forces.of(asset, to))),
        closing: to === null ? [] : await closingReadings(lastReading, watched, to),
        blind: watched.flatMap(({ blind }) => blind),
        gaps: watched.flatMap(({ gaps }) => gaps),
        exports: wanted.flat().flatMap(({ asset, change, says, state }) =>
          // `passed`: no export of that version can come any more, which is as open as can be.
          state === 'open' || state === 'passed' ? [{ asset: asset.id, change, says }] : [],
        ),
        reviewWanted: row.break_glass === 1 && row.state === 'ended' && row.review === null,
      },
      matches,
    );
  }

  /** Every part that changed on the assets in a window that touches the session, with what is judged of it. */
  async #moved(session: Moved): Promise<{ rows: FoundRow[]; tooMany: boolean }> {
    const changes = await this.#changes(session);
    const judged = await this.#parts.whos.judgements(changes.map(({ id }) => id));
    const rows: FoundRow[] = [];
    for (const change of changes.slice(0, changesAtMost)) {
      if (rows.length >= rowsAtMost) break;
      rows.push(...(await this.#rows(session, change, judged.get(change.id) ?? null)));
    }
    return {
      rows: rows.slice(0, rowsAtMost),
      tooMany: changes.length > changesAtMost || rows.length >= rowsAtMost,
    };
  }

  #changes({ assets, from, to }: Moved): Promise<ChangeRow[]> {
    const grace = this.#parts.policy().sessionGraceMs;
    let found = this.#parts.database.read
      .selectFrom('change')
      .selectAll()
      .where('asset', 'in', [...assets])
      .where('sort', '=', 'change')
      .where('window_to', '>=', new Date(Date.parse(from) - errorAtMostMs).toISOString())
      .orderBy('pos')
      .limit(changesAtMost + 1);
    if (to !== null) {
      const latest = new Date(Date.parse(to) + grace + errorAtMostMs).toISOString();
      found = found.where(e => e.or([e('window_from', 'is', null), e('window_from', '<=', latest)]));
    }
    return found.execute();
  }

  async #rows(session: Moved, change: ChangeRow, judged: readonly Attribution[] | null): Promise<FoundRow[]> {
    const items = await this.#parts.database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', '=', change.id)
      .orderBy('n')
      .limit(rowsAtMost)
      .execute();
    const grace = this.#parts.policy().sessionGraceMs;
    const until = session.to === null ? Number.POSITIVE_INFINITY : Date.parse(session.to) + grace;
    const touching = items
      .map(item => ({ item, part: this.#parts.planned.part(change, item) }))
      .filter(
        ({ part }) =>
          part.firstDirty >= Date.parse(session.from) &&
          (part.lastClean ?? Number.NEGATIVE_INFINITY) <= until,
      );
    const sessions = await this.#parts.planned.sessions(
      change.asset,
      touching.map(({ part }) => part),
    );
    const numbers = await this.#parts.planned.numbers(sessions.map(({ id }) => id));
    const rows: FoundRow[] = [];
    for (const { item, part } of touching) {
      for (const what of await this.#whats(change, item)) {
        const attribution = judgementOf(judged, item.path, what.member);
        const planned =
          attribution === null
            ? ({ state: 'undecided', sessions: [session.id] } as const)
            : this.#parts.planned.planned(part, attribution, sessions);
        rows.push({
          change: change.id,
          asset: change.asset,
          ...itemOf(item, part),
          ...what,
          ...whoOf(attribution),
          sessions: planned.sessions.map(id => numbers.get(id) ?? session.number),
          planned: planned.state,
          judged: attribution !== null,
        });
      }
    }
    return rows;
  }

  /** What of an item moved: each member with its values, or the item as one whole. */
  async #whats(
    change: ChangeRow,
    item: ChangeItemRow,
  ): Promise<Pick<FoundRow, 'member' | 'old' | 'new' | 'unit' | 'says'>[]> {
    const diff = await this.#parts.teller.diff(change, item);
    if (diff.form === 'values' && !diff.truncated && diff.unparsed.length === 0 && diff.members.length > 0)
      return diff.members.map(({ name, old, new: now, unit }) => ({
        member: name,
        old,
        new: now,
        unit,
        says: '',
      }));
    const says = headline({
      path: item.path,
      sign: itemChangeSignSchema.parse(item.sign),
      reason: item.reason,
      renamedFrom: item.renamed_from,
      diff,
      checksum: checksumMove(item),
    });
    return [{ member: null, old: null, new: null, unit: null, says }];
  }
}

function judgementOf(
  judged: readonly Attribution[] | null,
  path: string,
  member: string | null,
): Attribution | null {
  const own = judged?.filter(({ part }) => part.path === path) ?? [];
  return (
    own.find(({ part }) => part.member === member) ?? own.find(({ part }) => part.member === null) ?? null
  );
}

function itemOf(
  item: ChangeItemRow,
  { kind, settled }: Part,
): Pick<FoundRow, 'path' | 'kind' | 'sign' | 'window' | 'settled'> {
  return {
    path: item.path,
    kind,
    sign: itemChangeSignSchema.parse(item.sign),
    window: { from: item.window_from, to: item.window_to },
    settled,
  };
}

function whoOf(
  attribution: Attribution | null,
): Pick<FoundRow, 'verdict' | 'reach' | 'actor' | 'person' | 'cause'> {
  if (attribution === null)
    return { verdict: 'unattributed', reach: 'nothing', actor: 'unknown', person: null, cause: null };
  const { verdict, reach, actor } = attribution;
  return {
    verdict,
    reach,
    actor: actor.kind,
    person: actor.kind === 'person' ? actor.person : null,
    cause: actor.kind === 'effect' ? (actor.cause?.change ?? null) : null,
  };
}
