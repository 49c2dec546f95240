/** Where tags, blocks and types are read, written, called and declared. */
export {
  callsIn,
  isQualifying,
  type Reference,
  type ReferenceAccess,
  referenceAccesses,
  referenceKey,
  references,
  type UnitPlace,
} from './references.ts';
