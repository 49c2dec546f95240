import { errorEntries } from './entry.ts';

export const mc7Errors = errorEntries({
  'mc7.block-too-short': {
    status: 422,
    happened: 'the block image is shorter than a block’s header and trailer',
    remedy: 'Read the block again; an upload that was cut off is no block.',
  },
  'mc7.block-too-long': {
    status: 413,
    happened: 'the block image is longer than any block can be',
    remedy: 'Read the block again; nothing of this image was used.',
  },
  'mc7.block-mark-missing': {
    status: 422,
    happened: 'the image does not begin as a block of an S7-300 or S7-400 does',
    remedy: 'Check that the file is a whole uploaded block and not a part or another format.',
  },
  'mc7.block-length-wrong': {
    status: 422,
    happened: 'the lengths in the block’s header do not add up to the image',
    remedy: 'Read the block again; it was cut off, joined with another or changed while it was read.',
  },
  'mc7.block-field-invalid': {
    status: 422,
    happened: 'a field of the block’s header does not fit into the image',
    remedy: 'Report it: an image that was parsed always fits.',
  },
  'mc7.statement-unknown': {
    status: 422,
    happened: 'the listing holds a statement that cannot be assembled',
    remedy: 'Correct the line named; only listings as this product writes them are assembled.',
  },
  'mc7.label-unknown': {
    status: 422,
    happened: 'a jump of the listing leads to a label that is not there or out of reach',
    remedy: 'Correct the line named.',
  },
});
