import { isWitnessError } from '@witnessmark/shared/errors';
import { longestImage, parseBlock, readBlock, type StartValue, startValues } from '@witnessmark/shared/mc7';
import { formatScalar } from '@witnessmark/shared/values';

/** What a data block's image tells of its values. */
export interface DataBlockImage {
  readonly retained: boolean;
  readonly instanceOf: string | null;
  /** False where the declaration was not understood to its end. */
  readonly complete: boolean;
  readonly values: readonly StartValue[];
}

/** The first byte of an instance's interface. */
const instanceKind = 0x0a;

/** Reads an image; the reason where it is none that can be read. */
export function readDataBlock(path: string, image: Uint8Array): DataBlockImage | { readonly unread: string } {
  if (image.length > longestImage) return { unread: `an image of ${image.length} bytes is no block` };
  try {
    const { block, declaration } = readBlock(parseBlock(image, path));
    if (block.type !== 'DB') return { unread: 'the image is of another type of block' };
    if (declaration === null) return { unread: 'the block has no interface that says what is in it' };
    const { values, complete } = startValues(block, declaration);
    return {
      retained: !block.attributes.nonRetain,
      instanceOf: declaration.kind === instanceKind ? `FB ${declaration.number}` : null,
      complete,
      values,
    };
  } catch (error) {
    if (isWitnessError(error)) return { unread: error.message };
    throw error;
  }
}

/** A start value as value text writes it; null where value text has no such type. */
export function startText({ scalar }: StartValue): { readonly type: string; readonly value: string } | null {
  return scalar === null ? null : { type: scalar.type, value: formatScalar(scalar.type, scalar.value) };
}

const pathPattern = /^raw\/(DB(\d{1,5}))\.mc7$/;

/** `DB20` of `raw/DB20.mc7`; null for any other item. */
export function dataBlockOf(path: string): { readonly block: string; readonly number: number } | null {
  const match = pathPattern.exec(path);
  return match?.[1] === undefined ? null : { block: match[1], number: Number(match[2]) };
}
