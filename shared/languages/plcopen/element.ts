import type { XmlElement } from '../../xml/index.ts';

/** Name without its prefix: tools differ in whether they write one. */
export function local(element: XmlElement): string {
  const colon = element.name.indexOf(':');
  return colon < 0 ? element.name : element.name.slice(colon + 1);
}

export function elements(element: XmlElement | undefined): XmlElement[] {
  if (element === undefined) return [];
  return element.children.filter((child): child is XmlElement => typeof child !== 'string');
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return elements(element).find(found => local(found) === name);
}

export function children(element: XmlElement | undefined, name: string): XmlElement[] {
  return elements(element).filter(found => local(found) === name);
}

/** All the text in an element, however deep: bodies stand in xhtml, in paragraphs or bare. */
export function deepText(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  const parts: string[] = [];
  const open: (XmlElement | string)[] = [element];
  for (let piece = open.pop(); piece !== undefined; piece = open.pop())
    if (typeof piece === 'string') parts.push(piece);
    else for (let at = piece.children.length - 1; at >= 0; at--) open.push(piece.children[at] ?? '');
  return parts.join('');
}

/** A documentation with one blank for each run of blank space; null where there is none. */
export function remarkOf(element: XmlElement | undefined): string | null {
  const text = deepText(element).replace(/\s+/g, ' ').trim();
  return text === '' ? null : text;
}

export function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes.get(name) ?? '';
}

export function isSet(element: XmlElement | undefined, name: string): boolean {
  return attribute(element, name).toLowerCase() === 'true';
}
