/** Schneider Unity Pro and Control Expert: projects (`.xef`) and parts of them. */
export { xefNoise } from './noise.ts';
export { parseXef, recogniseXef } from './parse.ts';
