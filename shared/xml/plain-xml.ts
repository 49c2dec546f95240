import { noAttributes, XmlAttributes } from './attributes.ts';
import type { XmlElement, XmlLimits, XmlResult } from './element.ts';
import { withoutEntities } from './entities.ts';
import { Pool } from './pool.ts';

/** The document has a form that is not read here, or is not well-formed: which of them is not asked here. */
class NotPlain extends Error {}
class TooMuch extends Error {}

/**
 * Reads a document that is plain: in the few forms of XML 1.0 that tools write, each of which is checked. Null for any
 * other, well-formed or not: it is for a parser that knows all forms. `text` has no byte order mark.
 */
export function readPlainXml(text: string, limits: XmlLimits): XmlResult | null {
  if (!text.isWellFormed()) return null;
  const reader = new PlainReader(text.includes('\r') ? text.replaceAll('\r\n', '\n') : text, limits);
  try {
    return { state: 'read', root: reader.document() };
  } catch (error) {
    if (error instanceof NotPlain) return null;
    if (error instanceof TooMuch) return { state: 'refused', says: error.message };
    throw error;
  }
}

type Child = XmlElement | string;

interface OpenElement extends XmlElement {
  children: readonly Child[];
}

const declaration =
  /<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?: standalone="(?:yes|no)")? ?\?>/y;
/** Characters that no text of a document may hold, and the return, which by itself is an end of line. */
const odd = /[\0-\x08\x0b-\x1f\ufffe\uffff]/;
/** Of a value also those that stand for others. */
const oddInValue = /[\0-\x1f\ufffe\uffff<&]/;
const [exclamation, quote, apostrophe, slash, equal, greater] = [33, 34, 39, 47, 61, 62];
/** Names and values of one element; each name is looked for among those before it. */
const attributesAtMost = 200;
const childless: readonly Child[] = [];

class PlainReader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #names = new Pool();
  /** All names, of which the pool has those that were met last. */
  readonly #known = new Map<string, string>();
  readonly #values = new Pool();
  readonly #open: OpenElement[] = [];
  /** Of the open elements, outer before inner; `#begins` says where each one's begin. */
  readonly #children: Child[] = [];
  readonly #begins: number[] = [];
  readonly #attributes: string[] = [];
  #root: XmlElement | null = null;
  #nodes = 0;
  #at = 0;
  #line = 1;
  #lineEnd: number;

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
    this.#lineEnd = endOfLine(text, 0);
  }

  document(): XmlElement {
    const text = this.#text;
    declaration.lastIndex = 0;
    if (declaration.test(text)) this.#at = declaration.lastIndex;
    for (let next = this.#textTo(); next >= 0; next = this.#textTo()) {
      this.#at = next + 1;
      const code = text.charCodeAt(this.#at);
      if (code === slash) this.#close();
      else if (code === exclamation) this.#verbatim();
      else this.#element();
    }
    if (this.#root === null || this.#open.length > 0) throw new NotPlain();
    return this.#root;
  }

  /** Reads the text up to the next tag and gives where that is; -1 at the end of the document. */
  #textTo(): number {
    const text = this.#text;
    const from = this.#at;
    const next = text.indexOf('<', from);
    this.#at = next < 0 ? text.length : next;
    let at = from;
    while (at < this.#at && isBlank(text.charCodeAt(at))) at++;
    if (at === this.#at) return next;
    const written = text.slice(from, this.#at);
    const plain = written.includes(']]>') || odd.test(written) ? null : withoutEntities(written);
    if (plain === null) throw new NotPlain();
    this.#putText(plain);
    return next;
  }

  #close(): void {
    const closed = this.#open.pop();
    const from = this.#at + 1;
    if (closed === undefined || !this.#text.startsWith(closed.name, from)) throw new NotPlain();
    this.#at = from + closed.name.length;
    this.#expect(greater);
    const begin = this.#begins.pop() ?? 0;
    if (begin === this.#children.length) return;
    closed.children = this.#children.slice(begin);
    this.#children.length = begin;
  }

  /** Text as it stands, or a comment. */
  #verbatim(): void {
    const isText = this.#text.startsWith('![CDATA[', this.#at);
    if (!isText && !this.#text.startsWith('!--', this.#at)) throw new NotPlain();
    const from = this.#at + (isText ? 8 : 3);
    const to = this.#text.indexOf(isText ? ']]>' : '--', from);
    const written = this.#text.slice(from, to);
    if (to < 0 || odd.test(written)) throw new NotPlain();
    if (isText) this.#putText(written);
    this.#at = to + 2;
    this.#expect(greater);
  }

  #element(): void {
    const name = this.#name();
    this.#attributes.length = 0;
    let isApart = this.#skipBlank();
    let code = this.#text.charCodeAt(this.#at);
    while (code !== greater && code !== slash) {
      if (!isApart) throw new NotPlain();
      this.#attribute();
      isApart = this.#skipBlank();
      code = this.#text.charCodeAt(this.#at);
    }
    const isEmpty = code === slash;
    if (isEmpty) this.#at++;
    this.#expect(greater);
    this.#putElement(name, isEmpty);
  }

  #attribute(): void {
    const text = this.#text;
    const name = this.#name();
    this.#expect(equal);
    const mark = text.charCodeAt(this.#at);
    if (mark !== quote && mark !== apostrophe) throw new NotPlain();
    const from = this.#at + 1;
    const to = text.indexOf(mark === quote ? '"' : "'", from);
    if (to < 0) throw new NotPlain();
    this.#at = to + 1;
    const attributes = this.#attributes;
    if (attributes.length > attributesAtMost) throw new NotPlain();
    for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === name) throw new NotPlain();
    attributes.push(name, this.#value(from, to));
  }

  #value(from: number, to: number): string {
    const kept = this.#values.find(this.#text, from, to);
    if (kept !== undefined) return kept;
    const written = this.#text.slice(from, to);
    if (!oddInValue.test(written)) {
      this.#values.keep(written);
      return written;
    }
    const plain =
      written.includes('<') || odd.test(written) ? null : withoutEntities(written.replace(/[\t\n]/g, ' '));
    if (plain === null) throw new NotPlain();
    return plain;
  }

  #name(): string {
    const text = this.#text;
    const from = this.#at;
    if (!isNameStart(text.charCodeAt(from))) throw new NotPlain();
    while (isNamePart(text.charCodeAt(this.#at))) this.#at++;
    const kept = this.#names.find(text, from, this.#at);
    if (kept !== undefined) return kept;
    const written = text.slice(from, this.#at);
    const name = this.#known.get(written) ?? asPropertyName(written);
    this.#known.set(name, name);
    this.#names.keep(name);
    return name;
  }

  /** Whether any is there. */
  #skipBlank(): boolean {
    const from = this.#at;
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#at > from;
  }

  #expect(code: number): void {
    if (this.#text.charCodeAt(this.#at++) !== code) throw new NotPlain();
  }

  #putElement(name: string, isEmpty: boolean): void {
    const { depth } = this.#limits;
    const isRoot = this.#open.length === 0;
    if (isRoot && this.#root !== null) throw new NotPlain();
    if (this.#open.length >= depth) throw new TooMuch(`nested more than ${depth} deep`);
    const texts = this.#attributes;
    this.#count(1 + texts.length / 2);
    while (this.#lineEnd < this.#at) {
      this.#line++;
      this.#lineEnd = endOfLine(this.#text, this.#lineEnd + 1);
    }
    const attributes = texts.length === 0 ? noAttributes : new XmlAttributes(texts.slice());
    const element: OpenElement = { name, attributes, children: childless, line: this.#line };
    if (isRoot) this.#root = element;
    else this.#children.push(element);
    if (isEmpty) return;
    this.#open.push(element);
    this.#begins.push(this.#children.length);
  }

  #putText(text: string): void {
    if (this.#open.length === 0) throw new NotPlain();
    if (!/\S/.test(text)) return;
    this.#count(1);
    this.#children.push(text);
  }

  #count(more: number): void {
    this.#nodes += more;
    if (this.#nodes > this.#limits.nodes) throw new TooMuch(`more than ${this.#limits.nodes} nodes`);
  }
}

/** The engine has each property name once, as it has the words of a program: comparing the two is comparing addresses. */
function asPropertyName(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? Number.POSITIVE_INFINITY : end;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 9;
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58;
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || (code >= 48 && code <= 57) || code === 45 || code === 46;
}
