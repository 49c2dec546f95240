import { childNamed, childrenNamed, textOf, type XmlElement } from '../xml/index.ts';

/** The attributes TIA Portal's Openness writes below an object, by name. */
export function attributesOf(object: XmlElement): ReadonlyMap<string, string> {
  const list = childNamed(object, 'AttributeList');
  const attributes = new Map<string, string>();
  for (const child of list?.children ?? [])
    if (typeof child !== 'string') attributes.set(child.name, textOf(child));
  return attributes;
}

/** A text in several languages, `Title` or `Comment`: the first that is not empty, since the reference language leads. */
export function multilingual(object: XmlElement, composition: string): string | null {
  const list = childNamed(object, 'ObjectList');
  for (const text of list === undefined ? [] : childrenNamed(list, 'MultilingualText')) {
    if (text.attributes.get('CompositionName') !== composition) continue;
    const items = childNamed(text, 'ObjectList');
    for (const item of items === undefined ? [] : childrenNamed(items, 'MultilingualTextItem')) {
      const written = attributesOf(item).get('Text') ?? '';
      if (written.trim() !== '') return written;
    }
  }
  return null;
}
