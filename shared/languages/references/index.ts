/** Where tags, blocks and types are read, written, called and declared. */
export { type Mention, mentions } from './mentions.ts';
export {
  callsIn,
  type Reference,
  type ReferenceAccess,
  referenceAccesses,
  referenceKey,
  references,
  type UnitPlace,
} from './references.ts';
