export { type Instant, type IsoTime, instantSchema, isoTimeSchema } from './instant.ts';
export { isTimeZone, type SiteTime, siteTime } from './site-time.ts';
