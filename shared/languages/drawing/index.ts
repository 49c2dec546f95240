/** How a network is drawn: a picture becomes shapes at their places, one side alone or both laid over each other. */
export { isPlain, widthOf } from './cells.ts';
export type * from './drawing.ts';
export { drawn, overlaid } from './drawn.ts';
