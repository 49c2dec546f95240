export { canonicalJson } from './canonical.ts';
export {
  type Checkpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  readCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export { type EventType, eventTypes, type LogEvent, logEventSchema } from './event.ts';
export { commitment, emptyRoot, type Hash, leafHash, nodeHash } from './hash.ts';
export {
  type NoteSigner,
  type NoteVerifier,
  noteSigner,
  noteVerifier,
  type OpenedNote,
  openNote,
  parseVerifierKey,
  signNote,
  verifierKey,
} from './note.ts';
export { consistencyProof, inclusionProof, type NodeReader, rootHash } from './proof.ts';
export {
  entryBytes,
  eventUpcasters,
  readEvent,
  typeVersion,
  type Upcast,
  type Upcasters,
} from './read-event.ts';
export {
  appendLeaf,
  emptyFrontier,
  type Frontier,
  frontierNodes,
  frontierRoot,
  type NodeAddress,
  type StoredNode,
} from './tree.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './verify.ts';
