import type { ReadBlock } from './code.ts';
import type { Instruction, KnownInstruction } from './instruction.ts';
import { labelsOf } from './listing.ts';
import type { Memory, MemoryArea, Operand } from './operand.ts';
import { operandText } from './operand-text.ts';

/** What an operand refers to, as far as the code alone proves it. `at` counts bits, `bits` is the width. */
export type Reference =
  /** A fixed address, timer, counter or block in international mnemonics: `I 0.0`, `MW 10`, `T 5`, `FC 7`. */
  | { readonly kind: 'absolute'; readonly address: string }
  /** A place in a data block that the code itself opened. */
  | { readonly kind: 'data'; readonly block: number; readonly at: number; readonly bits: number }
  /** A place in the instance of the function block. */
  | { readonly kind: 'instance'; readonly at: number; readonly bits: number }
  | { readonly kind: 'local'; readonly at: number; readonly bits: number }
  /** A parameter, by its index among the declaration's members. */
  | { readonly kind: 'parameter'; readonly member: number };

/** Which blocks the registers hold, null where the code before does not prove it. */
interface Registers {
  data: number | null;
  instance: number | 'own' | null;
  /** Whether address register 2 still holds the beginning of the own instance. */
  base: boolean;
}

/**
 * What each instruction refers to, by its place in the code; those that refer to nothing fixed are left out. The
 * registers are followed along straight code: where a jump can arrive nothing is known of them, and in a block
 * with an unknown instruction nothing at all. A called block gives both data block registers back as they were
 * (the CPU keeps them on its block stack); address register 2 it may change.
 */
export function referencesOf(read: ReadBlock): ReadonlyMap<number, Reference> {
  const found = new Map<number, Reference>();
  const instructions = read.networks.flat();
  const followed = instructions.every(({ known }) => known);
  const arrivals = new Set(labelsOf(read).keys());
  const parameters = parameterMembers(read);
  const isInstance = read.block.type === 'FB' || read.block.type === 'SFB';
  const keeps = {
    instance: isInstance && followed && !instructions.some(changesInstance),
    base: isInstance && followed && !instructions.some(changesBase),
  };
  const registers: Registers = { data: null, instance: null, base: false };
  if (isInstance && followed) Object.assign(registers, { instance: 'own', base: true });
  for (const instruction of instructions) {
    if (arrivals.has(instruction.at))
      Object.assign(registers, { data: null, instance: keeps.instance ? 'own' : null, base: keeps.base });
    if (!instruction.known) continue;
    const reference = referenceOf(instruction.operand, registers, parameters);
    if (reference !== null) found.set(instruction.at, reference);
    if (followed) follow(instruction, registers);
  }
  return found;
}

function follow(instruction: KnownInstruction, registers: Registers): void {
  const { operation, operand } = instruction;
  if (operation === 'OPN') {
    const opened = operand?.kind === 'block' ? operand.number : null;
    const register = operand?.kind === 'block' || operand?.kind === 'indirect-block' ? operand.block : 'DB';
    if (register === 'DI') registers.instance = opened;
    else registers.data = opened;
  } else if (operation === 'CDB') {
    const { data, instance } = registers;
    registers.data = instance === 'own' ? null : instance;
    registers.instance = data;
  }
  if (changesBase(instruction)) registers.base = false;
}

function changesInstance(instruction: Instruction): boolean {
  if (!instruction.known) return true;
  const { operation, operand } = instruction;
  if (operation === 'CDB') return true;
  return operation === 'OPN' && (operand?.kind !== 'block' || operand.block === 'DI');
}

function changesBase(instruction: Instruction): boolean {
  return !instruction.known || ['LAR2', '+AR2', 'UC', 'CC'].includes(instruction.operation);
}

function referenceOf(
  operand: Operand | null,
  registers: Registers,
  parameters: readonly number[],
): Reference | null {
  switch (operand?.kind) {
    case 'bit':
      return placed(operand, operand.area, operand.byte * 8 + operand.bit, 1, registers);
    case 'memory':
      return memory(operand, registers);
    case 'indirect':
    case 'indirect-block':
      return memory(operand.pointer, registers);
    case 'register': {
      const { area, register, at, width } = operand;
      const own = area === 'DI' && register === 2 && registers.base && registers.instance === 'own';
      return own ? { kind: 'instance', at, bits: width === 0 ? 1 : width * 8 } : null;
    }
    case 'block': {
      const name = operand.block === 'DI' ? 'DB' : operand.block;
      return { kind: 'absolute', address: `${name} ${operand.number}` };
    }
    case 'timer':
    case 'counter':
      return { kind: 'absolute', address: textOf(operand) };
    case 'parameter': {
      const member = operand.at % 2 === 0 ? parameters[operand.at / 2 - 1] : undefined;
      return member === undefined ? null : { kind: 'parameter', member };
    }
    default:
      return null;
  }
}

function memory(operand: Memory, registers: Registers): Reference | null {
  return placed(operand, operand.area, operand.byte * 8, operand.width * 8, registers);
}

function placed(
  operand: Operand,
  area: MemoryArea,
  at: number,
  bits: number,
  { data, instance }: Registers,
): Reference | null {
  switch (area) {
    case 'L':
      return { kind: 'local', at, bits };
    case 'DB':
      return data === null ? null : { kind: 'data', block: data, at, bits };
    case 'DI':
      if (instance === null) return null;
      return instance === 'own'
        ? { kind: 'instance', at, bits }
        : { kind: 'data', block: instance, at, bits };
    default:
      return { kind: 'absolute', address: textOf(operand) };
  }
}

const plain = {
  mnemonics: 'international',
  parameterName: () => undefined,
  parameterUse: () => undefined,
} as const;

function textOf(operand: Operand): string {
  return operandText(operand, plain);
}

/** Members that an FC or OB reaches as parameters, in the order of their places in MC7. */
function parameterMembers({ block, declaration }: ReadBlock): number[] {
  if (declaration === null || block.type === 'FB' || block.type === 'SFB' || block.type === 'DB') return [];
  return declaration.members.flatMap(({ section }, index) =>
    section === 'TEMP' || section === 'STAT' ? [] : [index],
  );
}
