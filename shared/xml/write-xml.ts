import type { XmlElement } from './element.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * An element in one canonical writing, to be kept or shown where nothing understands it: attributes in the order
 * of their names, blank text left out as it is when it is read.
 */
export function writeXml(element: XmlElement): string {
  const parts: string[] = [];
  append(element, parts, '');
  return parts.join('\n');
}

function append(element: XmlElement, parts: string[], indent: string): void {
  const attributes = [...element.attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  const open = `${indent}<${element.name}${attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}`;
  if (element.children.length === 0) {
    parts.push(`${open}/>`);
    return;
  }
  parts.push(`${open}>`);
  for (const child of element.children)
    if (typeof child === 'string') parts.push(escaped(child.trim()));
    else append(child, parts, `${indent} `);
  parts.push(`${indent}</${element.name}>`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, found => escapes[found] ?? found);
}
