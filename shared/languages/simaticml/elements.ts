import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';

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

/** A text in several languages, `Title` or `Comment`: the first that is not empty, since the reference language leads. */
export function multilingual(object: XmlElement, composition: string): string | null {
  const list = childNamed(object, 'ObjectList');
  for (const text of list === undefined ? [] : childrenNamed(list, 'MultilingualText')) {
    if (text.attributes.get('CompositionName') !== composition) continue;
    for (const item of elementsOf(childNamed(text, 'ObjectList'))) {
      const said = textOf(plainAttributes(item).get('Text')).trim();
      if (said !== '') return said;
    }
  }
  return null;
}

/** The first text that is not empty of a `Comment` or `Title` with `MultiLanguageText` in it. */
export function languageText(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  for (const text of childrenNamed(element, 'MultiLanguageText')) {
    const said = textOf(text).trim();
    if (said !== '') return said;
  }
  return null;
}
