export { derivedTrailer, type FactOrigin, factTrailers, readFactTrailers } from './message.ts';
export { openStore } from './open.ts';
export type {
  BlamedLine,
  CheckResult,
  CommitRecord,
  CommitSummary,
  HistoryPage,
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
  UploadPackCall,
} from './store.ts';
