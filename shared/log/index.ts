export { canonicalJson } from './canonical.ts';
export { type EventType, eventTypes, type LogEvent, logEventSchema } from './event.ts';
