import type { Mc7Block } from './block.ts';
import { hasCode } from './block.ts';
import { type Declaration, readDeclaration } from './declaration.ts';
import { decodeCode } from './decode.ts';
import type { Instruction } from './instruction.ts';
import { parametersOf } from './interface-text.ts';
import type { Mnemonics } from './mnemonics.ts';
import type { Notation } from './operand-text.ts';
import { readNetworks } from './segments.ts';

/** A block’s interface and code, read. */
export interface ReadBlock {
  readonly block: Mc7Block;
  /** Null where the image has none. */
  readonly declaration: Declaration | null;
  /** Its networks in order; none for data and for encrypted code. */
  readonly networks: readonly (readonly Instruction[])[];
  /** Whether the segment table said where networks begin. */
  readonly networksFromTable: boolean;
}

/** Reads interface and code of a block; never fails, what is not understood is kept and counted. */
export function readBlock(block: Mc7Block): ReadBlock {
  const declaration = readDeclaration(block.interfacePart);
  if (!hasCode(block)) return { block, declaration, networks: [], networksFromTable: false };
  const instructions = decodeCode(block.body);
  const starts = new Set(instructions.map(({ at }) => at));
  const { ranges, fromTable } = readNetworks(block.segmentTable, block.body.length, at => starts.has(at));
  let next = 0;
  const networks = ranges.map(({ at, length }) => {
    const from = next;
    while (next < instructions.length && (instructions[next]?.at ?? 0) < at + length) next++;
    return instructions.slice(from, next);
  });
  return { block, declaration, networks, networksFromTable: fromTable };
}

/** How operands of this block’s code are written. */
export function notationOf({ block, declaration }: ReadBlock, mnemonics: Mnemonics): Notation {
  const parameter = parametersOf(declaration, block.type);
  return {
    mnemonics,
    parameterName: at => parameter(at)?.name,
    parameterUse: at => parameter(at)?.use,
  };
}
