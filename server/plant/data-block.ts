import {
  type AssetState,
  type DataBlock,
  type DataBlocks,
  type DataBlockValue,
  dataBlocksSchema,
  dataBlockValuesAtMost,
} from '@witnessmark/shared/api';
import type { StartValue } from '@witnessmark/shared/mc7';
import { formatScalar } from '@witnessmark/shared/values';
import type { Store } from '../store/index.ts';
import type { ResultCache } from './cache.ts';
import { contentAt } from './contents.ts';
import { type DataBlockImage, dataBlockOf, readDataBlock, startText } from './data-block-image.ts';
import type { Past } from './past.ts';
import { type Watched, WatchedMembers } from './watched-members.ts';

/** Grows whenever the counts of a data block would come out otherwise. */
export const dataBlockEngine = 'data-block-1';
const countsSchema = dataBlocksSchema.shape.rows.element.pick({ reason: true, counts: true });
const blocksAtMost = 2000;
const notDeclared = 'no item of this asset declares it: it counts as a process value';

type Item = AssetState['items'][number];

/**
 * Start and actual values of an asset's data blocks. Start values stand in the block's image, actual ones in
 * the items that read them; the addresses that sources give bring both together.
 */
export class DataBlockViews {
  readonly #store: Store;
  readonly #past: Past;
  readonly #cache: ResultCache;

  constructor(parts: { readonly store: Store; readonly past: Past; readonly cache: ResultCache }) {
    this.#store = parts.store;
    this.#past = parts.past;
    this.#cache = parts.cache;
  }

  /** By number; null where there is no such asset. */
  async list(asset: string, at: string | null): Promise<DataBlocks | null> {
    const state = await this.#past.state(asset, at);
    if (state === null) return null;
    const watched = await WatchedMembers.of(this.#store, asset, state);
    const blocks = state.items
      .flatMap(item => {
        const named = dataBlockOf(item.path);
        return named === null ? [] : [{ item, ...named }];
      })
      .sort((a, b) => a.number - b.number);
    const rows: DataBlocks['rows'] = [];
    for (const { item, block } of blocks.slice(0, blocksAtMost)) {
      const { counts, reason } = await this.#counts(asset, state.commit, item, watched);
      rows.push({ block, path: item.path, state: item.state, reason: item.reason ?? reason, counts });
    }
    return { at, rows, truncated: blocks.length > rows.length };
  }

  /** Null where there is no such asset, or no such block whose image was ever read. */
  async one(asset: string, block: string, at: string | null): Promise<DataBlock | null> {
    const state = await this.#past.state(asset, at);
    const path = `raw/${block}.mc7`;
    const item = state?.items.find(each => each.path === path);
    if (state?.commit == null || item === undefined) return null;
    const image = await this.#image(asset, state.commit, path);
    if ('unread' in image) return null;
    const watched = await WatchedMembers.of(this.#store, asset, state);
    const here = await watched.inBlock(dataBlockOf(path)?.number ?? 0);
    const values = valuesOf(image, here);
    const lost = values.filter(value => value.lost === true).map(({ address }) => address);
    return {
      asset,
      block,
      at,
      path,
      commit: state.commit,
      instanceOf: image.instanceOf,
      retain: {
        retained: image.retained,
        says: `attribute bit 5 (non-retain) in the header of the block is ${image.retained ? 'not set' : 'set'}`,
      },
      complete: image.complete,
      values: values.slice(0, dataBlockValuesAtMost),
      more: Math.max(0, values.length - dataBlockValuesAtMost),
      lost: {
        atReset: lost,
        atRestart: image.retained ? null : lost,
        unknown: values.filter(value => value.lost === null).length,
      },
      misplaced: misplacedIn(image, here),
    };
  }

  async #counts(asset: string, commit: string | null, item: Item, watched: WatchedMembers) {
    const number = dataBlockOf(item.path)?.number ?? 0;
    return this.#cache.get(
      dataBlockEngine,
      [asset, item.path, item.sha256, ...watched.shasOf(number)],
      countsSchema,
      async () => {
        const image = await this.#image(asset, commit, item.path);
        if ('unread' in image) return { result: { reason: image.unread, counts: null }, keep: false };
        const values = valuesOf(image, await watched.inBlock(number));
        const counts = {
          values: values.length,
          read: values.filter(({ actual }) => actual.state === 'read').length,
          lost: values.filter(({ lost }) => lost === true).length,
          retained: image.retained,
          complete: image.complete,
        };
        return { result: { reason: null, counts }, keep: true };
      },
    );
  }

  async #image(asset: string, commit: string | null, path: string) {
    const content = await contentAt(this.#store, asset, commit, path);
    if (content.state === 'read') return readDataBlock(path, content.bytes);
    return { unread: content.state === 'unread' ? content.reason : 'its image was never read' };
  }
}

function valuesOf(image: DataBlockImage, watched: ReadonlyMap<string, Watched>): DataBlockValue[] {
  return image.values.map(start => memberValue(start, watched.get(start.address)));
}

function memberValue(start: StartValue, watched: Watched | undefined): DataBlockValue {
  const begins = startText(start);
  const head = { address: start.address, type: start.type, start: begins?.value ?? start.start };
  const unread = (reason: string): DataBlockValue => ({
    ...head,
    actual: { state: 'not-read', reason, member: watched?.member ?? null },
    lost: null,
    note: null,
  });
  if (watched === undefined) return unread(notDeclared);
  if ('reason' in watched.read) return unread(watched.read.reason);
  const { name, type, value, unit } = watched.read.member;
  const text = formatScalar(type, value, name);
  const comparable = begins !== null && begins.type === type && value !== null;
  const declared = begins?.type ?? start.type;
  return {
    ...head,
    actual: {
      state: 'read',
      value: text,
      unit: unit ?? null,
      item: watched.item,
      member: watched.member,
      kind: watched.kind,
    },
    lost: comparable ? text !== begins.value : null,
    note: comparable ? null : `read as ${type}, declared as ${declared}: not compared`,
  };
}

/** Where an item looks for a value and the block begins none. */
function misplacedIn(image: DataBlockImage, watched: ReadonlyMap<string, Watched>): DataBlock['misplaced'] {
  const known = new Set(image.values.map(({ address }) => address));
  return [...watched]
    .filter(([address]) => !known.has(address))
    .map(([address, { item, member }]) => ({ item, member, address }))
    .slice(0, dataBlockValuesAtMost);
}
