import { hexBytes } from './bytes.ts';
import { constantText, parseConstantAs } from './constant-text.ts';
import { encode, type Statement } from './encode.ts';
import type { Instruction } from './instruction.ts';
import { mnemonic, operationNamed } from './mnemonics.ts';
import type { ParameterUse } from './operand.ts';
import { type Notation, operandText, parseOperand } from './operand-text.ts';

/** An instruction as STL: `U     M 40.0;`, with the bytes behind it where the text alone would give others. */
export function statementText(
  instruction: Instruction,
  notation: Notation,
  labelAt: (target: number) => string,
): string {
  if (!instruction.known) {
    const { bytes, target } = instruction;
    return target?.kind === 'label'
      ? `${dataText(bytes.subarray(0, 2))} ${labelAt(target.target)};`
      : `${dataText(bytes)};`;
  }
  const { operation, operand, parameters } = instruction;
  const otherCoding = instruction.otherCoding ?? codingOfUse(instruction, notation);
  const name = mnemonic(operation, notation.mnemonics);
  const written =
    operand === null
      ? ''
      : operand.kind === 'label'
        ? labelAt(operand.target)
        : operandText(operand, notation);
  const handed =
    parameters === null || parameters.length === 0
      ? ''
      : ` (${parameters.map(pointer => constantText('POINTER', pointer, notation.mnemonics)).join(', ')})`;
  const statement = `${written === '' && handed === '' ? name : name.padEnd(6)}${written}${handed};`;
  return otherCoding === null ? statement : `${statement} // ${codingMark}${hexBytes(otherCoding)}`;
}

/** The bytes of a statement that uses a parameter as another type than its text would be read as. */
function codingOfUse(statement: Statement, notation: Notation): Uint8Array | null {
  const { operation, operand } = statement;
  if (operand?.kind !== 'parameter' || operand.as === 'pointer') return null;
  if (usesOf(operation, operand.at, notation)[0] === operand.as) return null;
  const bytes = encode(statement, 0);
  return bytes === null ? null : Uint8Array.from(bytes);
}

/** What an operation can use a parameter as, the declared type first. */
function usesOf(operation: Statement['operation'], at: number, notation: Notation): ParameterUse[] {
  const declared = notation.parameterUse(at);
  const uses: ParameterUse[] = [...(declared === undefined ? [] : [declared]), 0, 2, 4, 1, 'FC', 'FB', 'DB'];
  return uses.filter(
    as => encode({ operation, operand: { kind: 'parameter', at, as }, parameters: null }, 0) !== null,
  );
}

/** Behind it stand the bytes of a statement that is coded in another way than the shortest. */
const codingMark = 'coded ';

/** Bytes of unknown meaning: the words of code in hex, an odd last byte alone. */
function dataText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 2)
    parts.push(
      Buffer.from(bytes.subarray(at, at + 2))
        .toString('hex')
        .toUpperCase(),
    );
  return `DW    ${parts.map(part => `16#${part}`).join(' ')}`;
}

/** What one line of a listing says: bytes, with a label where they jump, or a statement, whose label waits for its place. */
export type Line =
  | { readonly kind: 'bytes'; readonly bytes: readonly number[]; readonly label: string | null }
  | {
      readonly kind: 'statement';
      readonly statement: Statement;
      readonly label: string | null;
      readonly length: number;
    };

/** Reads `statementText` back; null for a line that is none. */
export function parseStatement(text: string, notation: Notation): Line | null {
  const [, written = '', comment = ''] = /^(.*?);(?: \/\/ (.*))?$/.exec(text) ?? [];
  if (comment.startsWith(codingMark)) {
    const bytes = comment.slice(codingMark.length).split(' ');
    if (!bytes.every(byte => /^[0-9A-F]{2}$/.test(byte))) return null;
    return { kind: 'bytes', bytes: bytes.map(byte => Number.parseInt(byte, 16)), label: null };
  }
  const [, name = '', rest = ''] = /^(\S+) *(.*)$/.exec(written) ?? [];
  if (name === 'DW') return parseData(rest);
  const operation = operationNamed(name, notation.mnemonics);
  if (operation === undefined) return null;
  const label = /^M\d{3,5}$/.exec(rest)?.[0] ?? null;
  if (label !== null) {
    const statement = { operation, operand: { kind: 'label', target: 0 }, parameters: null } as const;
    return { kind: 'statement', statement, label, length: 4 };
  }
  return parsePlain(operation, rest, notation);
}

function parsePlain(operation: Statement['operation'], rest: string, notation: Notation): Line | null {
  const [, written = '', list] = /^(.*?)(?:^| )?(?:\((P#.*|DW#.*)\))?$/.exec(rest) ?? [];
  const parameters = list?.split(', ').map(text => pointerOf(text, notation)) ?? null;
  const handed = parameters?.filter(pointer => pointer !== null) ?? null;
  if (parameters?.length !== handed?.length) return null;
  for (const operand of operandsMeant(operation, written.trim(), notation)) {
    for (const list of handed !== null ? [handed] : [[], null]) {
      const statement = { operation, operand, parameters: list };
      const length = encode(statement, 0)?.length;
      if (length !== undefined) return { kind: 'statement', statement, label: null, length };
    }
  }
  return null;
}

/** Some texts mean one thing after one operation and another after the next: `P#1.0`, `1`. */
function operandsMeant(
  operation: Statement['operation'],
  text: string,
  notation: Notation,
): Statement['operand'][] {
  if (text === '') return [null];
  const operand = parseOperand(text, notation);
  if (operand?.kind === 'parameter' && operand.as !== 'pointer')
    return usesOf(operation, operand.at, notation).map(as => ({ ...operand, as }));
  const meant: Statement['operand'][] = operand === null ? [] : [operand];
  const offset = parseConstantAs('OFFSET', text, notation.mnemonics);
  if (offset !== null) meant.unshift({ kind: 'constant', type: 'OFFSET', value: offset });
  if (/^\d{1,3}$/.test(text) && operation !== 'L' && operation !== '+')
    meant.unshift({ kind: 'number', value: Number(text) });
  return meant;
}

function pointerOf(text: string, { mnemonics }: Notation): number | null {
  return parseConstantAs('POINTER', text, mnemonics) ?? parseConstantAs('DWORD', text, mnemonics);
}

function parseData(rest: string): Line | null {
  const bytes: number[] = [];
  let label: string | null = null;
  for (const part of rest.split(' ')) {
    const digits = /^16#((?:[0-9A-F]{2}){1,2})$/.exec(part)?.[1];
    if (digits !== undefined && label === null) bytes.push(...Buffer.from(digits, 'hex'));
    else if (label === null && /^M\d{3,5}$/.test(part)) label = part;
    else return null;
  }
  return bytes.length === 0 ? null : { kind: 'bytes', bytes, label };
}
