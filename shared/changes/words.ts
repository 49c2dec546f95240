import { pathNames } from '../items/index.ts';
import { quote } from '../values/index.ts';
import { clip } from './clip.ts';

const longest = 80;
const valueFolders: ReadonlySet<string> = new Set(['config', 'setpoints', 'recipes']);
const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Text from outside inside a sentence: short, on one line, nothing invisible. */
export function plain(text: string, most: number = longest): string {
  const short = clip(text.trim(), most);
  return invisible.test(short) ? quote(short) : short;
}

/** A name set apart from the sentence. */
export function name(text: string): string {
  return `\`${plain(text).replaceAll('`', "'")}\``;
}

/** What people call an item: `setpoints/DB20.txt` is DB20, `files/Line%203/Main.L5X` is Line 3/Main.L5X. */
export function itemName(path: string): string {
  const [top = '', ...names] = pathNames(path) ?? ['', path];
  const joined = names.join('/');
  if (top === 'raw') return joined.replace(/\.mc7$/, '');
  return valueFolders.has(top) ? joined.replace(/\.txt$/, '') : joined;
}

/** `1 value`, `3 values`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** At most three, then how many are left. */
export function someOf(parts: readonly string[], total: number): string {
  const shown = parts.slice(0, 3);
  const left = total - shown.length;
  return `${shown.join('; ')}${left > 0 ? ` and ${left} more` : ''}`;
}
