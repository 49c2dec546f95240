export { BlockReader, type BlocksReading } from './block-reader.ts';
