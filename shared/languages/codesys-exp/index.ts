/** Exports of CODESYS 2.3 (`.EXP`). */
export { parseCodesysExp, recogniseCodesysExp } from './parse.ts';
