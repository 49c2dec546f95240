import { childNamed, childrenNamed, textOf, type XmlElement } from '../xml/index.ts';
import { SymbolCollector } from './collector.ts';
import { attributesOf, multilingual } from './openness.ts';
import type { FoundNames } from './source.ts';

/** A tag table exported by TIA Portal's Openness (`SW.Tags.PlcTagTable`), or by its menu (`Tagtable`). */
export function readTagTableXml(root: XmlElement): FoundNames | null {
  const found = new SymbolCollector();
  const tables = childrenNamed(root, 'SW.Tags.PlcTagTable');
  if (root.name === 'Tagtable') {
    for (const tag of childrenNamed(root, 'Tag'))
      found.add(
        textOf(tag),
        tag.attributes.get('addr'),
        tag.attributes.get('type'),
        tag.attributes.get('remark'),
      );
  } else if (root.name !== 'Document' || tables.length === 0) {
    return null;
  }
  for (const table of tables) {
    const list = childNamed(table, 'ObjectList');
    for (const tag of list === undefined ? [] : childrenNamed(list, 'SW.Tags.PlcTag')) {
      const attributes = attributesOf(tag);
      found.add(
        attributes.get('Name'),
        attributes.get('LogicalAddress'),
        attributes.get('DataTypeName'),
        multilingual(tag, 'Comment') ?? '',
      );
    }
  }
  const { symbols, unread, truncated } = found;
  return { form: 'TIA tag table', symbols, blocks: [], unread, truncated };
}
