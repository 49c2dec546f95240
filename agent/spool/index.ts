export type { FactDraft } from './fact-draft.ts';
export { openSpool, type SpoolOptions } from './open.ts';
export type { Content, Spool, StreamState, Watermarks } from './spool.ts';
export type { SpoolLog } from './spool-store.ts';
export type {
  BlobOnDisk,
  EpochReason,
  OfferedFact,
  QuarantinedFact,
  SpoolStats,
  SpoolStore,
  StreamTip,
} from './store.ts';
export type { Telling, ToldRecord, WitnessMemory } from './told.ts';
