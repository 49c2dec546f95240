/** Rockwell Studio 5000 and RSLogix 5000: `.L5X`, a whole controller or a part of one. */
export { l5xNoise } from './noise.ts';
export { parseL5x, recogniseL5x } from './parse.ts';
