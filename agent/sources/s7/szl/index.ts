export { clockText, readClock } from './clock.ts';
export { type ConnectionCounts, connectionCounts } from './connections.ts';
export { type CpuIdentity, identityOf } from './identity.ts';
export { forceActive } from './leds.ts';
export { modeOf } from './mode.ts';
export { type Protection, protectionOf } from './protection.ts';
export { parseSzl, readSzl, type Szl } from './read-szl.ts';
