import { type BlockRef, subtypeOf } from './block-type.ts';
import { type BlockHeader, headerBytes, parseHeader, trailerBytes } from './header.ts';

/**
 * What is wrong with a whole image that was uploaded as `block`, or null where its header fits the block and
 * its lengths fit its bytes: load length = 72 + code + interface + segments (held by every real block tried).
 */
export function faultOfImage(image: Buffer, block: BlockRef): string | null {
  const header = parseHeader(image);
  if (header === null) return 'no block header';
  if (header.number !== block.number || header.subtype !== subtypeOf(block.type)) {
    return `the header of block ${header.number} of subtype ${header.subtype}`;
  }
  if (header.loadLength !== image.length) {
    return `${image.length} bytes, ${header.loadLength} by the header`;
  }
  return contentEnd(header) + trailerBytes === image.length ? null : 'lengths that do not add up';
}

/**
 * A data block's image with its actual values set to zero: they stand where other blocks have their code, move
 * all the time, and are read as values where they are watched. Length, header, interface with the initial
 * values, and trailer stay. The image of any other block is given as it is.
 */
export function withoutActualValues(image: Buffer): Buffer {
  const header = parseHeader(image);
  if (header === null || header.subtype !== subtypeOf('DB')) return image;
  const still = Buffer.from(image);
  still.fill(0, headerBytes, Math.min(headerBytes + header.mc7Length, still.length));
  return still;
}

function contentEnd({ mc7Length, interfaceLength, segmentLength }: BlockHeader): number {
  return headerBytes + mc7Length + interfaceLength + segmentLength;
}
