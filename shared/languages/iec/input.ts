import { decodeText } from '../../encoding/index.ts';
import type { Language, Parsed, Source } from '../model/index.ts';
import { iecLimits } from './limits.ts';
import type { Findings } from './reader.ts';

export interface InputText {
  readonly text: string;
  readonly encoding: string;
}

/** Text of a file; what is text already was decoded by who gives it. */
export function inputText(content: Uint8Array | string): InputText {
  if (typeof content === 'string') return { text: content.replace(/^\uFEFF/, ''), encoding: 'utf-8' };
  const { text, encoding } = decodeText(content);
  return { text, encoding };
}

/** Why a file of this length is not read; null where it is. */
export function tooLong(content: Uint8Array | string): string | null {
  // No encoding has more than four bytes a character.
  const limit = typeof content === 'string' ? iecLimits.characters : iecLimits.characters * 2;
  return content.length > limit ? `more than ${iecLimits.characters} characters` : null;
}

export function refused(says: string): Parsed {
  return { state: 'refused', says };
}

export function parsed(
  language: Language,
  encoding: string,
  writtenBy: string | null,
  units: Source['units'],
  findings: Findings,
  remarks: NonNullable<Source['remarks']> = [],
): Parsed {
  const { noise, unknown, problems } = findings;
  const said = remarks.length === 0 ? {} : { remarks: remarks.map(({ text, line }) => ({ text, line })) };
  return { state: 'read', language, writtenBy, encoding, units, ...said, noise, unknown, problems };
}

/** `brewing` of `Logical/brewing.st`, with either slash. */
export function baseName(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const point = file.lastIndexOf('.');
  return point > 0 ? file.slice(0, point) : file;
}

export function hasEnding(path: string, ...endings: readonly string[]): boolean {
  const lower = path.toLowerCase();
  return endings.some(ending => lower.endsWith(ending));
}
