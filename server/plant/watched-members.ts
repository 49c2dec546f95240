import type { AssetState } from '@witnessmark/shared/api';
import type { Kind } from '@witnessmark/shared/items';
import { type DataPlace, parseAddresses } from '@witnessmark/shared/mc7';
import { type Member, parseValueText } from '@witnessmark/shared/values';
import type { Store } from '../store/index.ts';
import { contentAt } from './contents.ts';

type Item = AssetState['items'][number];

/** A member that an item reads at a place in a data block. */
export interface Watched {
  readonly item: string;
  readonly member: string;
  readonly kind: Kind;
  readonly read: { readonly member: Member } | { readonly reason: string };
}

const addressesPattern = /^config\/([^/]+)\.addresses\.txt$/;

/** The item in which a source says its addresses; null for any other item. */
function isAddresses(path: string): boolean {
  return addressesPattern.test(path);
}

/** Which values of data blocks the items of one state read, and what they found there. */
export class WatchedMembers {
  readonly #store: Store;
  readonly #asset: string;
  readonly #commit: string | null;
  readonly #items: ReadonlyMap<string, Item>;
  /** Digest of each item that says addresses. */
  readonly #told: readonly string[];
  /** Number of the block → item path → member → address. */
  readonly #blocks: ReadonlyMap<number, ReadonlyMap<string, ReadonlyMap<string, string>>>;
  readonly #read = new Map<string, ReadonlyMap<string, Member> | string>();

  private constructor(
    store: Store,
    asset: string,
    { commit, items }: AssetState,
    told: readonly string[],
    places: readonly ReadonlyMap<string, ReadonlyMap<string, DataPlace>>[],
  ) {
    this.#store = store;
    this.#asset = asset;
    this.#commit = commit;
    this.#items = new Map(items.map(item => [item.path, item]));
    this.#told = told;
    this.#blocks = byBlock(places);
  }

  static async of(store: Store, asset: string, state: AssetState): Promise<WatchedMembers> {
    const told: string[] = [];
    const places: ReadonlyMap<string, ReadonlyMap<string, DataPlace>>[] = [];
    for (const { path, sha256 } of state.items) {
      if (!isAddresses(path) || sha256 === null) continue;
      const content = await contentAt(store, asset, state.commit, path);
      if (content.state !== 'read') continue;
      told.push(sha256);
      places.push(parseAddresses(Buffer.from(content.bytes).toString('utf8')));
    }
    return new WatchedMembers(store, asset, state, told, places);
  }

  /** Digests of everything that what is read of a block follows from. */
  shasOf(block: number): string[] {
    const paths = [...(this.#blocks.get(block)?.keys() ?? [])];
    return [
      ...this.#told,
      ...paths.map(path => {
        const item = this.#items.get(path);
        return `${path} ${item?.state} ${item?.sha256}`;
      }),
    ];
  }

  /** By address; where two items read one, the first by path. */
  async inBlock(block: number): Promise<ReadonlyMap<string, Watched>> {
    const found = new Map<string, Watched>();
    const items = [...(this.#blocks.get(block) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, members] of items) {
      const item = this.#items.get(path);
      if (item === undefined) continue;
      const read = await this.#membersOf(item);
      for (const [member, address] of members) {
        if (found.has(address)) continue;
        found.set(address, { item: path, member, kind: item.kind, read: readingOf(read, member) });
      }
    }
    return found;
  }

  /** The members an item holds; the reason where its values as they are now are not known. */
  async #membersOf(item: Item): Promise<ReadonlyMap<string, Member> | string> {
    const known = this.#read.get(item.path);
    if (known !== undefined) return known;
    const content =
      item.state === 'present'
        ? await contentAt(this.#store, this.#asset, this.#commit, item.path)
        : {
            state: 'unread' as const,
            reason: `${item.path} is ${item.state}: ${item.reason ?? 'no reason was given'}`,
          };
    const read =
      content.state === 'read'
        ? new Map(
            parseValueText(Buffer.from(content.bytes).toString('utf8')).members.map(each => [
              each.name,
              each,
            ]),
          )
        : content.state === 'unread'
          ? content.reason
          : `${item.path} is not in the history`;
    this.#read.set(item.path, read);
    return read;
  }
}

function readingOf(read: ReadonlyMap<string, Member> | string, name: string): Watched['read'] {
  if (typeof read === 'string') return { reason: read };
  const member = read.get(name);
  return member === undefined ? { reason: 'the item holds no such member' } : { member };
}

function byBlock(places: readonly ReadonlyMap<string, ReadonlyMap<string, DataPlace>>[]) {
  const blocks = new Map<number, Map<string, Map<string, string>>>();
  for (const [path, members] of places.flatMap(each => [...each])) {
    for (const [member, { db, address }] of members) {
      const items = blocks.get(db) ?? new Map<string, Map<string, string>>();
      const item = items.get(path) ?? new Map<string, string>();
      blocks.set(db, items.set(path, item.set(member, address)));
    }
  }
  return blocks;
}
