/** Witnesses that speak to the server itself, and the way their statements are taken. */
export { type Collected, Collector } from './collector.ts';
