import { Refusal } from '../siemens/index.ts';
import type { Given } from './given.ts';

const depthAtMost = 64;
const valuesAtMost = 400_000;
const plain: Readonly<Record<string, Given['kind']>> = { true: 'boolean', false: 'boolean', null: 'null' };

/**
 * A document of JSON with its lines, its numbers digit for digit and each of several equal keys: what
 * `JSON.parse` does not tell, so that a change could hide in it.
 */
export function readJson(text: string): Given {
  return new JsonReader(text).document();
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Given {
    const root = this.#value('', 0);
    this.#blank();
    if (this.#at < this.#text.length) throw this.#broken();
    return root;
  }

  #value(name: string, depth: number): Given {
    if (depth > depthAtMost) throw new Refusal(`nested more than ${depthAtMost} deep`);
    if (++this.#values > valuesAtMost) throw new Refusal(`more than ${valuesAtMost} values`);
    this.#blank();
    const line = this.#line;
    const first = this.#text[this.#at];
    if (first === '{') return { name, kind: 'group', text: null, children: this.#inside('}', depth), line };
    if (first === '[') return { name, kind: 'list', text: null, children: this.#inside(']', depth), line };
    if (first === '"') return { name, kind: 'text', text: this.#string(), children: [], line };
    const word = /[-+.\w]+/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0] ?? '';
    const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(found);
    const kind = isNumber ? 'number' : Object.hasOwn(plain, found) ? plain[found] : undefined;
    if (kind === undefined) throw this.#broken();
    this.#at += found.length;
    return { name, kind, text: found, children: [], line };
  }

  #inside(end: '}' | ']', depth: number): Given[] {
    const found: Given[] = [];
    this.#at++;
    this.#blank();
    if (this.#take(end)) return found;
    do {
      this.#blank();
      let name = '';
      if (end === '}') {
        if (this.#text[this.#at] !== '"') throw this.#broken();
        name = this.#string();
        this.#blank();
        if (!this.#take(':')) throw this.#broken();
      }
      found.push(this.#value(name, depth + 1));
      this.#blank();
    } while (this.#take(','));
    if (!this.#take(end)) throw this.#broken();
    return found;
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    try {
      const text: unknown = JSON.parse(this.#text.slice(start, end + 1));
      if (typeof text !== 'string') throw this.#broken();
      this.#at = end + 1;
      return text;
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#broken();
      throw error;
    }
  }

  #blank(): void {
    for (; ; this.#at++) {
      const sign = this.#text[this.#at];
      if (sign === '\n') this.#line++;
      else if (sign !== ' ' && sign !== '\t' && sign !== '\r') return;
    }
  }

  #broken(): Refusal {
    return new Refusal(`no JSON in line ${this.#line}`);
  }
}
