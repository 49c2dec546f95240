/** Where tags, blocks and types are read, written, called and declared. */
export {
  type Reference,
  type ReferenceAccess,
  referenceAccesses,
  referenceKey,
  references,
} from './references.ts';
