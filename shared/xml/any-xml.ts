import { SaxesParser } from 'saxes';
import { noAttributes, XmlAttributes } from './attributes.ts';
import type { XmlElement, XmlLimits, XmlResult } from './element.ts';

/** Ends the parser in the middle of a document. */
class Refusal extends Error {}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/**
 * Reads a document in whatever form of XML 1.0, by a parser that knows all of them; this is what `readXml` gives for any
 * document. `text` has no byte order mark.
 */
export function readAnyXml(text: string, limits: XmlLimits): XmlResult {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let nodes = 0;
  const count = (more: number) => {
    nodes += more;
    if (nodes > limits.nodes) throw new Refusal(`more than ${limits.nodes} nodes`);
  };
  const put = (piece: string) => {
    const parent = open.at(-1);
    if (parent === undefined || !/\S/.test(piece)) return;
    count(1);
    parent.children.push(piece);
  };
  parser.on('doctype', () => {
    throw new Refusal('it declares a document type');
  });
  parser.on('error', error => {
    throw new Refusal(error.message);
  });
  parser.on('opentag', tag => {
    if (open.length >= limits.depth) throw new Refusal(`nested more than ${limits.depth} deep`);
    const attributes = attributesOf(tag.attributes);
    count(1 + attributes.size);
    const element: OpenElement = { name: tag.name, attributes, children: [], line: parser.line };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', put);
  parser.on('cdata', put);
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
  return root === null ? refused('it holds no element') : { state: 'read', root };
}

/** Most elements have none; saxes gives them in an object without a prototype. */
function attributesOf(given: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const texts: string[] = [];
  for (const name in given) texts.push(name, given[name] ?? '');
  return texts.length === 0 ? noAttributes : new XmlAttributes(texts);
}

function refused(says: string): XmlResult {
  return { state: 'refused', says: says.slice(0, 300) };
}
