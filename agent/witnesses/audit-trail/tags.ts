import { assetIdSchema, itemPathSchema } from '@witnessmark/shared/items';
import { fill, type Pattern, parsePattern, placesOf, type Told } from '@witnessmark/shared/witnesses';
import { z } from 'zod';
import type { AboutAsset } from '../trail/index.ts';

const text = z.string().min(1).max(1000);

/** What a tag of the operator station is in the items of an asset. */
export const tagRuleSchema = z
  .strictObject({
    /** The tag, or a text with places: `Press2/{name}`. */
    tag: text.refine(written => parsePattern(written) !== null, 'a tag, or a text with places like {name}'),
    /** Needed where the witness speaks of several assets. */
    asset: assetIdSchema.optional(),
    /** The item, with places of the tag: `setpoints/{block}.txt`. */
    path: text.optional(),
    /** The member of the item, with places of the tag; the whole item without it. */
    member: text.optional(),
    /** What the trail writes for a value → what the item has for it: `{ On: 'true' }`. */
    values: z.record(z.string().max(200), z.string().max(200)).optional(),
    /** A tag of the station itself: what is written to it is not told. */
    ignore: z.literal(true).optional(),
  })
  .refine(({ path, ignore }) => (path === undefined) === (ignore === true), 'either a path, or ignore: true')
  .refine(({ tag, path = '', member = '' }) => {
    const names = parsePattern(tag)?.names ?? [];
    return [...placesOf(path), ...placesOf(member)].every(place => names.includes(place));
  }, 'path and member have only places that the tag has');
type TagRule = z.infer<typeof tagRuleSchema>;
type Touch = Told['touches'][number];

/** Tags of an operator station, and the items they are. */
export class Tags {
  readonly #assets: readonly string[];
  readonly #exact = new Map<string, TagRule>();
  readonly #rules: readonly { readonly rule: TagRule; readonly pattern: Pattern }[];

  /** The first rule that matches decides, one that names the tag itself before those with places. */
  constructor(assets: readonly string[], rules: readonly TagRule[]) {
    this.#assets = assets;
    const withPlaces: { rule: TagRule; pattern: Pattern }[] = [];
    for (const rule of rules) {
      const pattern = parsePattern(rule.tag);
      if (pattern === null) throw new TypeError(`no text with places: ${rule.tag}`);
      if (/[{}]/.test(rule.tag)) withPlaces.push({ rule, pattern });
      else if (!this.#exact.has(rule.tag)) this.#exact.set(rule.tag, rule);
    }
    this.#rules = withPlaces;
  }

  /**
   * What each asset is told of a record. A write to a tag that no rule knows is told to all of them as what it is, a
   * write of something unknown; a record that touches nothing, such as a log-on, to all.
   */
  about(told: Told): AboutAsset[] {
    if (told.touches.length === 0) return this.#assets.map(asset => ({ asset, told }));
    const touches = new Map<string, Touch[]>();
    for (const touch of told.touches) {
      for (const { asset, as } of this.#placed(touch))
        touches.set(asset, [...(touches.get(asset) ?? []), as]);
    }
    return [...touches].map(([asset, own]) => ({ asset, told: { ...told, touches: own } }));
  }

  #placed(touch: Touch): { asset: string; as: Touch }[] {
    const { device } = touch;
    const found = device === undefined || touch.path !== undefined ? null : this.#find(device);
    if (found?.rule.ignore === true) return [];
    const item = found === null ? null : itemOf(found.rule, found.values);
    if (found === null || item === null) return this.#assets.map(asset => ({ asset, as: touch }));
    const { asset = this.#assets[0] ?? '', values = {} } = found.rule;
    const value = (told: string) => (Object.hasOwn(values, told) ? (values[told] ?? told) : told);
    const { old, new: fresh } = touch;
    const as = {
      ...touch,
      ...item,
      ...(old === undefined ? {} : { old: value(old) }),
      ...(fresh === undefined ? {} : { new: value(fresh) }),
    };
    return [{ asset, as }];
  }

  #find(tag: string): { rule: TagRule; values: ReadonlyMap<string, string> } | null {
    const exact = this.#exact.get(tag);
    if (exact !== undefined) return { rule: exact, values: new Map() };
    for (const { rule, pattern } of this.#rules) {
      const values = pattern.match(tag);
      if (values !== null) return { rule, values };
    }
    return null;
  }
}

/** Null where the places make no item's path: then the tag is one that nobody knows. */
function itemOf(
  { path = '', member }: TagRule,
  values: ReadonlyMap<string, string>,
): { path: string; member?: string } | null {
  const filled = itemPathSchema.safeParse(fill(path, values));
  if (!filled.success) return null;
  if (member === undefined) return { path: filled.data };
  const name = fill(member, values);
  return name === null ? null : { path: filled.data, member: name };
}
