import type { Statement, Token } from '../model/index.ts';
import { expression, type OpenToken, push } from './expression.ts';
import { instructions } from './instructions.ts';
import { type Findings, noFindings, Reader } from './reader.ts';
import { allStatements } from './statements.ts';
import { type TypeText, typeText, type ValueText, valueText } from './type-text.ts';

/** A type that stands by itself, as documents keep it. */
export function typeOfText(text: string): Omit<TypeText, 'made'> {
  const reader = new Reader(text, noFindings(), []);
  const { type, typeKey, range } = typeText(reader);
  return reader.ended ? { type, typeKey, range } : { type: text, typeKey: text.toUpperCase(), range: null };
}

/** A value that stands by itself; what is none in the grammar is compared as it is written. */
export function valueOfText(text: string): ValueText {
  const reader = new Reader(text, noFindings(), []);
  const value = valueText(reader, []);
  return value === null || !reader.ended ? { value: text, valueKey: text } : value;
}

/** An expression that stands by itself, as tokens; what does not fit the grammar is among them all the same. */
export function tokensOfText(text: string): readonly Token[] {
  const reader = new Reader(text, noFindings(), []);
  const out: OpenToken[] = [];
  expression(reader, out);
  while (!reader.ended) push(reader, out);
  return out;
}

/** A body that stands by itself, and the comments behind its last statement; `nested` says whether comments nest. */
export function bodyOfText(
  text: string,
  language: 'ST' | 'IL',
  findings: Findings,
  where: readonly string[],
  line: number,
  nested = true,
): { readonly statements: readonly Statement[]; readonly comment: string | null } {
  const reader = new Reader(text, findings, where, { line, nested });
  const statements = language === 'IL' ? instructions(reader, () => false) : allStatements(reader);
  return { statements, comment: reader.remarksBefore() };
}
