import { itemPath } from '../items/index.ts';
import { formatValueText, type Member, parseValueText } from '../values/index.ts';

/** Where in a controller a member of a value text was read from. */
export interface WatchedMember {
  /** The item's path and the member's name in it. */
  readonly path: string;
  readonly member: string;
  readonly area: 'DB' | 'M' | 'I' | 'Q';
  /** Number of the data block; of no meaning in the other areas. */
  readonly db: number;
  readonly byte: number;
  /** 0..7 of a single bit; null for everything wider. */
  readonly bit: number | null;
  readonly bytes: number;
}

/** A place in a data block: its number, and byte and bit as `dataValues` writes them. */
export interface DataPlace {
  readonly db: number;
  readonly address: string;
}

/** The item in which a source says at which addresses it reads its values. No source's name has a dot. */
export function addressesPath(source: string): string {
  return itemPath('config', `${source}.addresses.txt`);
}

/**
 * The text of that item: a member a line, named by the item it is in, `setpoints/DB20.txt:Tank1.LevelSP =
 * "DB20.DBD4"  # String`. A member that is named twice keeps its first address.
 */
export function formatAddresses(members: Iterable<WatchedMember>): string {
  const lines = new Map<string, Member>();
  for (const each of members) {
    const name = `${each.path}:${each.member}`;
    if (!lines.has(name)) lines.set(name, { name, type: 'String', value: addressOf(each) });
  }
  return formatValueText(lines.values());
}

/** Item path → member name → place, of members that lie in data blocks. Total: takes any text. */
export function parseAddresses(text: string): ReadonlyMap<string, ReadonlyMap<string, DataPlace>> {
  const places = new Map<string, Map<string, DataPlace>>();
  for (const { name, value } of parseValueText(text).members) {
    const cut = name.indexOf(':');
    const place = typeof value === 'string' ? placeOf(value) : null;
    if (cut < 0 || place === null) continue;
    const path = name.slice(0, cut);
    const item = places.get(path) ?? new Map<string, DataPlace>();
    places.set(path, item.set(name.slice(cut + 1), place));
  }
  return places;
}

const widths: Readonly<Record<number, string>> = { 1: 'B', 2: 'W', 4: 'D' };

function addressOf({ area, db, byte, bit, bytes }: WatchedMember): string {
  const where = area === 'DB' ? `DB${db}.DB` : area;
  if (bit !== null) return `${where}${area === 'DB' ? 'X' : ''}${byte}.${bit}`;
  return `${where}${widths[bytes] ?? 'B'}${byte}`;
}

const place = /^DB(\d{1,5})\.DB[XBWD](\d{1,5})(?:\.([0-7]))?$/;

function placeOf(text: string): DataPlace | null {
  const match = place.exec(text);
  return match === null ? null : { db: Number(match[1]), address: `${Number(match[2])}.${match[3] ?? 0}` };
}
