/** Texts of IEC 61131-3. */
export { parseSt, recogniseSt } from './parse.ts';
