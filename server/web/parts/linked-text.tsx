import { Fragment } from 'react';
import { TagLink } from './tag-link.tsx';

/** Names looked for in one text; more than one network holds of them are left as text. */
const namesAtMost = 400;

/** Where known names stand in a text. */
export type NameFinder = (text: string) => readonly { readonly text: string; readonly isName: boolean }[];

/** Finds names whole: `Level` is not found in `Levels`, and `Tank.Level` before `Tank`. */
export function nameFinder(names: Iterable<string>): NameFinder {
  const wanted = [...new Set(names)]
    .filter(name => name !== '')
    .sort((a, b) => b.length - a.length)
    .slice(0, namesAtMost);
  if (wanted.length === 0) return text => [{ text, isName: false }];
  const any = wanted.map(name => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const found = new RegExp(`(?<![\\p{L}\\p{N}_.])(${any})(?![\\p{L}\\p{N}_])`, 'u');
  return text =>
    text
      .split(found)
      .map((part, at) => ({ text: part, isName: at % 2 === 1 }))
      .filter(part => part.text !== '');
}

/** Text of a program in which known names lead to their history and uses. */
export function LinkedText({
  text,
  find,
  asset,
}: {
  readonly text: string;
  readonly find: NameFinder;
  readonly asset: string;
}) {
  let at = 0;
  return find(visible(text)).map(part => {
    const key = at;
    at += part.text.length;
    return part.isName ? (
      <TagLink key={key} name={part.text} asset={asset} />
    ) : (
      <Fragment key={key}>{part.text}</Fragment>
    );
  });
}

/** Shows control and direction characters instead of obeying them: they can make code read as what it is not. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
