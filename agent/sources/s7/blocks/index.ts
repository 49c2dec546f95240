export { BlockReader, type BlockRules, type BlocksReading } from './block-reader.ts';
export { type BlockRef, type BlockType, blockName, blockOfName, blockTypes } from './block-type.ts';
export { type BlockHeader, parseHeader } from './header.ts';
export { type ItemContent, itemContent } from './image.ts';
export { type BlockInfo, type BlockNames, parseBlockInfo, readBlockInfo } from './info.ts';
export {
  type BlockCounts,
  countBlocks,
  type ListedBlock,
  listBlocks,
  parseCounts,
  parseList,
} from './list.ts';
export type { Outcome } from './outcome.ts';
export { uploadBlock } from './upload.ts';
