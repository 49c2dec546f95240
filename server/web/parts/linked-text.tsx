import { Fragment } from 'react';
import { TagLink } from './tag-link.tsx';

/** Names looked for in one text; more than one network holds of them are left as text. */
const namesAtMost = 400;

interface Part {
  readonly text: string;
  readonly isName: boolean;
}

/** Where known names stand in a text. */
export type NameFinder = (text: string) => readonly Part[];

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

interface Props {
  readonly text: string;
  readonly find: NameFinder;
  readonly asset: string;
  /** Characters that differ from the other side; a name of which any does is marked whole. */
  readonly differs?: { readonly from: number; readonly to: number } | undefined;
}

/** Text of a program in which known names lead to their history and uses. */
export function LinkedText({ text, find, asset, differs }: Props) {
  let at = 0;
  return find(text).flatMap(part => {
    const from = at;
    at += part.text.length;
    return cut(part, from, differs).map(({ text: piece, offset, isMarked }) => {
      const shown = part.isName ? (
        <TagLink name={part.text} asset={asset}>
          {visible(piece)}
        </TagLink>
      ) : (
        visible(piece)
      );
      return isMarked ? (
        <strong key={offset} className="differs">
          {shown}
        </strong>
      ) : (
        <Fragment key={offset}>{shown}</Fragment>
      );
    });
  });
}

interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly isMarked: boolean;
}

/** A part, cut where marking begins and ends; names stay whole. */
function cut({ text, isName }: Part, offset: number, differs: Props['differs']): Piece[] {
  const from = Math.max(0, (differs?.from ?? 0) - offset);
  const to = Math.min(text.length, (differs?.to ?? 0) - offset);
  if (differs === undefined || from >= to) return [{ text, offset, isMarked: false }];
  if (isName) return [{ text, offset, isMarked: true }];
  return [
    { text: text.slice(0, from), offset, isMarked: false },
    { text: text.slice(from, to), offset: offset + from, isMarked: true },
    { text: text.slice(to), offset: offset + to, isMarked: false },
  ].filter(piece => piece.text !== '');
}

/** Shows control and direction characters instead of obeying them: they can make code read as what it is not. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
