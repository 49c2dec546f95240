/** An element as it was written; names keep their prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements and texts in their order. */
  readonly children: readonly (XmlElement | string)[];
  /** Where its tag ends, from 1. */
  readonly line: number;
}

/** What a document may cost; whatever exceeds it is refused whole. */
export interface XmlLimits {
  readonly characters: number;
  readonly depth: number;
  /** Elements, attributes and pieces of text together. */
  readonly nodes: number;
}

export const xmlLimits: XmlLimits = { characters: 32 * 1024 * 1024, depth: 128, nodes: 2_000_000 };

export type XmlResult =
  | { readonly state: 'read'; readonly root: XmlElement }
  /** `says` is for people: the limit, or where the document is not well-formed. */
  | { readonly state: 'refused'; readonly says: string };

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter(child => typeof child !== 'string' && child.name === name) as XmlElement[];
}

export function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find(
    (child): child is XmlElement => typeof child !== 'string' && child.name === name,
  );
}

/** The texts directly in an element, joined; of a missing one the empty text. */
export function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  let text = '';
  for (const child of element.children) if (typeof child === 'string') text += child;
  return text;
}
