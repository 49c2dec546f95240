export { readClock } from './clock.ts';
export { connectionCounts } from './connections.ts';
export { type CpuIdentity, identityOf } from './identity.ts';
export { forceActive } from './leds.ts';
export { modeOf } from './mode.ts';
export { type Protection, protectionOf } from './protection.ts';
export { askSzl, readSzl, type Szl } from './read-szl.ts';
