import { numberKey, tokensOfText, writeKeys } from '../iec/index.ts';
import type { Operand } from '../model/index.ts';

const plain = /^[A-Za-z_\\][\w.:\\]*(?:\[[\w.:,]+\][\w.]*)*$/;
const number = /^[-+]?\d[\w#.]*(?:e[-+]?\d+)?$/i;

/** What stands at an instruction: a tag, a constant, an expression. Names have no case, constants are compared by value. */
export function operandOf(written: string): Operand {
  const text = written.trim();
  return { text, key: operandKey(text) };
}

function operandKey(text: string): string {
  if (plain.test(text)) return text.toUpperCase();
  if (number.test(text)) return `${text.startsWith('-') ? '-' : ''}${numberKey(text.replace(/^[-+]/, ''))}`;
  return writeKeys(tokensOfText(text));
}
