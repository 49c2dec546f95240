import type { Bounds, Section } from '../mc7/index.ts';
import type { Scanner, Token } from './scanner.ts';
import { clipped, type DeclaredMember, type DeclaredType, nameLimits } from './source.ts';

/** A declaration that is not understood: its block has no members that could be compared. */
export class NotUnderstood extends Error {}

/** STRING without a length. */
const longestString = 254;
/** Tokens of one initial value; arrays list theirs one by one. */
const initialTokens = 200_000;

/** Reads the members of structures and VAR sections, as STEP 7, SCL and TIA Portal write them. */
export class DeclarationReader {
  readonly #scanner: Scanner;
  #members = 0;
  /** Comments met inside the declaration that is being read. */
  #comments: string[] = [];

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** Members up to the word `end`, which is taken. */
  membersTo(end: string, section: Section, depth = 0): DeclaredMember[] {
    if (depth > nameLimits.depth) throw new NotUnderstood();
    const members: DeclaredMember[] = [];
    for (;;) {
      this.skipComments();
      const token = this.#scanner.take();
      if (isWord(token, end)) {
        this.#takeMark(';');
        return members;
      }
      if (token.kind === 'mark' && token.value === ';') continue;
      members.push(...this.#member(token, section, depth));
    }
  }

  /** Takes comments and attributes that stand here. */
  skipComments(): void {
    while (this.#scanner.peek().kind === 'comment' || this.#scanner.peek().kind === 'attributes')
      this.#scanner.take();
  }

  #member(first: Token, section: Section, depth: number): DeclaredMember[] {
    const names = [this.#name(first)];
    this.#comments = [];
    this.#gather();
    while (this.#takeMark(',')) names.push(this.#name(this.#take()));
    const isView = isWord(this.#scanner.peek(), 'AT');
    if (isView) {
      this.#take();
      this.#name(this.#take());
    }
    if (!this.#takeMark(':')) throw new NotUnderstood();
    const type = this.type(depth);
    this.#initial();
    // A view of another member has no place of its own.
    if (isView) return [];
    this.#members += names.length;
    if (this.#members > nameLimits.members) throw new NotUnderstood();
    const comment = clipped(this.#comments[0] ?? null, nameLimits.comment);
    return names.map(name => ({ name, section, type, comment }));
  }

  type(depth: number): DeclaredType {
    if (depth > nameLimits.depth) throw new NotUnderstood();
    const token = this.#take();
    if (token.kind === 'quoted') return { kind: 'named', name: `"${token.value}"` };
    if (token.kind !== 'word') throw new NotUnderstood();
    const word = token.value.toUpperCase();
    if (word === 'STRUCT') return this.#struct(token, depth);
    if (word === 'ARRAY') return this.#array(depth);
    if (word === 'STRING' || word === 'WSTRING') {
      const capacity = this.#capacity();
      return word === 'STRING'
        ? { kind: 'string', capacity }
        : { kind: 'named', name: `WSTRING [${capacity}]` };
    }
    const number = /^(UDT|FB|SFB)(\d*)$/.exec(word);
    if (number === null) return { kind: 'named', name: token.value };
    return { kind: 'named', name: `${number[1]} ${number[2] === '' ? this.#bound() : Number(number[2])}` };
  }

  #capacity(): number {
    if (!this.#takeMark('[')) return longestString;
    const capacity = this.#bound();
    if (!this.#takeMark(']')) throw new NotUnderstood();
    return capacity;
  }

  /** The comment on the opening line belongs to the structure, those below to its members. */
  #struct(opening: Token, depth: number): DeclaredType {
    const outer = [...this.#comments];
    const next = this.#scanner.peek();
    if (next.kind === 'comment' && next.line === opening.line) outer.push(this.#scanner.take().value);
    const members = this.membersTo('END_STRUCT', 'STAT', depth + 1);
    this.#comments = outer;
    return { kind: 'struct', members };
  }

  #array(depth: number): DeclaredType {
    if (!this.#takeMark('[')) throw new NotUnderstood();
    const bounds: Bounds[] = [];
    do {
      const low = this.#bound();
      if (!this.#takeMark('..')) throw new NotUnderstood();
      bounds.push({ low, high: this.#bound() });
    } while (this.#takeMark(',') && bounds.length < 6);
    if (!this.#takeMark(']') || !isWord(this.#take(), 'OF')) throw new NotUnderstood();
    return { kind: 'array', bounds, element: this.type(depth + 1) };
  }

  /** A bound or length; a constant's name in its place is not known here. */
  #bound(): number {
    const sign = this.#takeMark('-') ? -1 : 1;
    const token = this.#take();
    const value = Number(token.value.replaceAll('_', ''));
    if (token.kind !== 'number' || !Number.isSafeInteger(value)) throw new NotUnderstood();
    return sign * value;
  }

  /** Up to the semicolon, which old sources leave out behind END_STRUCT, and the comment behind it. */
  #initial(): void {
    this.#gather();
    let line = this.#scanner.peek().line;
    if (this.#scanner.peek().value === ':=' || this.#scanner.peek().value === '(') {
      for (let taken = 0; this.#scanner.peek().value !== ';'; taken++) {
        if (taken > initialTokens || this.#take().kind === 'end') throw new NotUnderstood();
      }
    }
    if (this.#scanner.peek().kind === 'mark' && this.#scanner.peek().value === ';')
      line = this.#scanner.take().line;
    const next = this.#scanner.peek();
    if (next.kind === 'comment' && next.line === line) this.#comments.push(this.#scanner.take().value);
  }

  #name(token: Token): string {
    if (token.kind !== 'word' && token.kind !== 'quoted') throw new NotUnderstood();
    const name = clipped(token.value.replace(/^#/, ''), nameLimits.name);
    if (name === null) throw new NotUnderstood();
    return name;
  }

  #gather(): void {
    for (;;) {
      const { kind } = this.#scanner.peek();
      if (kind !== 'comment' && kind !== 'attributes') return;
      const { value } = this.#scanner.take();
      if (kind === 'comment') this.#comments.push(value);
    }
  }

  /** The next token that is no comment. */
  #take(): Token {
    this.#gather();
    return this.#scanner.take();
  }

  #takeMark(mark: string): boolean {
    this.#gather();
    const { kind, value } = this.#scanner.peek();
    const found = kind === 'mark' && value === mark;
    if (found) this.#scanner.take();
    return found;
  }
}

export function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.value.toUpperCase() === word;
}
