/** Names of tags, blocks and types: where they stand in a content, and which of them a difference is about. */
export { type KeyRange, keyAtMost, partRanges, prefixRange, tagKey, wholesOf } from './key.ts';
export { tagMentions } from './mentions.ts';
export {
  type TagAccess,
  type TagContent,
  type TagMention,
  type TagMentions,
  type TagPlace,
  type TagUse,
  type TagUses,
  tagAccesses,
  tagLimits,
} from './model.ts';
export { mayHoldTags, tagUses } from './uses.ts';
