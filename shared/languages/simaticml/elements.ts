import { childNamed, childrenNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import type { Attribute } from '../model/index.ts';

/** Elements below an element, texts left out. */
export function elementsOf(element: XmlElement | undefined): readonly XmlElement[] {
  return element === undefined
    ? []
    : element.children.filter((child): child is XmlElement => typeof child !== 'string');
}

/** The attributes Openness writes below an object, by name; what has elements of its own is left out. */
export function plainAttributes(object: XmlElement): Map<string, XmlElement> {
  const attributes = new Map<string, XmlElement>();
  for (const child of elementsOf(childNamed(object, 'AttributeList')))
    if (elementsOf(child).length === 0) attributes.set(child.name, child);
  return attributes;
}

/**
 * A text in several languages, `Title` or `Comment`: the first that is not empty, since the reference language leads,
 * then those of the other languages that say something else.
 */
export function multilingual(object: XmlElement, composition: string): string | null {
  const list = childNamed(object, 'ObjectList');
  const texts: Translation[] = [];
  for (const text of list === undefined ? [] : childrenNamed(list, 'MultilingualText')) {
    if (text.attributes.get('CompositionName') !== composition) continue;
    for (const item of elementsOf(childNamed(text, 'ObjectList'))) {
      const attributes = plainAttributes(item);
      texts.push({
        language: textOf(attributes.get('Culture')).trim(),
        text: textOf(attributes.get('Text')),
      });
    }
  }
  return inAllLanguages(texts);
}

/** The same of a `Comment` or `Title` with `MultiLanguageText` in it. */
export function languageText(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  return inAllLanguages(
    childrenNamed(element, 'MultiLanguageText').map(text => ({
      language: text.attributes.get('Lang') ?? '',
      text: textOf(text),
    })),
  );
}

interface Translation {
  readonly language: string;
  readonly text: string;
}

function inAllLanguages(texts: readonly Translation[]): string | null {
  const said = texts.map(each => ({ ...each, text: each.text.trim() })).filter(({ text }) => text !== '');
  const [first, ...others] = said;
  if (first === undefined) return null;
  const further = others
    .filter(({ text }) => text !== first.text)
    .map(({ language, text }) => `${language}: ${text}`);
  return [first.text, ...further].join('\n');
}

/** Numbers that the export gives its elements, anew each time. */
const numbers: ReadonlySet<string> = new Set(['ID', 'UId']);

/** An element that nothing here understands, to be kept: as it is written, without the numbers of the export. */
export function verbatim(element: XmlElement): string {
  return writeXml(unnumbered(element));
}

function unnumbered(element: XmlElement): XmlElement {
  return {
    ...element,
    attributes: new Map([...element.attributes].filter(([name]) => !numbers.has(name))),
    children: element.children.map(child => (typeof child === 'string' ? child : unnumbered(child))),
  };
}

/** A part of which nothing more is known than what it holds, as attributes named by their paths. */
export function flat(element: XmlElement): Attribute[] {
  const found: Attribute[] = [];
  const open = [{ element, path: element.name }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { element: part, path } = next;
    for (const [name, value] of part.attributes)
      if (!numbers.has(name)) found.push({ name: `${path} ${name}`, value });
    const text = textOf(part).trim();
    if (text !== '') found.push({ name: path, value: text });
    for (const child of [...elementsOf(part)].reverse()) {
      const own = child.attributes.get('Name');
      open.push({ element: child, path: `${path}/${child.name}${own === undefined ? '' : ` ${own}`}` });
    }
  }
  return found;
}
