import type { Problem } from '../model/index.ts';
import type { Lexed, Lexeme, Remark } from './lexeme.ts';
import { iecLimits } from './limits.ts';
import { dateKey, durationKey, numberKey, textKey } from './literal.ts';
import { closing, newlines, pragmaEnd, remarkText } from './scan.ts';
import { reserved } from './words.ts';

export interface LexOptions {
  /** Line of the text's beginning in its file. */
  readonly line?: number;
  /** Whether `(* (* *) *)` is one comment; the dialects differ, and files say it seldom. */
  readonly nested?: boolean;
}

const nameChar = /[\p{L}\p{N}_]/u;
const plainName = /[A-Za-z0-9_]+/y;
const durationTypes = /^(?:L?TIME|L?T)$/i;
const dateTypes = /^(?:L?DATE|L?D|L?TIME_OF_DAY|L?TOD|L?DATE_AND_TIME|L?DT)$/i;
const number = /\d+#[\da-zA-Z_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y;
const address = /%(?:[a-zA-Z]{1,2}(?:\d+(?:\.\d+)*|\*)|\d+)/y;
const durationBody = /[-+]?[\d._a-zA-Z]+/y;
const dateBody = /[\d:._-]+/y;
const operator = /:=|=>|<=|>=|<>|\*\*|\.\.|\?=|[-+*/=<>&^.,;:()[\]@|!]/y;

/**
 * Cuts a text of the IEC languages into lexemes, once from its beginning to its end. Whatever the text holds
 * becomes one: a character no rule knows is an `other` by itself. Source: IEC 61131-3, 6.1 to 6.3, and what
 * CODESYS, TwinCAT and MatIEC write beside it (pragmas in braces, `//`, `S=`).
 */
export function lex(text: string, { line = 1, nested = true }: LexOptions = {}): Lexed {
  return new Lexer(text, line, nested).run();
}

class Lexer {
  readonly #text: string;
  readonly #lexemes: Lexeme[] = [];
  readonly #remarks: Remark[] = [];
  readonly #problems: Problem[] = [];
  #at = 0;
  #line: number;
  #nested: boolean;
  #openBraces = true;
  #previous: Lexeme | undefined;

  constructor(text: string, line: number, nested: boolean) {
    this.#text = text;
    this.#line = line;
    this.#nested = nested;
  }

  run(): Lexed {
    const text = this.#text;
    let rest: Lexed['rest'] = null;
    while (this.#at < text.length && rest === null) {
      const code = text.charCodeAt(this.#at);
      if (code === 10) {
        this.#line++;
        this.#at++;
      } else if (code <= 32 || code === 0xa0 || code === 0xfeff) this.#at++;
      else if (this.#lexemes.length >= iecLimits.lexemes) rest = this.#swallow('more lexemes than are read');
      else if (!this.#remark(code)) this.#lexeme(code);
      else if (this.#at > text.length) rest = this.#swallow('comment without end');
    }
    return { lexemes: this.#lexemes, remarks: this.#remarks, problems: this.#problems, rest };
  }

  #swallow(says: string): NonNullable<Lexed['rest']> {
    this.#problems.push({ line: this.#line, says });
    return { from: this.#previous?.to ?? 0, line: this.#line };
  }

  /** Whether a comment begins here; it is then read. Without end, the place is beyond the text. */
  #remark(code: number): boolean {
    const next = this.#text.charCodeAt(this.#at + 1);
    let end: number;
    if (code === 47 && next === 47) {
      end = this.#text.indexOf('\n', this.#at);
      if (end < 0) end = this.#text.length;
    } else if (code === 47 && next === 42) end = closing(this.#text, this.#at, '/*', '*/', false);
    else if (code === 40 && next === 42) end = this.#block();
    else return false;
    if (end < 0) {
      this.#at = this.#text.length + 1;
      return true;
    }
    const raw = this.#text.slice(this.#at, end);
    this.#remarks.push({
      text: remarkText(raw),
      raw,
      line: this.#line,
      before: this.#lexemes.length,
    });
    this.#line += newlines(raw);
    this.#at = end;
    return true;
  }

  /** A file whose comments do not close when they may stand in each other is of a dialect where they may not. */
  #block(): number {
    const end = closing(this.#text, this.#at, '(*', '*)', this.#nested);
    if (end >= 0 || !this.#nested) return end;
    this.#nested = false;
    return closing(this.#text, this.#at, '(*', '*)', false);
  }

  #lexeme(code: number): void {
    if (code >= 48 && code <= 57) this.#number();
    else if (code === 39 || code === 34) this.#string(code);
    else if (code === 123) this.#pragma();
    else if (code === 37) this.#match(address, 'address');
    else if (isNameStart(code)) this.#name();
    else this.#match(operator, 'operator');
  }

  #number(): void {
    const from = this.#at;
    number.lastIndex = from;
    const text = number.exec(this.#text)?.[0] ?? this.#text.charAt(from);
    this.#put('number', text, numberKey(text));
  }

  #name(): void {
    const text = this.#text;
    plainName.lastIndex = this.#at;
    plainName.test(text);
    let end = Math.max(plainName.lastIndex, this.#at);
    while (end < text.length && text.charCodeAt(end) > 127 && isNamePart(text, end))
      end = this.#nameEnd(end + 1);
    const name = text.slice(this.#at, end);
    if (text.charCodeAt(end) === 35) {
      this.#typed(name, end + 1);
      return;
    }
    const assigns = text.charCodeAt(end) === 61 && text.charCodeAt(end + 1) !== 61 ? name.toUpperCase() : '';
    const key = name.toUpperCase();
    if ((assigns === 'S' || assigns === 'R' || assigns === 'REF') && isOperand(this.#previous)) {
      this.#put('operator', `${name}=`, `${assigns}=`);
      return;
    }
    // Behind a point it is the name of a part, whatever it means elsewhere: `timer.IN`, `axis.To`.
    const word = reserved.has(key) && this.#previous?.key !== '.';
    this.#put(word ? 'keyword' : 'name', name, key);
  }

  #nameEnd(from: number): number {
    let end = from;
    while (end < this.#text.length && isNamePart(this.#text, end)) end++;
    return end;
  }

  /** `T#2s`, `D#2020-01-01`, `INT#5`, `WORD#16#FF`, `Mode#Run`. */
  #typed(type: string, from: number): void {
    const from0 = this.#at;
    const body = durationTypes.test(type) ? durationBody : dateTypes.test(type) ? dateBody : null;
    if (body !== null) {
      body.lastIndex = from;
      const found = body.exec(this.#text)?.[0] ?? '';
      const text = this.#text.slice(from0, from + found.length);
      const key = body === durationBody ? durationKey(text) : dateKey(text);
      if (key === null) this.#problems.push({ line: this.#line, says: `no value: ${text.slice(0, 80)}` });
      this.#put(body === durationBody ? 'duration' : 'date', text, key ?? text.toUpperCase());
      return;
    }
    const sign = /[-+]/.test(this.#text.charAt(from)) ? 1 : 0;
    number.lastIndex = from + sign;
    const digits = number.exec(this.#text)?.[0];
    if (digits !== undefined) {
      const text = this.#text.slice(from0, from + sign + digits.length);
      const minus = this.#text.charAt(from) === '-' ? '-' : '';
      this.#put('number', text, `${type.toUpperCase()}#${minus}${numberKey(digits)}`);
      return;
    }
    let end = from;
    while (end < this.#text.length && isNamePart(this.#text, end)) end++;
    const text = this.#text.slice(from0, end);
    this.#put('name', text, text.toUpperCase());
  }

  /** To its closing quote, over `$` escapes, and never over the end of its line. */
  #string(quote: number): void {
    const text = this.#text;
    let end = this.#at + 1;
    while (end < text.length) {
      const code = text.charCodeAt(end);
      if (code === quote || code === 10) break;
      end += code === 36 && text.charCodeAt(end + 1) !== 10 ? 2 : 1;
    }
    const closed = text.charCodeAt(end) === quote;
    const whole = text.slice(this.#at, closed ? end + 1 : end).trimEnd();
    if (!closed) this.#problems.push({ line: this.#line, says: 'text without closing quote' });
    this.#put('text', whole, textKey(whole));
    this.#at = closed ? end + 1 : Math.min(end, text.length);
  }

  #pragma(): void {
    const end = this.#openBraces ? pragmaEnd(this.#text, this.#at) : -1;
    if (end < 0) {
      // None of those that follow closes either: each is looked for once.
      if (this.#openBraces) this.#problems.push({ line: this.#line, says: 'pragma without end' });
      this.#openBraces = false;
      this.#other();
      return;
    }
    const raw = this.#text.slice(this.#at, end);
    const text = raw.replace(/\s+/g, ' ');
    this.#put('pragma', text, text);
    this.#line += newlines(raw);
    this.#at = end;
  }

  /** By a pattern, else as a character by itself. */
  #match(pattern: RegExp, kind: Lexeme['kind']): void {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0];
    if (text === undefined) this.#other();
    else this.#put(kind, text, kind === 'address' ? text.toUpperCase() : text);
  }

  #other(): void {
    const text = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#put('other', text, text);
  }

  #put(kind: Lexeme['kind'], text: string, key: string): void {
    const from = this.#at;
    this.#previous = { kind, text, key, line: this.#line, from, to: from + text.length };
    this.#lexemes.push(this.#previous);
    this.#at = from + text.length;
  }
}

function isNameStart(code: number): boolean {
  if (code < 128) return code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return nameChar.test(String.fromCharCode(code));
}

function isNamePart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || isNameStart(code);
}

/** `S=` and `R=` after what can be assigned to; anywhere else it is the variable `S` compared with something. */
function isOperand(lexeme: Lexeme | undefined): boolean {
  if (lexeme === undefined) return false;
  return lexeme.kind === 'name' || lexeme.kind === 'address' || lexeme.key === ']' || lexeme.key === '^';
}
