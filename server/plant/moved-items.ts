import type { ItemDiff, MemberChange } from '@witnessmark/shared/changes';
import { type DataPlace, parseAddresses } from '@witnessmark/shared/mc7';
import { unquote } from '@witnessmark/shared/values';
import type { HeldBlock, MovedItem, Start } from '../attribution/index.ts';
import type { ChangeItemRow, ChangeRow } from '../db/index.ts';
import type { Store } from '../store/index.ts';
import { contentAt } from './contents.ts';
import { dataBlockOf, readDataBlock, startText } from './data-block-image.ts';
import type { Teller } from './teller.ts';

/** A value, fact or item of a change that may be an effect of another one. */
export interface Part {
  readonly path: string;
  readonly member: string | null;
  readonly text: string;
}

/** A change taken apart: what can be an effect of something, and everything it consists of. */
export interface TakenApart {
  readonly items: readonly MovedItem[];
  readonly parts: readonly Part[];
  /** Parts that are not in `parts`: nothing can prove them to be effects. */
  readonly others: number;
  /** False where content could not be read now and may be read later. */
  readonly certain: boolean;
}

type Places = ReadonlyMap<string, ReadonlyMap<string, DataPlace>>;
/** Where value texts stand; differences of anything else prove nothing here and are not made. */
const valueFolders = /^(?:setpoints|recipes|config)\//;
const blockPattern = /^raw\/((?:OB|FC|FB|DB)\d{1,5})\.mc7$/;

/** Turns changes into what the rules of cause and effect look at, reading no more content than they need. */
export class MovedItems {
  readonly #store: Store;
  readonly #teller: Teller;

  constructor(store: Store, teller: Teller) {
    this.#store = store;
    this.#teller = teller;
  }

  /** The values and facts of a change, each with its place. */
  async effectsIn(change: ChangeRow, items: readonly ChangeItemRow[]): Promise<TakenApart> {
    const places = await this.#places(change);
    const moved: MovedItem[] = [];
    const parts: Part[] = [];
    let others = change.items - items.length;
    let certain = true;
    for (const item of items) {
      const telling = item.sign === 'changed' && valueFolders.test(item.path);
      const diff = telling ? await this.#teller.diff(change, item) : null;
      if (diff === null || diff.form !== 'values') {
        others += 1;
        if (diff?.form === 'none') certain = false;
        continue;
      }
      const changed = diff.members.filter(({ sign }) => sign === 'changed');
      others += diff.differing - changed.length + diff.unparsed.length;
      parts.push(...changed.map(member => ({ path: item.path, member: member.name, text: textOf(member) })));
      moved.push(
        item.path === cpuPath(change)
          ? { ...common(change, item), moved: 'facts', members: factsOf(diff) }
          : {
              ...common(change, item),
              moved: 'values',
              members: valuesOf(changed, places.get(item.path)),
              load: await this.#teller.load(change, items),
            },
      );
    }
    return { items: moved, parts, others, certain };
  }

  /**
   * The blocks and facts of a change, as causes of something. Of data blocks only those in `wanted` are opened.
   */
  async causesIn(
    change: ChangeRow,
    items: readonly ChangeItemRow[],
    wanted: ReadonlySet<string>,
  ): Promise<MovedItem[]> {
    const moved: MovedItem[] = [];
    for (const item of items) {
      const block = blockPattern.exec(item.path)?.[1];
      if (block !== undefined) {
        const starts =
          wanted.has(block) && item.new_sha256 !== null ? await this.#starts(change, item.path) : null;
        moved.push({ ...common(change, item), moved: 'block', block, starts: starts?.starts ?? null });
      } else if (item.path === cpuPath(change) && item.sign === 'changed') {
        const diff = await this.#teller.diff(change, item);
        if (diff.form === 'values')
          moved.push({ ...common(change, item), moved: 'facts', members: factsOf(diff) });
      }
    }
    return moved;
  }

  /** Data blocks as the commit of a change holds them. */
  async held(change: ChangeRow, blocks: Iterable<string>): Promise<ReadonlyMap<string, HeldBlock>> {
    const held = new Map<string, HeldBlock>();
    for (const block of blocks) {
      const found = await this.#starts(change, `raw/${block}.mc7`);
      if (found !== null) held.set(block, found);
    }
    return held;
  }

  async #starts(change: ChangeRow, path: string): Promise<HeldBlock | null> {
    if (dataBlockOf(path) === null) return null;
    const content = await contentAt(this.#store, change.asset, change.commit_id, path);
    const image = content.state === 'read' ? readDataBlock(path, content.bytes) : null;
    if (image === null || 'unread' in image) return null;
    const starts = new Map<string, Start>();
    for (const value of image.values) {
      const start = startText(value);
      if (start !== null) starts.set(value.address, start);
    }
    return { retained: image.retained, starts };
  }

  /** Where the values of the change's source lie, as it said in the same commit. */
  async #places(change: ChangeRow): Promise<Places> {
    const path = `config/${sourceOf(change)}.addresses.txt`;
    const content = await contentAt(this.#store, change.asset, change.commit_id, path);
    return content.state === 'read'
      ? parseAddresses(Buffer.from(content.bytes).toString('utf8'))
      : new Map<string, never>();
  }
}

function sourceOf(change: ChangeRow): string {
  return change.stream.slice(change.stream.indexOf('/') + 1);
}

/** Where a source keeps what the controller tells of itself. */
function cpuPath(change: ChangeRow): string {
  return `config/${sourceOf(change)}.txt`;
}

function common(change: ChangeRow, item: ChangeItemRow) {
  return {
    change: change.id,
    ref: change.pos,
    path: item.path,
    lastClean: item.window_from === null ? null : Date.parse(item.window_from),
    firstDirty: Date.parse(item.window_to),
  };
}

type ValueDiff = ItemDiff & { readonly form: 'values' };

function factsOf(diff: ValueDiff) {
  return diff.members.map(({ name, old, new: now }) => ({ name, old: bare(old), now: bare(now) }));
}

/** A fact's text without the quotes of its writing; null where the controller did not tell. */
function bare(text: string | null): string | null {
  if (text === null || text === 'null') return null;
  return text.startsWith('"') ? (unquote(text) ?? text) : text;
}

function valuesOf(members: readonly MemberChange[], places: ReadonlyMap<string, DataPlace> | undefined) {
  return members.map(({ name, type, old, new: now }) => {
    const place = places?.get(name);
    return {
      name,
      type,
      old,
      now,
      place: place === undefined ? null : { block: `DB${place.db}`, address: place.address },
    };
  });
}

function textOf({ name, old, new: now, unit }: MemberChange): string {
  return `${name} ${old ?? 'no value'} → ${now ?? 'no value'}${unit === null ? '' : ` ${unit}`}`;
}
