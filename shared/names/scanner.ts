export interface Token {
  /** `quoted` and `text` without their quotes; `comment` without its marks. */
  readonly kind: 'word' | 'number' | 'quoted' | 'text' | 'mark' | 'comment' | 'attributes' | 'end';
  readonly value: string;
  readonly line: number;
}

const patterns = [
  ['comment', /\/\/[^\n]*/y],
  ['comment', /\(\*|\/\*/y],
  ['attributes', /\{[^}]*\}?/y],
  ['quoted', /"[^"\n]*"?/y],
  ['text', /'(?:[^'$\n]|\$[^\n])*'?/y],
  ['number', /\d[\d_]*/y],
  ['word', /#?[\p{L}_][\p{L}\p{N}_]*/uy],
  ['mark', /:=|\.\.|[\s\S]/uy],
] as const;
const blank = /[\s\uFEFF]*/y;

/** Gives a source's tokens one after the other, or its lines where it is no language of declarations. */
export class Scanner {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #next: { readonly token: Token; readonly after: number; readonly lineAfter: number } | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): Token {
    return this.#look().token;
  }

  take(): Token {
    const { token, after, lineAfter } = this.#look();
    this.#at = after;
    this.#line = lineAfter;
    this.#next = null;
    return token;
  }

  /** The rest of the line behind the last token taken; null at the end of the text. */
  takeLine(): string | null {
    if (this.#at >= this.#text.length) return null;
    const end = this.#text.indexOf('\n', this.#at);
    const to = end < 0 ? this.#text.length : end;
    const line = this.#text.slice(this.#at, to);
    this.#at = Math.min(to + 1, this.#text.length);
    this.#line++;
    this.#next = null;
    return line.replace(/\r$/, '');
  }

  /** The line at which the next one begins, without taking it. */
  peekLine(): string {
    const end = this.#text.indexOf('\n', this.#at);
    return this.#text.slice(this.#at, end < 0 ? this.#text.length : end);
  }

  #look() {
    this.#next ??= this.#read();
    return this.#next;
  }

  #read() {
    blank.lastIndex = this.#at;
    const space = blank.exec(this.#text)?.[0] ?? '';
    const from = this.#at + space.length;
    const line = this.#line + newlines(space);
    const at = (kind: Token['kind'], value: string, after: number) => ({
      token: { kind, value, line },
      after,
      lineAfter: line + newlines(this.#text.slice(from, after)),
    });
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = from;
      const raw = pattern.exec(this.#text)?.[0];
      if (raw === undefined) continue;
      if (kind === 'comment' && !raw.startsWith('//')) {
        const end = this.#text.indexOf(raw === '(*' ? '*)' : '*/', from + 2);
        const to = end < 0 ? this.#text.length : end;
        return at(kind, this.#text.slice(from + 2, to), Math.min(to + 2, this.#text.length));
      }
      return at(kind, bare(kind, raw), from + raw.length);
    }
    return at('end', '', from);
  }
}

function bare(kind: Token['kind'], raw: string): string {
  if (kind === 'comment') return raw.slice(2);
  if (kind === 'quoted' || kind === 'text') return raw.replace(/^["']|["']$/g, '');
  return raw;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
