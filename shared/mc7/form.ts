import type { Operation } from './mnemonics.ts';
import { type Operand, operandClass, operandNumber } from './operand.ts';

/**
 * How surely a coding is known. `proven`: real blocks stand beside an engineering listing or beside what their
 * program must do. `inferred`: the coding completes a family whose other members are proven. Nothing else is
 * in the tables; what is missing is shown word by word and counted.
 */
export type Evidence = 'proven' | 'inferred';

/** What the first word of an instruction says. */
export interface Form {
  readonly word: number;
  readonly operation: Operation;
  /** With its number where the first word holds all of it; else the number is in the bytes that follow. */
  readonly operand: Operand | null;
  readonly extension: 0 | 2 | 4;
  readonly evidence: Evidence;
  /** A call of an FC or SFC: `700B`, a length and the pointers of its parameters follow. */
  readonly call: boolean;
  /** A jump: the extension is a signed distance in words. */
  readonly jump: boolean;
}

/** Codings of one operation and operand class: numbers inside the first word, and at most one with an extension. */
interface Codings {
  readonly complete: Map<number | null, Form>;
  extended: Form | null;
}

/** Every known coding, by first word and by meaning. */
export class FormTable {
  readonly #byWord = new Map<number, Form>();
  readonly #codings = new Map<Form, Codings>();
  readonly #byMeaning = new Map<string, Codings>();

  /** The first form added for a meaning is the one that is assembled. */
  add(
    word: number,
    operation: Operation,
    operand: Operand | null,
    extension: 0 | 2 | 4,
    evidence: Evidence,
    flags: { call?: boolean; jump?: boolean } = {},
  ): void {
    const form = {
      word,
      operation,
      operand,
      extension,
      evidence,
      call: flags.call ?? false,
      jump: flags.jump ?? false,
    };
    if (this.#byWord.has(word)) throw new Error(`word ${word.toString(16)} has two meanings`);
    this.#byWord.set(word, form);
    const key = meaning(operation, operand);
    const codings = this.#byMeaning.get(key) ?? { complete: new Map(), extended: null };
    this.#byMeaning.set(key, codings);
    this.#codings.set(form, codings);
    if (extension > 0) codings.extended ??= form;
    else if (!codings.complete.has(operandNumber(operand)))
      codings.complete.set(operandNumber(operand), form);
  }

  byWord(word: number): Form | undefined {
    return this.#byWord.get(word);
  }

  /** The shortest coding of a statement; null where it has none. */
  coding(operation: Operation, operand: Operand | null): Form | null {
    const codings = this.#byMeaning.get(meaning(operation, operand));
    return codings === undefined ? null : preferred(codings, operandNumber(operand));
  }

  /** Whether a statement of this form is assembled to it again: there is no shorter or earlier coding of it. */
  isPreferred(form: Form, operand: Operand | null): boolean {
    const codings = this.#codings.get(form);
    return codings !== undefined && preferred(codings, operandNumber(operand)) === form;
  }

  get words(): readonly number[] {
    return [...this.#byWord.keys()];
  }
}

function preferred({ complete, extended }: Codings, number: number | null): Form | null {
  return complete.get(number) ?? extended;
}

function meaning(operation: Operation, operand: Operand | null): string {
  return `${operation} ${operandClass(operand)}`;
}
