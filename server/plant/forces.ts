import type { HandoverPack } from '@witnessmark/shared/api';
import { parseValueText } from '@witnessmark/shared/values';
import type { Database } from '../db/index.ts';
import type { Store } from '../store/index.ts';
import { contentAt } from './contents.ts';

type Force = HandoverPack['forces'][number];

/** The member by which a source says whether the controller forces anything. */
const forceMember = 'Force.Active';
const rowsAtMost = 2000;

/** Says whether anything is forced, by the configuration that was read. */
export class Forces {
  readonly #database: Database;
  readonly #store: Store;

  constructor(database: Database, store: Store) {
    this.#database = database;
    this.#store = store;
  }

  /** As of a moment (what the first reading after it found), or now; `unknown` where no configuration tells. */
  async of(asset: string, at: string | null): Promise<Force> {
    let told: Force = { asset, state: 'unknown', path: null };
    for (const { path, commit } of await this.#configurations(asset, at)) {
      const content = await contentAt(this.#store, asset, commit, path);
      if (content.state !== 'read') continue;
      const { members } = parseValueText(Buffer.from(content.bytes).toString('utf8'));
      const force = members.find(({ name }) => name === forceMember);
      if (force?.value === true) return { asset, state: 'on', path };
      if (force?.value === false) told = { asset, state: 'off', path };
    }
    return told;
  }

  /** The newest version of each configuration that a reading before `at`, or the first one after it, found. */
  async #configurations(
    asset: string,
    at: string | null,
  ): Promise<{ readonly path: string; readonly commit: string | null }[]> {
    let found = this.#database.read
      .selectFrom('change_item')
      .innerJoin('change', 'change.id', 'change_item.change_id')
      .select(['change_item.path', 'change.commit_id', 'change_item.state'])
      .where('change_item.asset', '=', asset)
      .where('change_item.kind', '=', 'config')
      .where('change_item.late', '=', 0)
      .where('change_item.path', 'like', 'config/%')
      .orderBy('change_item.pos', 'desc')
      .limit(rowsAtMost);
    if (at !== null)
      found = found.where(e =>
        e.or([e('change_item.window_from', 'is', null), e('change_item.window_from', '<=', at)]),
      );
    const newest = new Map<string, { path: string; commit: string | null; state: string }>();
    for (const { path, commit_id, state } of await found.execute())
      if (!newest.has(path)) newest.set(path, { path, commit: commit_id, state });
    return [...newest.values()].filter(({ state }) => state === 'present');
  }
}
