export { type Instant, type IsoTime, instantSchema, isoTimeSchema } from './instant.ts';
