import type { Attribute } from './attribute.ts';

/** A piece of code that is numbered and titled by itself; languages without networks have one. */
export interface Network {
  /** As the engineering tool shows it: `4`, or the rung's number; empty where it shows none. */
  readonly number: string;
  readonly title: string | null;
  readonly comment: string | null;
  /** `LAD`, `FBD`, `STL`, `SCL`, `ST`, `RLL`, `SFC`, `GRAPH`, `IL`. */
  readonly language: string;
  readonly attributes: readonly Attribute[];
  readonly body: Body;
  readonly line: number;
}

export type Body =
  | { readonly form: 'statements'; readonly statements: readonly Statement[] }
  | { readonly form: 'circuits'; readonly circuits: readonly Circuit[] }
  | { readonly form: 'blocks'; readonly blocks: readonly FunctionBox[] }
  | { readonly form: 'chart'; readonly chart: Chart };

/**
 * A statement of a text language; `IF`, `CASE` and loops hold others. Tokens, not layout: white space is none.
 * An `if` holds what is done if it is true and, after that, its `elsif`s and its `else`; a `case` its selections.
 */
export interface Statement {
  readonly kind:
    | 'assignment'
    | 'call'
    | 'if'
    | 'elsif'
    | 'else'
    | 'case'
    | 'selection'
    | 'loop'
    | 'jump'
    | 'return'
    | 'label'
    | 'instruction'
    | 'other';
  /** The head without what it holds, in canonical writing, for comparison and to be shown. */
  readonly tokens: readonly Token[];
  readonly holds: readonly Statement[];
  readonly comment: string | null;
  readonly line: number;
}

export interface Token {
  readonly kind:
    | 'name'
    | 'keyword'
    | 'number'
    | 'duration'
    | 'date'
    | 'text'
    | 'address'
    | 'operator'
    | 'other';
  /** As it is shown. */
  readonly text: string;
  /** As it is compared: `T#2000ms` for `T#2s`, one case where the language ignores case. */
  readonly key: string;
  /** What a name does here, where the grammar tells. A name without it is a parameter, or a part of the name before it. */
  readonly access?: Access;
}

export type Access = 'read' | 'write' | 'call' | 'type';

/** A ladder rung as an expression: what lies in series, what in parallel, from the left rail to the right. */
export type Circuit =
  | { readonly is: 'series'; readonly parts: readonly Circuit[] }
  | { readonly is: 'parallel'; readonly branches: readonly Circuit[] }
  /** `memory` is the bit an edge is kept in, where the engineer names one; compared. */
  | {
      readonly is: 'contact';
      readonly kind: ContactKind;
      readonly operand: Operand;
      readonly memory?: Operand;
    }
  | { readonly is: 'coil'; readonly kind: CoilKind; readonly operand: Operand; readonly memory?: Operand }
  | { readonly is: 'box'; readonly box: FunctionBox }
  /** A connection the graph cannot express in series and parallel: kept as text, shown, compared. */
  | { readonly is: 'verbatim'; readonly text: string };

export type ContactKind = 'open' | 'closed' | 'rising' | 'falling';
export type CoilKind = 'coil' | 'negated' | 'set' | 'reset' | 'rising' | 'falling' | 'jump' | 'return';

/** What stands at a contact, a coil or a pin: a name, an address, a constant, an expression. */
export interface Operand {
  readonly text: string;
  readonly key: string;
}

/** An instruction with pins: a timer, a comparison, a call. */
export interface FunctionBox {
  /** `TON`, `ADD`, `FB_Motor`. */
  readonly type: string;
  readonly instance: Operand | null;
  readonly inputs: readonly Pin[];
  readonly outputs: readonly Pin[];
  readonly comment: string | null;
}

export interface Pin {
  readonly name: string;
  readonly negated: boolean;
  /** What is connected: an operand, what flows in from a box, or nothing. */
  readonly from: Operand | FunctionBox | Circuit | null;
  /** The power of the rung comes in here, or goes on from here; nothing else is connected then. */
  readonly power?: true;
}

/** Steps and transitions of SFC and GRAPH. */
export interface Chart {
  readonly steps: readonly Step[];
  readonly transitions: readonly Transition[];
}

export interface Step {
  readonly name: string;
  readonly initial: boolean;
  readonly actions: readonly {
    readonly qualifier: string;
    readonly time: string | null;
    readonly does: Operand | readonly Statement[];
  }[];
  /** What watches or holds back the step: supervisions and interlocks. */
  readonly conditions?: readonly { readonly name: string; readonly body: Body }[];
  readonly comment: string | null;
}

export interface Transition {
  readonly name: string;
  /** The how many-th of several that one step leads to is looked at; none where the language or the file says none. */
  readonly priority?: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly condition: Body;
}
