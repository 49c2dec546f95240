import { mayHoldTags, type TagContent } from '@witnessmark/shared/tags';
import type { ComparisonProcess } from '../comparison/index.ts';
import type { ChangeItemRow, ChangeRow, Database } from '../db/index.ts';
import type { Log } from '../log/index.ts';
import type { Store } from '../store/index.ts';
import { contentAt } from './contents.ts';
import type { HeldContent, TagIndex, TagMark, ToldNames, Unlooked } from './tag-index.ts';

const changesAtOnce = 20;
const itemsAtOnce = 200;
/** Names found after which what was told is stored. */
const namesAtOnce = 500;
/** Contents that may be forgotten; beyond it the next start finds them. */
const candidatesAtMost = 10_000;

/** A content that an asset holds, and where it is read. */
interface Held extends HeldContent {
  readonly asset: string;
  readonly commit: string | null;
}

/** Reads names out of contents; see `ComparisonProcess`. */
export type NameReader = Pick<ComparisonProcess, 'uses' | 'mentions' | 'stop'>;

/** There is no time for it any more: the index goes on where it stands at the next start. */
class Stopped extends Error {}

/**
 * Reads names out of contents and changes, behind the log: what came last first, then what the assets hold, then the
 * past backwards. Waits while people have something compared. What it did not come to is done after the next start.
 */
export class TagIndexer {
  readonly #database: Database;
  readonly #store: Store;
  readonly #log: Log;
  readonly #index: TagIndex;
  readonly #reader: NameReader;
  readonly #people: Pick<ComparisonProcess, 'idle'>;
  readonly #failed: (error: unknown) => void;
  readonly #replaced = new Map<string, HeldContent>();
  #stopListening: () => void = () => undefined;
  readonly #ended = Promise.withResolvers<void>();
  #stopping = false;
  #waiting = false;
  #opened = false;
  #seen: { readonly asset: string; readonly path: string } = { asset: '', path: '' };
  #sweep: number | null = 1;
  #again: { pos: number; n: number }[] = [];
  #work: Promise<void> = Promise.resolve();

  /** `reader` is its own, and stopped with it; `people` have what it waits for. */
  constructor(parts: {
    readonly database: Database;
    readonly store: Store;
    readonly log: Log;
    readonly index: TagIndex;
    readonly reader: NameReader;
    readonly people: Pick<ComparisonProcess, 'idle'>;
    readonly failed: (error: unknown) => void;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#log = parts.log;
    this.#index = parts.index;
    this.#reader = parts.reader;
    this.#people = parts.people;
    this.#failed = parts.failed;
  }

  start(): void {
    this.#stopListening = this.#log.bus.subscribe(() => this.#wake());
    this.#wake();
  }

  /** Ends what is being read; nothing half done is left that the next start would not take back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#ended.resolve();
    this.#stopListening();
    await this.#reader.stop();
    await this.#work;
  }

  /** Resolves when nothing is left to be read. */
  async settled(): Promise<void> {
    this.#wake();
    await this.#work;
  }

  #wake(): void {
    if (this.#waiting || this.#stopping) return;
    this.#waiting = true;
    this.#work = this.#work
      .then(async () => {
        this.#waiting = false;
        await this.#catchUp();
      })
      .catch((error: unknown) => {
        // The mark stays where it was: the next entry, or the next start, tries again.
        if (!(error instanceof Stopped)) this.#failed(error);
      });
  }

  async #catchUp(): Promise<void> {
    if (!this.#opened) await this.#open();
    while (!this.#stopping) {
      const more =
        (await this.#tellNewer()) ||
        (await this.#readHeld()) ||
        (await this.#tellOlder()) ||
        (await this.#tellAgain()) ||
        (await this.#forget());
      if (!more) return;
    }
  }

  async #open(): Promise<void> {
    await this.#index.open();
    this.#again = await this.#index.again();
    this.#opened = true;
  }

  /** Changes that came since; the contents they brought are read with them. */
  async #tellNewer(): Promise<boolean> {
    const mark = await this.#index.mark();
    const changes = await this.#changes()
      .where('pos', '>=', mark.to)
      .orderBy('pos')
      .limit(changesAtOnce)
      .execute();
    for (const change of changes)
      for await (const items of this.#itemsOf(change)) {
        await this.#readBrought(items);
        for (const { old_sha256: blob, renamed_from: from, path } of items)
          if (blob !== null && this.#replaced.size < candidatesAtMost)
            this.#replaced.set(`${blob} ${from ?? path}`, { blob, path: from ?? path });
      }
    await this.#tell(changes, change => ({ from: mark.from, to: change.pos + 1 }));
    return changes.length > 0;
  }

  async #tellOlder(): Promise<boolean> {
    const mark = await this.#index.mark();
    const changes = await this.#changes()
      .where('pos', '<', mark.from)
      .orderBy('pos', 'desc')
      .limit(changesAtOnce)
      .execute();
    await this.#tell(changes, change => ({ from: change.pos, to: mark.to }));
    return changes.length > 0;
  }

  /** What could not be read before the last start and may be there by now; once each start. */
  async #tellAgain(): Promise<boolean> {
    const next = this.#again.shift();
    if (next === undefined) return false;
    const change = await this.#changes().where('pos', '=', next.pos).executeTakeFirst();
    if (change === undefined) return true;
    for await (const items of this.#itemsOf(change))
      for (const item of items)
        if (item.n === next.n) await this.#index.storePast(await this.#told(change, [item]), null);
    return true;
  }

  /** Stores together what several small changes are about. */
  async #tell(changes: readonly ChangeRow[], markOf: (change: ChangeRow) => TagMark): Promise<void> {
    let told: ToldNames[] = [];
    let names = 0;
    let mark: TagMark | null = null;
    const store = async () => {
      await this.#index.storePast(told, mark);
      told = [];
      names = 0;
    };
    for (const change of changes) {
      for await (const items of this.#itemsOf(change))
        for (const item of items) {
          const found = await this.#told(change, [item]);
          told.push(...found);
          for (const { found: about } of found) names += 'says' in about ? 1 : about.length;
          if (names >= namesAtOnce) await store();
        }
      mark = markOf(change);
    }
    if (mark !== null) await store();
  }

  /** The next page of what the assets hold. */
  async #readHeld(): Promise<boolean> {
    if (this.#index.passed) return false;
    const { asset, path } = this.#seen;
    const rows = await this.#database.read
      .selectFrom('item')
      .select(['asset', 'path', 'sha256', 'commit_id', 'state'])
      .where(e => e.or([e('asset', '>', asset), e.and([e('asset', '=', asset), e('path', '>', path)])]))
      .orderBy('asset')
      .orderBy('path')
      .limit(itemsAtOnce)
      .execute();
    await this.#read(rows.filter(({ state }) => state === 'present'));
    const last = rows.at(-1);
    if (last === undefined) this.#index.passed = true;
    else this.#seen = last;
    return last !== undefined;
  }

  /** Contents of a change that the asset still holds. */
  async #readBrought(items: readonly ChangeItemRow[]): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const held = await this.#database.read
      .selectFrom('item')
      .select(['asset', 'path', 'sha256', 'commit_id'])
      .where('asset', '=', first.asset)
      .where('state', '=', 'present')
      .where(
        'path',
        'in',
        items.map(({ path }) => path),
      )
      .execute();
    await this.#read(held);
  }

  async #read(
    rows: readonly { asset: string; path: string; sha256: string | null; commit_id: string | null }[],
  ): Promise<void> {
    const held = rows.flatMap(({ asset, path, sha256, commit_id }): Held[] =>
      sha256 !== null && mayHoldTags(path) ? [{ asset, path, blob: sha256, commit: commit_id }] : [],
    );
    for (const { asset, commit, blob, path } of await this.#index.unknown(held)) {
      const side = await this.#side(asset, commit, path);
      if ('says' in side) await this.#index.storeUses({ blob, path }, side);
      else {
        const uses = await this.#reader.uses(side);
        if (uses === null) throw new Stopped();
        await this.#index.storeUses({ blob, path }, uses);
      }
    }
  }

  /** What the items of a change are about; those that no name can be read from are left out. */
  async #told(change: ChangeRow, items: readonly ChangeItemRow[]): Promise<ToldNames[]> {
    const told: ToldNames[] = [];
    for (const item of items) {
      if (!hasDifference(change, item)) continue;
      const found = await this.#mentions(change, item);
      const { pos, n, asset, path } = item;
      if (found !== null) told.push({ pos, n, asset, path, found });
    }
    return told;
  }

  async #mentions(change: ChangeRow, item: ChangeItemRow): Promise<ToldNames['found'] | null> {
    const { asset } = change;
    const old =
      item.old_sha256 === null
        ? null
        : await this.#side(asset, change.previous_commit, item.renamed_from ?? item.path);
    const now = item.new_sha256 === null ? null : await this.#side(asset, change.commit_id, item.path);
    if (old !== null && 'says' in old) return old;
    if (now !== null && 'says' in now) return now;
    const found = await this.#reader.mentions(old, now);
    if (found === null) throw new Stopped();
    if (found.state === 'none') return null;
    return found.state === 'read' ? found.mentions : { says: found.says, passing: false };
  }

  async #side(asset: string, commit: string | null, path: string): Promise<TagContent | Unlooked> {
    // What people ask for goes first.
    await Promise.race([this.#people.idle(), this.#ended.promise]);
    if (this.#stopping) throw new Stopped();
    const content = await contentAt(this.#store, asset, commit, path);
    if (content.state === 'read') return { path, content: content.bytes };
    const says = content.state === 'unread' ? content.reason : 'its content is not in the history';
    return { says, passing: true };
  }

  /** Drops uses in contents that no asset holds any more: those that changes replaced, and once all that stand there. */
  async #forget(): Promise<boolean> {
    await this.#index.forget([...this.#replaced.values()]);
    this.#replaced.clear();
    if (this.#sweep === null) return false;
    this.#sweep = await this.#index.forgetFrom(this.#sweep);
    return true;
  }

  #changes() {
    return this.#database.read.selectFrom('change').selectAll();
  }

  async *#itemsOf(change: ChangeRow): AsyncGenerator<ChangeItemRow[]> {
    for (let from = 0; ; ) {
      const items = await this.#database.read
        .selectFrom('change_item')
        .selectAll()
        .where('change_id', '=', change.id)
        .where('n', '>=', from)
        .orderBy('n')
        .limit(itemsAtOnce)
        .execute();
      if (items.length > 0) yield items;
      const last = items.at(-1);
      if (last === undefined || items.length < itemsAtOnce) return;
      from = last.n + 1;
    }
  }
}

/** Whether there are contents to tell a difference of: a first reading is none. */
function hasDifference(change: ChangeRow, item: ChangeItemRow): boolean {
  if (change.sort !== 'change' || item.late === 1 || !mayHoldTags(item.path)) return false;
  if (item.sign === 'unreadable' || item.sign === 'withheld') return false;
  const isSame = item.old_sha256 === item.new_sha256 && (item.renamed_from ?? item.path) === item.path;
  return !isSame;
}
