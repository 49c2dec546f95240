import {
  diffContents,
  diffValueTexts,
  headline,
  isBlockImage,
  isSourcePath,
  memberHeadline,
} from '../changes/index.ts';
import { mentions, readerOf, type Source } from '../languages/index.ts';
import { clip } from './collector.ts';
import { keyAtMost, tagKey } from './key.ts';
import { type TagContent, type TagMention, type TagMentions, type TagUse, tagLimits } from './model.ts';
import { isValuePath, mayHoldTags, tagUses, valueTextOf } from './uses.ts';

/**
 * Every name that the difference of two contents of one item is about; null stands for an item that was not there.
 * Any bytes are taken; what it costs is bounded by the readers of its language alone.
 */
export function tagMentions(old: TagContent | null, now: TagContent | null): TagMentions {
  const paths = [old, now].flatMap(side => (side === null ? [] : [side.path]));
  if (!paths.every(mayHoldTags)) return { state: 'none' };
  if (old === null || now === null) return cameOrWent(old, now);
  if (isValuePath(old.path) && isValuePath(now.path)) return ofValues(old, now);
  if (isBlockImage(old.path) && isBlockImage(now.path)) return ofBlocks(old, now);
  if (isSourcePath(old.path) && isSourcePath(now.path)) return ofSources(old, now);
  return counted(old, now);
}

/** Every name of an item that came or went. */
function cameOrWent(old: TagContent | null, now: TagContent | null): TagMentions {
  const side = now ?? old;
  if (side === null) return { state: 'none' };
  const read = tagUses(side);
  if (read.state !== 'read') return read;
  return {
    state: 'read',
    mentions: read.uses.map(({ key, name, count }) =>
      now === null
        ? { key, name, before: count, after: 0, says: null }
        : { key, name, before: 0, after: count, says: null },
    ),
  };
}

function ofValues(old: TagContent, now: TagContent): TagMentions {
  const [before, after] = [valueTextOf(old.content), valueTextOf(now.content)];
  if (before === null || after === null) return { state: 'refused', says: 'it is no UTF-8 text' };
  const { members, differing } = diffValueTexts(before, after);
  if (differing > members.length)
    return { state: 'refused', says: `more than ${members.length} values of it differ` };
  return {
    state: 'read',
    mentions: told(
      members.map(member => ({
        name: member.name,
        before: member.sign === 'added' ? 0 : 1,
        after: member.sign === 'removed' ? 0 : 1,
        says: memberHeadline(member),
      })),
    ),
  };
}

/** The block itself, each operand of a statement that differs, and each that stands there oftener or less often. */
function ofBlocks(old: TagContent, now: TagContent): TagMentions {
  const [before, after] = [tagUses(old), tagUses(now)];
  if (before.state !== 'read') return before;
  if (after.state !== 'read') return after;
  const diff = diffContents(now.path, old.content, now.content, old.path);
  const says = headline({ path: now.path, sign: 'changed', reason: null, renamedFrom: null, diff });
  const [was, is] = [byKey(before.uses), byKey(after.uses)];
  const named = new Map<string, string | null>();
  const block = after.uses[0] ?? before.uses[0];
  if (block !== undefined) named.set(block.key, says);
  for (const statement of diff.form === 'logic' ? diff.statements : [])
    for (const text of [statement.new, statement.old]) {
      const key = tagKey((text ?? '').replace(/^\s*\S+\s+/, ''));
      if ((was.has(key) || is.has(key)) && !named.has(key))
        named.set(
          key,
          `network ${statement.network} ${statement.old ?? 'nothing'} → ${statement.new ?? 'nothing'}`,
        );
    }
  for (const key of new Set([...was.keys(), ...is.keys()]))
    if (was.get(key)?.count !== is.get(key)?.count && !named.has(key)) named.set(key, null);
  return {
    state: 'read',
    mentions: told(
      [...named].map(([key, says]) => ({
        name: is.get(key)?.name ?? was.get(key)?.name ?? key,
        before: was.get(key)?.count ?? 0,
        after: is.get(key)?.count ?? 0,
        says,
      })),
    ),
  };
}

function ofSources(old: TagContent, now: TagContent): TagMentions {
  const [before, after] = [sourceOf(old), sourceOf(now)];
  // Of no language, or of a table of symbols alone: then only what stands there oftener or less often is known.
  if (before === null || after === null) return counted(old, now);
  if ('says' in before) return { state: 'refused', says: before.says };
  if ('says' in after) return { state: 'refused', says: after.says };
  const found = mentions(before, after);
  if (found.length > tagLimits.names)
    return { state: 'refused', says: `its difference holds more than ${tagLimits.names} names` };
  return { state: 'read', mentions: told(found) };
}

function sourceOf({ path, content }: TagContent): Source | { readonly says: string } | null {
  return readerOf({ path, content })?.parse(content, path) ?? null;
}

/** What stands there oftener or less often, or for another address. */
function counted(old: TagContent, now: TagContent): TagMentions {
  const [before, after] = [tagUses(old), tagUses(now)];
  if (before.state === 'refused') return before;
  if (after.state === 'refused') return after;
  if (before.state === 'none' && after.state === 'none') return { state: 'none' };
  const was = byKey(before.state === 'read' ? before.uses : []);
  const is = byKey(after.state === 'read' ? after.uses : []);
  const found: Omit<TagMention, 'key'>[] = [];
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(key), is.get(key)];
    const moved = from !== undefined && to !== undefined && from.address !== to.address;
    if (from?.count === to?.count && !moved) continue;
    found.push({
      name: (to ?? from)?.name ?? key,
      before: from?.count ?? 0,
      after: to?.count ?? 0,
      says: moved ? `${to.name} ${from.address ?? 'no address'} → ${to.address ?? 'no address'}` : null,
    });
  }
  return { state: 'read', mentions: told(found) };
}

function byKey(uses: readonly TagUse[]): ReadonlyMap<string, TagUse> {
  return new Map(uses.map(use => [use.key, use]));
}

/** Each key once, in what order they come; what cannot be looked for is left out. */
function told(found: readonly Omit<TagMention, 'key'>[]): TagMention[] {
  const mentioned = new Map<string, TagMention>();
  for (const { name, before, after, says } of found) {
    const key = tagKey(name);
    if (key === '' || mentioned.has(key)) continue;
    mentioned.set(key, {
      key,
      name: name
        .slice(0, keyAtMost)
        .toWellFormed()
        .replace(/\p{Cc}/gu, ''),
      before,
      after,
      says: says === null ? null : clip(says),
    });
  }
  return [...mentioned.values()];
}
