import { Refusal, siemensLimits } from './limits.ts';

export type LexemeKind =
  | 'word'
  /** `#name`, `#"name"`. */
  | 'local'
  /** `"name"`. */
  | 'quoted'
  | 'number'
  /** A typed one: `T#2s`, `16#FF`, `WSTRING#'x'`, `wire#w1`. */
  | 'literal'
  | 'text'
  /** `%I0.0`, and the slice `%X15`. */
  | 'address'
  | 'mark'
  | 'other'
  | 'end';

export interface Lexeme {
  readonly kind: LexemeKind;
  /** As it is written. */
  readonly text: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** A comment without its marks. */
export interface Remark {
  readonly text: string;
  readonly line: number;
}

const patterns = {
  word: /[\p{L}_][\p{L}\p{N}_]*/uy,
  local: /#(?:"[^"\n]*"?|[\p{L}_][\p{L}\p{N}_]*)/uy,
  quoted: /"[^"\n]*"?/y,
  text: /'(?:[^'$\n]|\$[^\n])*'?/y,
  number: /\d[\d_]*(?:#[0-9A-Fa-f_]+|(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)/y,
  address: /%[A-Za-z]+\d+(?:\.[A-Za-z]*\d+)*(?::P)?/y,
  mark: /:=|=>|\.\.|<=|>=|<>|\*\*|\+=|-=|\*=|\/=|\?=|[-+*/=<>&.,;:()[\]{}^|!@]/y,
};
/** What stands behind the `#` of a typed literal, by its type. */
const bodies = {
  date: /[\d:._-]*/y,
  duration: /[-+]?[\d._a-zA-Z]*/y,
  pointer: /(?:"[^"\n]*"\.|[A-Za-z]{2}\d+\.)?#?[A-Za-z]*[ ]?[\d_A-Za-z]*(?:\.\d+)?/y,
  bytes: /\([\d, ]*\)?/y,
  other:
    /[-+]?(?:\d[\d_]*(?:#[0-9A-Fa-f_]+|(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)|[\p{L}_][\p{L}\p{N}_]*)|'(?:[^'$\n]|\$[^\n])*'?|"[^"\n]*"?/uy,
};
const dates = new Set([
  'D',
  'DATE',
  'DT',
  'DATE_AND_TIME',
  'LDT',
  'DTL',
  'TOD',
  'TIME_OF_DAY',
  'LTOD',
  'LTIME_OF_DAY',
]);
const durations = new Set(['T', 'TIME', 'LT', 'LTIME', 'S5T', 'S5TIME']);

/**
 * Gives the lexemes of SCL, of declarations and of SIMATIC SD one after the other; comments are gathered beside
 * them. Whatever the text holds becomes a lexeme. Sources: Siemens, "S7-SCL V5.3 for S7-300/400" (A5E00324650),
 * chapter 5; "Programming guideline for S7-1200/1500", data types and literals.
 */
export class Lexer {
  readonly text: string;
  #at: number;
  #line: number;
  #count = 0;
  #next: Lexeme | null = null;
  #remarks: Remark[] = [];
  #last: Lexeme | null = null;
  readonly #end: number;

  constructor(text: string, from = 0, line = 1, end = text.length) {
    this.text = text;
    this.#at = from;
    this.#line = line;
    this.#end = end;
  }

  peek(): Lexeme {
    this.#next ??= this.#scan();
    return this.#next;
  }

  take(): Lexeme {
    const lexeme = this.peek();
    if (lexeme.kind !== 'end') {
      this.#next = null;
      this.#last = lexeme;
    }
    return lexeme;
  }

  /** The lexeme taken last; null at the beginning. */
  get last(): Lexeme | null {
    return this.#last;
  }

  /** Whether a mark or a word of the language comes next; words in any case. */
  is(text: string): boolean {
    return isLexeme(this.peek(), text);
  }

  takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  /** The rest of the line behind the last lexeme taken, without what ends it; comments in it are text. */
  takeLine(): string {
    const from = this.#next === null ? this.#at : this.#next.from;
    if (this.#next !== null) this.#line = this.#next.line;
    this.#next = null;
    const found = this.text.indexOf('\n', from);
    const to = found < 0 || found > this.#end ? this.#end : found;
    this.#at = Math.min(to + 1, this.#end);
    if (found >= 0 && found < this.#end) this.#line++;
    return this.text.slice(from, to).replace(/\r$/, '');
  }

  /** Where the next character is read, behind the last lexeme taken. */
  get position(): { readonly at: number; readonly line: number } {
    return this.#next === null
      ? { at: this.#at, line: this.#line }
      : { at: this.#next.from, line: this.#next.line };
  }

  /** Goes back or on to a place of the text; comments that were not asked for are read again where they come again. */
  goTo(at: number, line: number): void {
    this.#next = null;
    this.#remarks = [];
    this.#at = at;
    this.#line = line;
  }

  /** The comments met since they were asked for, those before the next lexeme included. */
  remarks(): Remark[] {
    this.peek();
    const remarks = this.#remarks;
    this.#remarks = [];
    return remarks;
  }

  /** Comments that were asked for and belong to nothing there. */
  giveBack(remarks: readonly Remark[]): void {
    this.#remarks.unshift(...remarks);
  }

  /** Those of them that begin on this line: they belong to what stands before them. */
  remarksOn(line: number): Remark[] {
    this.peek();
    const remarks: Remark[] = [];
    while (this.#remarks[0]?.line === line) remarks.push(...this.#remarks.splice(0, 1));
    return remarks;
  }

  #scan(): Lexeme {
    this.#passBlanks();
    if (++this.#count > siemensLimits.lexemes)
      throw new Refusal(`more than ${siemensLimits.lexemes} words and marks`);
    const from = this.#at;
    if (from >= this.#end) return { kind: 'end', text: '', line: this.#line, from: this.#end, to: this.#end };
    const kind = this.#kindAt(from);
    let to = kind === 'other' ? from : this.#match(patterns[kind], from);
    let is: LexemeKind = kind;
    if (to === from) {
      // Not a lexeme of any kind; both halves of a character beyond the basic plane go together.
      to = from + ((this.text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
      is = 'other';
    } else if (kind === 'word' && this.text.charCodeAt(to) === 35) {
      const end = this.#body(this.text.slice(from, to).toUpperCase(), to + 1);
      if (end > to + 1) {
        to = end;
        is = 'literal';
      }
    } else if (kind === 'number' && this.text.slice(from, to).includes('#')) is = 'literal';
    this.#at = Math.min(to, this.#end);
    return { kind: is, text: this.text.slice(from, this.#at), line: this.#line, from, to: this.#at };
  }

  #kindAt(from: number): Exclude<LexemeKind, 'literal' | 'end'> {
    const code = this.text.charCodeAt(from);
    if (code >= 48 && code <= 57) return 'number';
    if (code === 35) return 'local';
    if (code === 34) return 'quoted';
    if (code === 39) return 'text';
    if (code === 37) return 'address';
    if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95) return 'word';
    return code < 128 ? 'mark' : 'word';
  }

  #body(type: string, from: number): number {
    if (dates.has(type)) return this.#match(bodies.date, from);
    if (durations.has(type)) return this.#match(bodies.duration, from);
    if (type === 'P') return this.#match(bodies.pointer, from);
    if (this.text.charCodeAt(from) === 40) return this.#match(bodies.bytes, from);
    return this.#match(bodies.other, from);
  }

  #match(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.test(this.text) ? pattern.lastIndex : from;
  }

  #passBlanks(): void {
    const { text } = this;
    while (this.#at < this.#end) {
      const code = text.charCodeAt(this.#at);
      if (code === 10) {
        this.#line++;
        this.#at++;
      } else if (code <= 32 || code === 0xa0 || code === 0xfeff) this.#at++;
      else if (!this.#passRemark(code)) return;
    }
  }

  #passRemark(code: number): boolean {
    const next = this.text.charCodeAt(this.#at + 1);
    if (code === 47 && next === 47) return this.#remark(2, '\n', 0);
    if (code === 40 && next === 42) return this.#remark(2, '*)', 2);
    // `(/* … */)` is TIA Portal's comment in several languages.
    if (code === 40 && next === 47 && this.text.charCodeAt(this.#at + 2) === 42)
      return this.#remark(3, '*/)', 3);
    return code === 47 && next === 42 && this.#remark(2, '*/', 2);
  }

  /** A comment without an end is one up to the end of the text, as the engineering tool shows it. */
  #remark(opening: number, ending: string, closing: number): boolean {
    const from = this.#at + opening;
    const found = this.text.indexOf(ending, from);
    const to = found < 0 || found > this.#end ? this.#end : found;
    const inside = this.text.slice(from, to);
    const text = inside.replace(/\s+/g, ' ').trim();
    if (text !== '') this.#remarks.push({ text, line: this.#line });
    for (let at = inside.indexOf('\n'); at >= 0; at = inside.indexOf('\n', at + 1)) this.#line++;
    this.#at = Math.min(to + closing, this.#end);
    return true;
  }
}

/** Whether a lexeme is this mark, or this word in any case. */
export function isLexeme(lexeme: Lexeme, text: string): boolean {
  if (lexeme.kind === 'mark') return lexeme.text === text;
  return lexeme.kind === 'word' && lexeme.text.toUpperCase() === text;
}

export function textOfRemarks(remarks: readonly Remark[]): string | null {
  return remarks.length === 0 ? null : remarks.map(remark => remark.text).join('\n');
}

/** Whether `:P` stands behind a tag, without a blank. */
export function isPast(mark: Lexeme | undefined, word: Lexeme | undefined): boolean {
  if (mark === undefined || word === undefined || !isLexeme(mark, ':')) return false;
  return word.kind === 'word' && isLexeme(word, 'P') && word.from === mark.to;
}
