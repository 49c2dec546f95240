import { signed16, toBytes } from './bytes.ts';
import { forms } from './forms.ts';
import type { Operation } from './mnemonics.ts';
import { type Operand, operandNumber } from './operand.ts';

/** What of an instruction makes its bytes. */
export interface Statement {
  readonly operation: Operation;
  readonly operand: Operand | null;
  readonly parameters: readonly number[] | null;
}

/**
 * The bytes of a statement that stands at byte `at` of the code, in its shortest coding; null where it has
 * none (a number out of range, a jump too far, parameters for what takes none).
 */
export function encode({ operation, operand, parameters }: Statement, at: number): number[] | null {
  const form = forms().coding(operation, operand);
  if (form === null || (parameters !== null && !form.call)) return null;
  const bytes = toBytes(form.word, 2);
  if (form.extension > 0) {
    const value = extensionOf(operation, operand, at);
    if (value === null || value < 0 || value >= 256 ** form.extension) return null;
    bytes.push(...toBytes(value, form.extension));
  }
  if (parameters !== null) {
    const words = 2 + 2 * parameters.length;
    if (words > 0xffff) return null;
    bytes.push(0x70, 0x0b, ...toBytes(words, 2));
    for (const pointer of parameters) bytes.push(...toBytes(pointer, 4));
  }
  return bytes;
}

function extensionOf(operation: Operation, operand: Operand | null, at: number): number | null {
  if (operand?.kind === 'label') return jumpWord(operation, operand.target - at);
  if (operand?.kind === 'distance') return operand.words & 0xffff;
  return operandNumber(operand);
}

/** The distance of a jump as it is coded; null where it is odd or too far. */
export function jumpWord(operation: Operation | null, distance: number): number | null {
  if (operation === 'JL') {
    const entries = distance / 4 - 1;
    return Number.isInteger(entries) && entries >= 0 && entries <= 0xffff ? entries : null;
  }
  const words = distance / 2;
  return Number.isInteger(words) && signed16(words) === words ? words & 0xffff : null;
}
