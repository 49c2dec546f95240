import type { Evidence } from './form.ts';
import type { Operation } from './mnemonics.ts';
import type { Operand } from './operand.ts';

/** One instruction of MC7 code. */
export type Instruction = KnownInstruction | UnknownInstruction;

export interface KnownInstruction {
  readonly known: true;
  /** Byte in the code where it begins. */
  readonly at: number;
  readonly length: number;
  readonly operation: Operation;
  readonly operand: Operand | null;
  /** Pointers handed to a called FC or SFC, 32 bits each; null where the call has no parameter list. */
  readonly parameters: readonly number[] | null;
  readonly evidence: Evidence;
  /** Its bytes where assembling the statement would give others; they keep two codings of one statement apart. */
  readonly otherCoding: Uint8Array | null;
}

/** Bytes whose meaning is not known; `target` where the family says that they are a jump. */
export interface UnknownInstruction {
  readonly known: false;
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly target: Operand | null;
}
