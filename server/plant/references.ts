import type { References, referencesQuerySchema } from '@witnessmark/shared/api';
import { referenceAccesses, referenceKey } from '@witnessmark/shared/languages';
import { z } from 'zod';
import type { ComparisonThread } from '../comparison/index.ts';
import { type Database, sql } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Store } from '../store/index.ts';
import { contentAt } from './contents.ts';
import { withinReach } from './reach.ts';

/** Grows whenever references would come out otherwise. */
const engine = 'references-1';
const usesAtMost = 500;
const pastAtMost = 100;
/** Contents read for one question, and how long it goes on reading more. */
const readAtMost = 200;
const readMs = 5_000;
/** Rows written at once. */
const batch = 500;

const accessSchema = z.enum(referenceAccesses);

/** A content of a file in the history, and where to find it. */
interface Blob {
  readonly asset: string;
  readonly path: string;
  readonly commit: string;
  readonly sha256: string;
}

/** Finds where names stand in the sources of the plant, now and in the past; each content is read once. */
export class ReferenceSearch {
  readonly #database: Database;
  readonly #store: Store;
  readonly #comparison: ComparisonThread;

  constructor(parts: {
    readonly database: Database;
    readonly store: Store;
    readonly comparison: ComparisonThread;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#comparison = parts.comparison;
  }

  async find({ tag, asset }: z.infer<typeof referencesQuerySchema>, reach: Reach): Promise<References> {
    const unread = await this.#readMore(reach, asset);
    const matches = matching(referenceKey(tag));
    const uses = await this.#uses(matches, reach, asset);
    const past = await this.#past(matches, reach, asset);
    return {
      uses: uses.slice(0, usesAtMost),
      past: past.slice(0, pastAtMost),
      truncated: uses.length > usesAtMost || past.length > pastAtMost,
      unread,
    };
  }

  async #uses(matches: Matches, reach: Reach, asset: string | undefined): Promise<References['uses']> {
    let found = this.#database.read
      .selectFrom('item')
      .innerJoin('asset', 'asset.id', 'item.asset')
      .innerJoin('source_reference as r', 'r.blob', 'item.sha256')
      .select([
        'item.asset',
        'asset.name as assetName',
        'item.path',
        'r.name',
        'r.access',
        'r.unit',
        'r.network',
        'r.line',
      ])
      .where('r.engine', '=', engine)
      .where('item.state', '=', 'present')
      .where('item.path', 'like', 'files/%')
      .where(matches)
      .orderBy('item.asset')
      .orderBy('item.path')
      .orderBy('r.n')
      .limit(usesAtMost + 1);
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (asset !== undefined) found = found.where('item.asset', '=', asset);
    return (await found.execute()).map(row => ({ ...row, access: accessSchema.parse(row.access) }));
  }

  async #past(matches: Matches, reach: Reach, asset: string | undefined): Promise<References['past']> {
    const times = (side: 'old_sha256' | 'new_sha256') =>
      sql<number>`(select count(*) from source_reference r where r.blob = c.${sql.ref(side)} and r.engine = ${engine} and ${matches})`;
    let found = this.#database.read
      .selectFrom('change_item as c')
      .innerJoin('asset', 'asset.id', 'c.asset')
      .select(['c.change_id as change', 'c.asset', 'asset.name as assetName', 'c.path', 'c.window_to as at'])
      .select([times('old_sha256').as('before'), times('new_sha256').as('after')])
      .where('c.path', 'like', 'files/%')
      .where('c.late', '=', 0)
      .where(sql<boolean>`${times('old_sha256')} <> ${times('new_sha256')}`)
      // A side that was not read yet would look as if the name stood nowhere in it.
      .where(sql<boolean>`${isRead('old_sha256')} and ${isRead('new_sha256')}`)
      .orderBy('c.pos', 'desc')
      .orderBy('c.n')
      .limit(pastAtMost + 1);
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (asset !== undefined) found = found.where('c.asset', '=', asset);
    return (await found.execute()).map(row => ({
      ...row,
      before: Number(row.before),
      after: Number(row.after),
    }));
  }

  /** Reads contents that were not read yet, newest first; gives how many are left. */
  async #readMore(reach: Reach, asset: string | undefined): Promise<number> {
    const until = performance.now() + readMs;
    const waiting = await this.#unread(reach, asset);
    let read = 0;
    for (const blob of waiting.slice(0, readAtMost)) {
      if (performance.now() > until) break;
      if (!(await this.#readOne(blob))) break;
      read++;
    }
    return waiting.length - read;
  }

  async #unread(reach: Reach, asset: string | undefined): Promise<Blob[]> {
    let found = this.#database.read
      .selectFrom('change_item as c')
      .innerJoin('change', 'change.id', 'c.change_id')
      .innerJoin('asset', 'asset.id', 'c.asset')
      .select(['c.asset', 'c.path', 'change.commit_id as commit', 'c.new_sha256 as sha256'])
      .where('c.path', 'like', 'files/%')
      .where('c.late', '=', 0)
      .where('c.state', '=', 'present')
      .where('c.new_sha256', 'is not', null)
      .where(sql<boolean>`not ${isRead('new_sha256')}`)
      .orderBy('c.pos', 'desc')
      .limit(20 * readAtMost);
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (asset !== undefined) found = found.where('c.asset', '=', asset);
    const blobs = new Map<string, Blob>();
    for (const { commit, sha256, ...rest } of await found.execute())
      if (commit !== null && sha256 !== null && !blobs.has(sha256))
        blobs.set(sha256, { ...rest, commit, sha256 });
    return [...blobs.values()];
  }

  /** False where there is no time for it now. */
  async #readOne({ asset, path, commit, sha256: blob }: Blob): Promise<boolean> {
    const content = await contentAt(this.#store, asset, commit, path);
    const told = content.state === 'read' ? await this.#comparison.references(path, content.bytes) : [];
    if (told === null) return false;
    const rows = told.map(({ name, key, access, unit, network, line }, n) => ({
      blob,
      engine,
      n,
      key: key.slice(0, 400),
      name: name.slice(0, 400),
      access,
      unit: unit.slice(0, 400),
      network,
      line,
    }));
    await this.#database.write.transaction().execute(async tx => {
      for (let from = 0; from < rows.length; from += batch)
        await tx
          .insertInto('source_reference')
          .values(rows.slice(from, from + batch))
          .onConflict(conflict => conflict.doNothing())
          .execute();
      await tx
        .insertInto('source_read')
        .values({ blob, engine, told: rows.length })
        .onConflict(conflict => conflict.doNothing())
        .execute();
    });
    return true;
  }

  /** Drops what builds before this one read. */
  async dropOthers(): Promise<void> {
    await this.#database.write.deleteFrom('source_reference').where('engine', '<>', engine).execute();
    await this.#database.write.deleteFrom('source_read').where('engine', '<>', engine).execute();
  }
}

type Matches = ReturnType<typeof matching>;

/** The name itself, its parts and its elements. */
function matching(key: string) {
  const like = key.replace(/[\\%_]/g, '\\$&');
  return sql<boolean>`(r.key = ${key} or r.key like ${`${like}.%`} escape '\\' or r.key like ${`${like}[%`} escape '\\')`;
}

function isRead(side: 'old_sha256' | 'new_sha256') {
  return sql<boolean>`exists (select 1 from source_read s where s.blob = c.${sql.ref(side)} and s.engine = ${engine})`;
}
