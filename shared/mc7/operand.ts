/** Areas by their code in MC7: the high nibble of most operations, and the low one of a pointer’s first byte. */
export const areas = ['P', 'I', 'Q', 'M', 'DB', 'DI', 'L', 'V'] as const;
export type Area = (typeof areas)[number];

export type MemoryArea = 'PI' | 'PQ' | Exclude<Area, 'P' | 'V'>;
export type Width = 1 | 2 | 4;

/** A byte, word or double word at a fixed address. */
export interface Memory {
  readonly kind: 'memory';
  readonly area: MemoryArea;
  readonly width: Width;
  readonly byte: number;
}

export type ConstantType =
  | 'INT'
  | 'DINT'
  | 'BYTE'
  | 'WORD'
  | 'DWORD'
  | 'BIN16'
  | 'BIN32'
  | 'REAL'
  | 'POINTER'
  | 'OFFSET'
  | 'S5TIME'
  | 'TIME'
  | 'DATE'
  | 'TOD'
  | 'COUNT'
  | 'CHARS2'
  | 'CHARS4'
  | 'BYTES2'
  | 'BYTES4';

/** Conditions of the status word that a bit instruction can ask. */
export type StatusBit = '>0' | '<0' | '<>0' | '==0' | '>=0' | '<=0' | 'BR';

export type Operand =
  | { readonly kind: 'bit'; readonly area: MemoryArea; readonly byte: number; readonly bit: number }
  | Memory
  /** By address register; `area` null where the register holds it too; `width` 0 is a bit; `at` counts bits. */
  | {
      readonly kind: 'register';
      readonly area: MemoryArea | null;
      readonly width: 0 | Width;
      readonly register: 1 | 2;
      readonly at: number;
    }
  /** What lies where a double word of memory points; `width` 0 is a bit. */
  | {
      readonly kind: 'indirect';
      readonly area: MemoryArea;
      readonly width: 0 | Width;
      readonly pointer: Memory;
    }
  /** A block whose number stands in a word of memory. */
  | { readonly kind: 'indirect-block'; readonly block: 'DB' | 'DI' | 'FC' | 'FB'; readonly pointer: Memory }
  | { readonly kind: 'block'; readonly block: CalledBlock; readonly number: number }
  | { readonly kind: 'timer' | 'counter'; readonly number: number }
  /** A block parameter of the block itself; `at` is its place as MC7 counts: 2 is the first. */
  | { readonly kind: 'parameter'; readonly at: number; readonly as: ParameterUse }
  /** `value` is the raw pattern of 8, 16 or 32 bits, unsigned. */
  | { readonly kind: 'constant'; readonly type: ConstantType; readonly value: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'status'; readonly bit: StatusBit }
  /** The number of the open data block. */
  | { readonly kind: 'open-block'; readonly register: 'DBNO' | 'DINO' }
  /** A jump to the instruction at this byte of the code. */
  | { readonly kind: 'label'; readonly target: number }
  /** A jump that leads to no instruction, by its distance in words. */
  | { readonly kind: 'distance'; readonly words: number };

/** What a parameter is used as: bits, bytes, words, double words, a block of its type, or the pointer to it (`P##IN0`). */
export type ParameterUse = 0 | Width | 'FC' | 'FB' | 'DB' | 'pointer';

export type CalledBlock = 'DB' | 'DI' | 'FC' | 'FB' | 'SFC' | 'SFB';

/** What an operand is, without its number: one class is coded in one way. */
export function operandClass(operand: Operand | null): string {
  if (operand === null) return '';
  switch (operand.kind) {
    case 'bit':
      return `bit ${operand.area} ${operand.bit}`;
    case 'memory':
      return `memory ${operand.area} ${operand.width}`;
    case 'register':
      return `register ${operand.area ?? ''} ${operand.width} ${operand.register}`;
    case 'indirect':
      return `indirect ${operand.area} ${operand.width} ${operand.pointer.area} ${operand.pointer.width}`;
    case 'indirect-block':
      return `indirect-block ${operand.block} ${operand.pointer.area} ${operand.pointer.width}`;
    case 'block':
      return `block ${operand.block}`;
    case 'constant':
      return `constant ${operand.type}`;
    case 'status':
      return `status ${operand.bit}`;
    case 'open-block':
      return operand.register;
    case 'parameter':
      return `parameter ${operand.as}`;
    case 'label':
    case 'distance':
      return 'jump';
    default:
      return operand.kind;
  }
}

/** The number of an operand beside its class; null for one that has none of its own. */
export function operandNumber(operand: Operand | null): number | null {
  if (operand === null) return null;
  switch (operand.kind) {
    case 'bit':
    case 'memory':
      return operand.byte;
    case 'register':
    case 'parameter':
      return operand.at;
    case 'indirect':
    case 'indirect-block':
      return operand.pointer.byte;
    case 'block':
    case 'timer':
    case 'counter':
      return operand.number;
    case 'constant':
    case 'number':
      return operand.value;
    default:
      return null;
  }
}

/** The same class with another number. */
export function withNumber(operand: Operand, number: number): Operand {
  switch (operand.kind) {
    case 'bit':
    case 'memory':
      return { ...operand, byte: number };
    case 'register':
    case 'parameter':
      return { ...operand, at: number };
    case 'indirect':
      return { ...operand, pointer: { ...operand.pointer, byte: number } };
    case 'indirect-block':
      return { ...operand, pointer: { ...operand.pointer, byte: number } };
    case 'block':
      return { ...operand, number };
    case 'timer':
    case 'counter':
      return { ...operand, number };
    case 'constant':
    case 'number':
      return { ...operand, value: number };
    default:
      return operand;
  }
}
