export { createMemorySite, type MemorySite } from './memory-site.ts';
export { hashOf, joinRaw, keyAndRequest, RawAgent } from './raw-agent.ts';
