/** B&R Automation Studio: `.st`, `.var`, `.typ`, `.fun`. */
export { parseBr, recogniseBr } from './parse.ts';
