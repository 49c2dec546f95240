/** From the agents' facts to git and log: the one way a change comes in. */
export { LateContents } from './blobs.ts';
export type { Redact } from './contents.ts';
export { Ingest, type IngestOptions } from './ingest.ts';
export type { IngestLog } from './ingest-log.ts';
