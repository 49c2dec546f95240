import type { Circuit } from '../model/index.ts';
import { instruction } from './instruction.ts';

/** Branches in branches; a rung that is deeper is kept as text. */
const deepest = 100;

const name = /[A-Za-z_]\w*/y;

/**
 * A rung in neutral text as a circuit; null where it is none. Instructions follow each other in series,
 * `[a ,b ]` are branches, `;` ends the rung. Source: Rockwell, Logix 5000 Controllers Import/Export Reference (1756-RM014),
 * neutral text.
 */
export function circuitOfText(text: string): Circuit | null {
  const reader = new RungReader(text);
  const parts = reader.series(0);
  return parts !== null && reader.ended() ? { is: 'series', parts } : null;
}

class RungReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether nothing but the closing semicolon is left. */
  ended(): boolean {
    return /^\s*;?\s*$/.test(this.#text.slice(this.#at));
  }

  series(depth: number): Circuit[] | null {
    const parts: Circuit[] = [];
    for (;;) {
      const next = this.#next();
      if (next === '' || next === ';' || next === ',' || next === ']') return parts;
      const part = next === '[' ? this.#branches(depth) : this.#instruction();
      if (part === null) return null;
      parts.push(part);
    }
  }

  #branches(depth: number): Circuit | null {
    if (depth >= deepest) return null;
    const branches: Circuit[] = [];
    do {
      this.#at++;
      const parts = this.series(depth + 1);
      if (parts === null) return null;
      branches.push({ is: 'series', parts });
    } while (this.#next() === ',');
    if (this.#next() !== ']') return null;
    this.#at++;
    return { is: 'parallel', branches };
  }

  #instruction(): Circuit | null {
    name.lastIndex = this.#at;
    const mnemonic = name.exec(this.#text)?.[0];
    if (mnemonic === undefined) return null;
    this.#at += mnemonic.length;
    if (this.#next() !== '(') return instruction(mnemonic, []);
    const operands = this.#operands();
    return operands === null ? null : instruction(mnemonic, operands);
  }

  /** What is between the brackets, cut at the commas that stand in no brackets and no quotes of their own. */
  #operands(): string[] | null {
    const text = this.#text;
    const found: string[] = [];
    let from = this.#at + 1;
    let depth = 0;
    for (let at = from; at < text.length; at++) {
      const char = text[at];
      if (char === "'" || char === '"') {
        at = closingQuote(text, at, char);
        if (at < 0) return null;
      } else if (char === '(' || char === '[') depth++;
      else if (char === ']') depth--;
      else if (char === ')' && depth > 0) depth--;
      else if (char === ')' || (char === ',' && depth === 0)) {
        found.push(text.slice(from, at).trim());
        from = at + 1;
        if (char === ')') {
          this.#at = from;
          return found.length === 1 && found[0] === '' ? [] : found;
        }
      }
    }
    return null;
  }

  /** The next character that is no blank, to which it goes. */
  #next(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    return this.#text[this.#at] ?? '';
  }
}

/** `$` escapes what follows it. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '$') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
