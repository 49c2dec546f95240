import { canonicalAddress } from '../../names/index.ts';
import type { Operand } from '../model/index.ts';
import type { Lexeme } from './lexeme.ts';
import { literalToken } from './literal.ts';

/** One part of a symbol: a name, or an index in brackets. */
export type SymbolPart = { readonly name: string } | { readonly index: string; readonly indexKey: string };

const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** A name without its quotes. */
export function bare(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, '') : text;
}

/** A name in the one case it is compared in: STEP 7 tells no names apart by case. */
export function nameKey(name: string): string {
  return name.toUpperCase();
}

/** `#a.b[1]` of a block's own variable, `"DB".x` of any other; parts are quoted only where they must be. */
export function symbolOperand(local: boolean, parts: readonly SymbolPart[]): Operand {
  let text = '';
  let key = '';
  parts.forEach((part, at) => {
    if ('index' in part) {
      text += `[${part.index}]`;
      key += `[${part.indexKey}]`;
      return;
    }
    if (at > 0) {
      text += '.';
      key += '.';
    }
    const isFirst = at === 0;
    const written = isFirst && !local ? `"${part.name}"` : partText(part.name);
    text += isFirst && local ? `#${written}` : written;
    key += isFirst ? `${local ? '#' : ''}${nameKey(written)}` : nameKey(partText(part.name));
  });
  return { text, key };
}

/** `%X3` of a slice stays as it is. */
function partText(name: string): string {
  return plain.test(name) || /^%[XBWD]\d+$/i.test(name) || /^\d+$/.test(name) ? name : `"${name}"`;
}

/** `%DB1.DBX0.0`, `E 0.0`, `MW 4`: one writing for each, null for what is no absolute address. */
export function addressOperand(text: string): Operand | null {
  const upper = text.replace(/\s+/g, '').toUpperCase();
  const [, block, width, place] = /^%?DB(\d{1,5})\.DB([XBWD])(\d{1,5}(?:\.[0-7])?)$/.exec(upper) ?? [];
  if (block !== undefined) return { text, key: `DB ${block}.DB${width} ${place}` };
  const key = canonicalAddress(text);
  return key === null ? null : { text, key };
}

/** The place of a tag as TIA Portal writes it, `%I0.3`, whichever mnemonics a table uses; as written where it is none. */
export function tagAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const key = canonicalAddress(trimmed);
  if (key === null) return trimmed;
  const periphery = /^P[IQ]/.test(key);
  return `%${key.replace(/^P/, '').replace(' ', '')}${periphery ? ':P' : ''}`;
}

/** A constant as it stands at a pin. */
export function constantOperand(text: string): Operand {
  const trimmed = text.trim();
  if (/^(?:true|false)$/i.test(trimmed)) return { text: trimmed.toUpperCase(), key: trimmed.toUpperCase() };
  if (/^[\p{L}\d_]+#/u.test(trimmed)) return { text: trimmed, key: literalToken(trimmed).key };
  if (/^-?\d/.test(trimmed)) return { text: trimmed, key: numberOperandKey(trimmed) };
  return { text: trimmed, key: trimmed.startsWith("'") ? trimmed : nameKey(trimmed) };
}

function numberOperandKey(text: string): string {
  const { key } = literalToken(`X#${text}`);
  return key.slice(2);
}

/** Lexemes of an operand written out once: `#a [ 1 ] . b` as `#a[1].b`. */
export function joined(lexemes: readonly Lexeme[]): string {
  let text = '';
  let before: Lexeme | undefined;
  for (const lexeme of lexemes) {
    if (before !== undefined && apart(before, lexeme)) text += ' ';
    text += lexeme.text;
    before = lexeme;
  }
  return text;
}

const tight = new Set(['.', '[', ']', '(', ')', '..', ';', ':']);

function apart(before: Lexeme, lexeme: Lexeme): boolean {
  if (before.text === ',' || before.text === ':=' || lexeme.text === ':=') return true;
  if (lexeme.text === ',') return false;
  return !(
    tight.has(before.text) ||
    tight.has(lexeme.text) ||
    before.kind === 'mark' ||
    lexeme.kind === 'mark'
  );
}
