export type { Content, FactDraft, Spool, StreamState, Watermarks } from './spool.ts';
