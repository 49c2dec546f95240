export { derivedTrailer, type FactOrigin, factTrailers, readFactTrailers } from './message.ts';
export { openStore } from './open.ts';
export type {
  BlamedLine,
  CheckResult,
  CommitNotes,
  CommitRecord,
  CommitSummary,
  HistoryPage,
  NotesTip,
  OriginalFile,
  PathDifference,
  Store,
  StoreChange,
  StoreCommit,
  StoreContent,
  StoredItem,
  StoreLog,
  StoreOptions,
  Trailer,
  TreeItem,
} from './store.ts';
export type { UploadPackCall } from './upload-pack-call.ts';
