import { readXml, type XmlElement } from '../../xml/index.ts';
import { withoutProse } from './edits.ts';
import type { Layout } from './proof.ts';

/** Line ends of another system. */
export const otherLineEnds: Layout = {
  says: 'line ends of another system',
  write: text => (text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n')),
};

/** Indented otherwise, with blanks at the ends of lines and lines without anything. */
export const otherIndents: Layout = {
  says: 'other indents, blanks at line ends, empty lines',
  write: (text, seed) => {
    let at = seed;
    return text
      .split('\n')
      .map(line => {
        at++;
        const plain = line.replace(/\r$/, '');
        const end = line === plain ? '' : '\r';
        const blank = plain.trim() === '' ? '' : at % 3 === 0 ? '  ' : at % 3 === 1 ? '\t' : '';
        return `${blank}${plain}${at % 2 === 0 ? ' ' : ''}${end}${at % 7 === 0 ? `\n${end}` : ''}`;
      })
      .join('\n');
  },
};

/** Words of the language in other letters. */
export const otherCase: Layout = {
  says: 'words of the language in other letters',
  write: text => {
    const code = withoutProse(text);
    let written = '';
    let from = 0;
    for (const { index, 0: word } of code.matchAll(words)) {
      written += text.slice(from, index);
      written += word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase();
      from = index + word.length;
    }
    return written + text.slice(from);
  },
};

const words = /\b(?:IF|THEN|ELSE|ELSIF|END_IF|AND|OR|NOT|CASE|OF|END_CASE|FOR|TO|DO|END_FOR|RETURN)\b/gi;

function rootOf(text: string): XmlElement {
  const result = readXml(text.replace(/^\uFEFF/, ''));
  if (result.state === 'refused') throw new Error(result.says);
  return result.root;
}

/** Read as XML, and written again. */
export const printedXml: Layout = {
  says: 'read as XML and written again without white space',
  write: text => xmlText(rootOf(text), { indent: null, backwards: false }),
};

export const otherXml: Layout = {
  says: 'indented, attributes backwards, no empty tags, remarks between',
  write: text => xmlText(rootOf(text), { indent: '\n', backwards: true }),
};

/** Elements within some elements in any order. */
export function shuffledXml(says: string, within: ReadonlySet<string>): Layout {
  return {
    says,
    write: (text, seed) =>
      xmlText(shuffled(rootOf(text), within, seed + 1), { indent: null, backwards: false }),
  };
}

function shuffled(element: XmlElement, within: ReadonlySet<string>, seed: number): XmlElement {
  const children = element.children.map(child =>
    typeof child === 'string' ? child : shuffled(child, within, seed),
  );
  return { ...element, children: within.has(element.name) ? inAnyOrder(children, seed) : children };
}

/** The same order for the same seed. */
function inAnyOrder<Thing>(things: readonly Thing[], seed: number): Thing[] {
  const left = [...things];
  for (let at = left.length - 1, state = seed; at > 0; at--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = (state >>> 8) % (at + 1);
    const [a, b] = [left[at], left[other]];
    if (a === undefined || b === undefined) continue;
    [left[at], left[other]] = [b, a];
  }
  return left;
}

interface Writing {
  /** What stands before each tag; null for nothing. */
  readonly indent: string | null;
  readonly backwards: boolean;
}

function xmlText(element: XmlElement, writing: Writing): string {
  const out: string[] = ['<?xml version="1.0"?>'];
  append(element, writing, out, 0);
  return out.join('');
}

function append(element: XmlElement, writing: Writing, out: string[], depth: number): void {
  const list = [...element.attributes];
  const quote = writing.backwards ? "'" : '"';
  if (writing.backwards) list.reverse();
  const blank = writing.indent === null ? '' : `${writing.indent}${'\t'.repeat(depth)}`;
  const isMixed = element.children.some(child => typeof child === 'string');
  out.push(
    `<${element.name}${list.map(([name, value]) => ` ${name}=${quote}${escaped(value, quote)}${quote}`).join('')}>`,
  );
  for (const child of element.children)
    if (typeof child === 'string') out.push(escaped(child, ''));
    else {
      if (!isMixed && blank !== '') out.push(blank, '<!-- as it was -->', blank);
      append(child, writing, out, depth + 1);
    }
  if (!isMixed && element.children.length > 0) out.push(blank);
  out.push(`</${element.name}>`);
}

function escaped(text: string, quote: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
    .replaceAll(quote === '' ? '\u0000' : quote, quote === '"' ? '&quot;' : '&apos;')
    .replace(/[\n\t]/g, found => (quote === '' ? found : `&#${found.charCodeAt(0)};`));
}
