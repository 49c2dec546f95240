import { notationOf, type ReadBlock } from './code.ts';
import type { Instruction } from './instruction.ts';
import { labelsOf } from './listing.ts';
import type { Mnemonics } from './mnemonics.ts';
import { statementText } from './statement-text.ts';

/** A statement of one side: network and line from 1, as the listing counts. */
export interface Place {
  readonly network: number;
  readonly line: number;
  /** The statement as the listing has it. */
  readonly text: string;
}

/** One side of a comparison: its statements in one row. */
export interface Side {
  readonly places: readonly Place[];
  /** What makes two statements the same: everything but where a jump leads. */
  readonly keys: readonly string[];
  /** Index of the statement jumped to; the count of statements for the end; null for what does not jump. */
  readonly targets: readonly (number | null)[];
  readonly operations: readonly string[];
  /** First statement of each network, and the end. */
  readonly starts: readonly number[];
}

export function sideOf(read: ReadBlock, mnemonics: Mnemonics): Side {
  const notation = notationOf(read, mnemonics);
  const labels = labelsOf(read);
  const places: Place[] = [];
  const keys: string[] = [];
  const operations: string[] = [];
  const indexAt = new Map<number, number>();
  const starts: number[] = [];
  const all: Instruction[] = [];
  for (const [network, instructions] of read.networks.entries()) {
    starts.push(all.length);
    for (const [line, instruction] of instructions.entries()) {
      indexAt.set(instruction.at, all.length);
      all.push(instruction);
      const text = statementText(instruction, notation, target => labels.get(target) ?? '');
      places.push({ network: network + 1, line: line + 1, text: text.replace(/;$/, '') });
      keys.push(statementText(instruction, notation, () => '@'));
      operations.push(instruction.known ? instruction.operation : 'DW');
    }
  }
  starts.push(all.length);
  const targets = all.map(instruction => {
    const operand = instruction.known ? instruction.operand : instruction.target;
    return operand?.kind === 'label' ? (indexAt.get(operand.target) ?? all.length) : null;
  });
  return { places, keys, targets, operations, starts };
}

export function keysOf(side: Side, network: number): readonly string[] {
  return side.keys.slice(side.starts[network], side.starts[network + 1]);
}

export function networkKeys(side: Side): (readonly string[])[] {
  return side.starts.slice(0, -1).map((_start, network) => keysOf(side, network));
}

/** Neighbours in one network, in order. */
export function runsOf({ places }: Side, indices: ReadonlySet<number>): number[][] {
  const runs: number[][] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last === index - 1 && places[last]?.network === places[index]?.network)
      run.push(index);
    else runs.push([index]);
  }
  return runs;
}

export function placeOf(side: Side, index: number): Place {
  return side.places[index] ?? { network: 0, line: 0, text: '' };
}
