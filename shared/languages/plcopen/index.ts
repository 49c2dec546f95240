/** Projects in the exchange format of PLCopen. */
export { plcopenNoise } from './noise.ts';
export { parsePlcopen, recognisePlcopen } from './parse.ts';
