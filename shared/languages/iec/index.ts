/** What the languages of IEC 61131-3 share: lexemes, declarations, statements, instructions. Pure, and never throws for a text. */
export { baseName, hasEnding, inputText, parsed, refused, tooLong } from './input.ts';
export { dateKey, durationKey, numberKey, textKey } from './literal.ts';
export { iecNoise } from './noise.ts';
export { bodyOfText, tokensOfText, typeOfText, valueOfText } from './of-text.ts';
export { type Findings, noFindings, Reader } from './reader.ts';
export { shortened } from './shortened.ts';
export { sourceUnits } from './source-units.ts';
export { allStatements } from './statements.ts';
export { memberOf } from './type-text.ts';
export { bodyOf, unitOf } from './unit.ts';
export { writeKeys, writeLexemes } from './writing.ts';
