import { isBlockImage, isSourcePath } from '../changes/index.ts';
import { readerOf, references } from '../languages/index.ts';
import { readNames } from '../names/index.ts';
import { formatScalar, parseMember } from '../values/index.ts';
import { usesOfBlock } from './block-uses.ts';
import { UseCollector } from './collector.ts';
import type { TagContent, TagUses } from './model.ts';

const valuePattern = /^(?:config|setpoints|recipes)\/.*\.txt$/s;

/** Whether names may be read from an item: a file of the engineering, an item of values, a program block. */
export function mayHoldTags(path: string): boolean {
  return isSourcePath(path) || isValuePath(path) || isBlockImage(path);
}

export function isValuePath(path: string): boolean {
  return valuePattern.test(path);
}

/** What a content names. Any bytes are taken; what it costs is bounded by the readers of its language alone. */
export function tagUses(item: TagContent): TagUses {
  if (isBlockImage(item.path)) return usesOfBlock(item);
  if (isValuePath(item.path)) return usesOfValues(item);
  return isSourcePath(item.path) ? usesOfSource(item) : { state: 'none' };
}

function usesOfValues({ content }: TagContent): TagUses {
  const text = valueTextOf(content);
  if (text === null) return { state: 'refused', says: 'it is no UTF-8 text' };
  const collector = new UseCollector();
  for (const [index, line] of text.split('\n').entries()) {
    const member = parseMember(line);
    if (member === null) continue;
    const { name, type, value, unit } = member;
    collector.put(name, { access: 'value', unit: '', network: null, line: index + 1 });
    collector.value(name, `${formatScalar(type, value)}${unit === undefined ? '' : ` ${unit}`}`);
  }
  return collector.uses();
}

export function valueTextOf(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    // Not UTF-8: nothing that this product wrote.
    return null;
  }
}

function usesOfSource({ path, content }: TagContent): TagUses {
  const parsed = readerOf({ path, content })?.parse(content, path) ?? null;
  if (parsed?.state === 'refused') return parsed;
  // Sources of blocks give no address to a name; tables do.
  const names =
    parsed === null || parsed.language === 'tia-tags' ? readNames(path, content) : { state: 'none' as const };
  if (parsed === null && names.state === 'unread') return { state: 'refused', says: names.says };
  if (parsed === null && names.state === 'none') return { state: 'none' };
  const collector = new UseCollector();
  for (const { name, access, unit, network, line } of parsed === null ? [] : references(parsed))
    collector.put(name, { access, unit, network, line });
  if (names.state === 'read')
    for (const { name, address } of names.source.symbols) collector.address(name, address);
  return collector.uses();
}
