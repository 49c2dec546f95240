/** The append-only log: entries, tree, checkpoints, proofs, and who is told of new entries. */
export { assertWritable, type Entry, type EventActor, type EventDraft } from './draft.ts';
export { erasure } from './erasure.ts';
export { type EntriesListener, EventBus } from './event-bus.ts';
export { currentGeneration, nextGeneration, originOf } from './generation.ts';
export { type Appended, Log, type LogOptions, type Project, type SignedCheckpoint } from './log.ts';
export { type EntryFilter, type LogGeneration, LogReader, toEntry } from './reader.ts';
export { nodeReader, readFrontier, readSize } from './tree-store.ts';
