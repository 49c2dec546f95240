import type { Access, Operand, Token } from '../model/index.ts';
import { isLexeme, isPast, type Lexeme } from './lexeme.ts';
import { literalToken } from './literal.ts';
import { sclWords } from './scl-words.ts';
import {
  addressOperand,
  bare,
  constantOperand,
  joined,
  nameKey,
  type SymbolPart,
  symbolOperand,
} from './symbol.ts';

const assigning: ReadonlySet<string> = new Set([':=', '+=', '-=', '*=', '/=', '?=']);

/** The names a block declares, in one case. */
export type Names = Pick<ReadonlySet<string>, 'has'>;

interface Slot {
  kind: Token['kind'];
  text: string;
  key: string;
  access?: Access;
}

/**
 * The tokens of a head or a statement. A name with its parts is one token as long as no index stands between them
 * that is worked out: `#list[3].on` is one, `#list[#i].on` begins with `#list` and ends with `.on`. `locals` are
 * the block's own names in one case: classic SCL writes them without `#`.
 */
export function statementTokens(lexemes: readonly Lexeme[], locals: Names): Token[] {
  return new TokenWriter(lexemes, locals).write();
}

class TokenWriter {
  readonly #lexemes: readonly Lexeme[];
  readonly #locals: Names;
  readonly #slots: Slot[] = [];
  #at = 0;
  #depth = 0;
  /** Where the name stands that an index or a call in brackets belongs to. */
  #named = -1;
  readonly #outer: number[] = [];

  constructor(lexemes: readonly Lexeme[], locals: Names) {
    this.#lexemes = lexemes;
    this.#locals = locals;
  }

  write(): Token[] {
    while (this.#at < this.#lexemes.length) this.#one();
    return this.#slots;
  }

  #one(): void {
    const lexeme = this.#lexemes[this.#at];
    if (lexeme === undefined) return;
    switch (lexeme.kind) {
      case 'word':
        if (sclWords.has(lexeme.text.toUpperCase())) this.#keyword(lexeme);
        else this.#name(lexeme);
        break;
      case 'local':
      case 'quoted':
        this.#name(lexeme);
        break;
      case 'address':
        this.#address(lexeme);
        break;
      case 'literal':
        this.#put({ ...literalToken(lexeme.text), text: lexeme.text });
        break;
      case 'number':
        this.#number(lexeme.text);
        break;
      case 'text':
        this.#put({ kind: 'text', text: lexeme.text, key: lexeme.text });
        break;
      case 'mark':
        this.#mark(lexeme);
        break;
      default:
        this.#put({ kind: 'other', text: lexeme.text, key: lexeme.text });
    }
  }

  #put(slot: Slot): void {
    this.#slots.push(slot);
    this.#at++;
  }

  #keyword(lexeme: Lexeme): void {
    this.#put({ kind: 'keyword', text: lexeme.text, key: lexeme.text.toUpperCase() });
  }

  /** A negative number is one constant: what it became, and which way it went, is told of it with its sign. */
  #number(written: string): void {
    const isNegative = this.#slots.at(-1)?.key === '-' && isNoOperand(this.#slots.at(-2));
    if (isNegative) this.#slots.pop();
    const text = isNegative ? `-${written}` : written;
    this.#put({ kind: 'number', text, key: constantOperand(text).key });
  }

  #mark(lexeme: Lexeme): void {
    if (lexeme.text === '(' || lexeme.text === '[') this.#depth++;
    if (lexeme.text === ')' || lexeme.text === ']') this.#depth--;
    const slot = this.#slots[this.#named];
    if (slot !== undefined && this.#isWritten(lexeme)) slot.access = 'write';
    // `&` and AND are one operator.
    if (lexeme.text === '&') this.#put({ kind: 'keyword', text: '&', key: 'AND' });
    else if (lexeme.text === '.' && this.#named >= 0) this.#part();
    else {
      if (lexeme.text === '(' && slot !== undefined && this.#named === this.#slots.length - 1)
        slot.access = 'call';
      this.#bracket(lexeme.text);
      this.#put({ kind: 'operator', text: lexeme.text, key: lexeme.text });
    }
  }

  /** What stands in brackets has names of its own; behind them the name before them goes on. */
  #bracket(text: string): void {
    if (text === '(' || text === '[') {
      this.#outer.push(this.#named);
      this.#named = -1;
    } else if (text === ')' || text === ']') this.#named = this.#outer.pop() ?? -1;
    else if (text !== '.') this.#named = -1;
  }

  #isWritten(lexeme: Lexeme): boolean {
    return this.#depth === 0 && assigning.has(lexeme.text);
  }

  /** `.on` behind an index that was worked out. */
  #part(): void {
    const part = this.#lexemes[this.#at + 1];
    if (part === undefined || !isPart(part)) {
      this.#named = -1;
      this.#put({ kind: 'operator', text: '.', key: '.' });
      return;
    }
    const from = this.#at;
    this.#at++;
    const parts = this.#parts([]);
    const { text, key } = symbolOperand(false, [{ name: '' }, ...parts]);
    if (this.#at === from + 1) this.#at++;
    this.#slots.push({ kind: 'name', text: text.slice(2), key: key.slice(2) });
  }

  #name(lexeme: Lexeme): void {
    const inBrackets = this.#depth > 0;
    const ahead = this.#lexemes[this.#at + 1];
    const isParameter = inBrackets && lexeme.kind !== 'local' && (isMark(ahead, ':=') || isMark(ahead, '=>'));
    if (isParameter) {
      this.#put({ kind: 'name', text: bare(lexeme.text), key: nameKey(bare(lexeme.text)) });
      return;
    }
    const before = this.#lexemes[this.#at - 1];
    const from = this.#at;
    const parts = this.#parts([{ name: bare(lexeme.text.replace(/^#/, '')) }]);
    const written = joined(this.#lexemes.slice(from, this.#at));
    const absolute = lexeme.kind === 'word' ? addressOperand(written) : null;
    const access: Access = isMark(before, '=>') ? 'write' : 'read';
    this.#named = this.#slots.length;
    if (absolute !== null) {
      this.#slots.push({ kind: 'address', ...absolute, access });
      return;
    }
    const first = parts[0];
    const name = first !== undefined && 'name' in first ? first.name : '';
    const local = lexeme.kind === 'local' || (lexeme.kind === 'word' && this.#locals.has(nameKey(name)));
    const operand = this.#past(symbolOperand(local, parts));
    // A word that no declaration of the block has: an instruction, or a symbol of classic SCL without quotes.
    const isPlainWord = lexeme.kind === 'word' && !local;
    const key = isPlainWord ? operand.key.replace(/^"([^"]*)"/, '$1') : operand.key;
    const text = lexeme.kind === 'word' ? written : operand.text;
    this.#slots.push({ kind: 'name', text, key, access });
  }

  /** `"Level":P` reads the input itself, past the process image. */
  #past(operand: Operand): Operand {
    if (!isPast(this.#lexemes[this.#at], this.#lexemes[this.#at + 1])) return operand;
    this.#at += 2;
    return { text: `${operand.text}:P`, key: `${operand.key}:P` };
  }

  /** Parts up to one that is no constant; the place stands behind them. */
  #parts(parts: SymbolPart[]): SymbolPart[] {
    if (parts.length > 0) this.#at++;
    else {
      const first = this.#lexemes[this.#at];
      if (first === undefined) return parts;
      parts.push({ name: bare(first.text) });
      this.#at++;
    }
    for (;;) {
      const mark = this.#lexemes[this.#at];
      const next = this.#lexemes[this.#at + 1];
      if (isMark(mark, '.') && next !== undefined && isPart(next)) {
        parts.push({ name: bare(next.text) });
        this.#at += 2;
      } else if (isMark(mark, '[')) {
        const index = this.#constantIndex();
        if (index === null) return parts;
        parts.push(index);
      } else return parts;
    }
  }

  /** `[3]`, `[1, -2]`; null where it has to be worked out. */
  #constantIndex(): SymbolPart | null {
    const inside: Lexeme[] = [];
    for (let at = this.#at + 1; at < this.#lexemes.length && inside.length < 20; at++) {
      const lexeme = this.#lexemes[at];
      if (lexeme === undefined) return null;
      if (isMark(lexeme, ']')) {
        this.#at = at + 1;
        const index = inside
          .map(each => each.text)
          .join('')
          .replaceAll(',', ', ');
        return { index, indexKey: index };
      }
      if (lexeme.kind !== 'number' && !isMark(lexeme, ',') && !isMark(lexeme, '-')) return null;
      inside.push(lexeme);
    }
    return null;
  }

  #address(lexeme: Lexeme): void {
    const before = this.#lexemes[this.#at - 1];
    this.#named = this.#slots.length;
    const operand = addressOperand(lexeme.text) ?? { text: lexeme.text, key: lexeme.text.toUpperCase() };
    this.#put({ kind: 'address', ...operand, access: isMark(before, '=>') ? 'write' : 'read' });
  }
}

function isMark(lexeme: Lexeme | undefined, text: string): boolean {
  return lexeme !== undefined && lexeme.kind === 'mark' && isLexeme(lexeme, text);
}

/** Whether a minus behind it is the sign of what follows: behind an operand, a value or a bracket that closes it takes away. */
function isNoOperand(slot: Slot | undefined): boolean {
  if (slot?.kind === 'keyword') return slot.key !== 'TRUE' && slot.key !== 'FALSE';
  return slot === undefined || (slot.kind === 'operator' && slot.text !== ')' && slot.text !== ']');
}

function isPart(lexeme: Lexeme): boolean {
  return ['word', 'quoted', 'address', 'number'].includes(lexeme.kind);
}
