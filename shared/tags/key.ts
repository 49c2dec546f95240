import { referenceKey } from '../languages/index.ts';

/** Characters of a key; what is longer is found under its beginning. */
export const keyAtMost = 400;

/**
 * Under what a name is looked for: one case, no quotes, marks of a language, blanks or control characters, NFC.
 * Empty for a text that names nothing. Any text is taken.
 */
export function tagKey(name: string): string {
  return referenceKey(name.normalize('NFC').replace(/\p{Cc}/gu, ''))
    .slice(0, keyAtMost)
    .toWellFormed();
}

/** The things a key is a part of, from the outside in: `TANK[1].LEVEL` is part of `TANK` and of `TANK[1]`. */
export function wholesOf(key: string): string[] {
  const wholes: string[] = [];
  for (let at = 1; at < key.length && wholes.length < wholesAtMost; at++)
    if (key[at] === '.' || key[at] === '[') wholes.push(key.slice(0, at));
  return wholes;
}

/** Parts within parts that a name is found under. */
const wholesAtMost = 20;

/** A run of keys in the order of their bytes; `from` is in it, `to` is not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** Where the keys of a thing's members and elements lie, beside its own. */
export function partRanges(key: string): readonly KeyRange[] {
  return [
    { from: `${key}.`, to: `${key}/` },
    { from: `${key}[`, to: `${key}\\` },
  ];
}

/** Where the keys lie that begin like this one. */
export function prefixRange(key: string): KeyRange {
  return { from: key, to: `${key}\u{10ffff}` };
}
