/** What the languages of STEP 7 and TIA Portal share: lexemes, declarations, statements of SCL, ladder graphs. Pure. */

export { memberAttributes, unitAttributes } from './attributes.ts';
export { takeAttributes } from './declarations.ts';
export { Findings } from './findings.ts';
export { circuitsOf } from './ladder-circuits.ts';
export { instructionOf } from './ladder-instruction.ts';
export {
  boxPart,
  coilPart,
  contactPart,
  type Net,
  Nets,
  nothing,
  type Part,
  type PinDraft,
  rail,
} from './ladder-part.ts';
export { isLexeme, type Lexeme, Lexer } from './lexeme.ts';
export { Refusal, siemensLimits } from './limits.ts';
export { literalToken } from './literal.ts';
export { MemberCount, type MemberDraft, newMember } from './members.ts';
export { siemensNoise } from './noise.ts';
export { endingOf } from './path.ts';
export { reading } from './reading.ts';
export { sclBody } from './scl-body.ts';
export { type BodyContext, sourceBlocks, titleText } from './source-blocks.ts';
export { statementTokens } from './statement-tokens.ts';
export { sclStatements } from './statements.ts';
export {
  addressOperand,
  bare,
  constantOperand,
  joined,
  nameKey,
  type SymbolPart,
  symbolOperand,
  tagAddress,
} from './symbol.ts';
export { elementType, typeText } from './type-name.ts';
export { valueOfText } from './value.ts';
