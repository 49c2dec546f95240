import { tokensOfText, writeKeys, writeLexemes } from '../iec/index.ts';
import type { Operand } from '../model/index.ts';

/** What stands at a contact or a pin, in one writing. */
export function operandOf(text: string): Operand {
  const tokens = tokensOfText(text.trim());
  return { text: writeLexemes(tokens), key: writeKeys(tokens) };
}
