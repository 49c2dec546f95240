export { createMemorySite, type MemorySite } from './memory-site.ts';
