export { canonicalAddress } from './address.ts';
export { NameBook, type NameCandidate, type NameFile } from './book.ts';
export { type Named, NamedBlock, type NameVerdict, openedBlocks } from './named-block.ts';
export { mayHoldNames, type NameResult, readNames } from './read-source.ts';
export {
  type NamedText,
  type NameFileInfo,
  type NamesFrom,
  namedSchema,
  namedText,
  nameFileSchema,
  namesFromSchema,
} from './schema.ts';
export { type NameSource, nameLimits, type SourceForm } from './source.ts';
