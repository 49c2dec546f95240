export { BlockReader, type BlocksReading } from './block-reader.ts';
export { readBlockInfo } from './info.ts';
export { countBlocks } from './list.ts';
export { uploadBlock } from './upload.ts';
