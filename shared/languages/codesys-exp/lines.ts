import { type Reader, writeKeys, writeLexemes } from '../iec/index.ts';
import type { Operand } from '../model/index.ts';

/** A line of a drawn body: a word of the format, a number behind it, or what an engineer wrote. */
export interface Line {
  /** `_NETWORK`, `_BOX_EXPR`; empty where the line is an engineer's. */
  readonly word: string;
  /** `3` of `_BOX_EXPR : 3`; null where there is none. */
  readonly count: number | null;
  readonly operand: Operand;
  readonly line: number;
}

/** Takes what stands on the next line. */
export function takeLine(reader: Reader): Line | null {
  const { at, line } = reader;
  if (reader.ended) return null;
  while (!reader.ended && reader.line === line) reader.next();
  const lexemes = reader.lexemes(at);
  const [first, colon, number] = lexemes;
  const word = first?.kind === 'name' && /^(?:_[A-Z]|ENABLELIST)/.test(first.key) ? first.key : '';
  const counted = word !== '' && colon?.key === ':' && number?.kind === 'number';
  return {
    word: lexemes.length === 1 || counted ? word : '',
    count: counted ? Number(number.key) : null,
    operand: { text: writeLexemes(lexemes), key: writeKeys(lexemes) },
    line,
  };
}
