/** Projects in the exchange format of PLCopen. */
export { networksOfDrawing } from './body.ts';
export { plcopenNoise } from './noise.ts';
export { operandOf } from './operand.ts';
export { parsePlcopen, recognisePlcopen } from './parse.ts';
