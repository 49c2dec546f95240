import { isWitnessError } from '@witnessmark/shared/errors';
import { type Mc7Block, parseBlock, withBody } from '@witnessmark/shared/mc7';
import type { StatedFailure } from '../transport/index.ts';
import { type BlockRef, blockName, subtypeOf } from './block-type.ts';

/** The content of the item that an uploaded image becomes, or why it becomes none. */
export type ItemContent =
  | { readonly failure: null; readonly content: Uint8Array }
  | { readonly failure: StatedFailure };

/**
 * The image as it was uploaded; of a data block without its body, and its lengths follow. The body of a data
 * block is its actual values: they move all the time, and are read as values where they are watched. The initial
 * values stand in the interface and stay. Refused, as `s7.block-damaged`, is what is no whole image of `block`.
 */
export function itemContent(image: Buffer, block: BlockRef): ItemContent {
  const name = blockName(block);
  let parsed: Mc7Block;
  try {
    parsed = parseBlock(image, name);
  } catch (error) {
    if (!isWitnessError(error)) throw error;
    return damaged(error.detail ?? error.code);
  }
  if (parsed.typeCode !== subtypeOf(block.type) || parsed.number !== block.number) {
    return damaged(`the image of block ${parsed.number} of type ${parsed.typeCode}`);
  }
  const content = parsed.type === 'DB' ? withBody(parsed, new Uint8Array(0), name) : image;
  return { failure: null, content };
}

function damaged(detail: string): { readonly failure: StatedFailure } {
  return { failure: { code: 's7.block-damaged', detail } };
}
