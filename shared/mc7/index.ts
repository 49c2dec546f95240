export { type AssembledCode, assemble } from './assemble.ts';
export {
  type BlockAttributes,
  type BlockLanguage,
  type BlockType,
  blockName,
  hasCode,
  longestImage,
  type Mc7Block,
  parseBlock,
  withBody,
} from './block.ts';
export {
  type BlockDiff,
  type DiffVerdict,
  diffBlocks,
  type FieldChange,
} from './block-diff.ts';
export { notationOf, type ReadBlock, readBlock } from './code.ts';
export type { CodeDiff, NetworkChange, StatementChange } from './code-diff.ts';
export type { Place } from './code-side.ts';
export {
  addressesPath,
  type DataPlace,
  formatAddresses,
  parseAddresses,
  type WatchedMember,
} from './data-address.ts';
export type { DataScalar } from './data-scalar.ts';
export { type Bounds, type DataType, type Member, type Section, simpleBits } from './data-type.ts';
export { type DataValue, type DataValues, dataValues, type StartValue, startValues } from './data-values.ts';
export { type Declaration, readDeclaration, sharedData } from './declaration.ts';
export { decodeCode } from './decode.ts';
export type { Evidence } from './form.ts';
export { logicHash } from './identity.ts';
export type { Instruction, KnownInstruction, UnknownInstruction } from './instruction.ts';
export { type InterfaceLine, interfaceLines } from './interface-text.ts';
export { bitsOf } from './layout.ts';
export { type ListedLine, type Listing, listBlock, listImage } from './listing.ts';
export { MemberPlaces, type MemberStep } from './member-at.ts';
export { type Mnemonics, type Operation, operationNamed } from './mnemonics.ts';
export type { Operand } from './operand.ts';
export type { Notation } from './operand-text.ts';
export { type Reference, referencesOf } from './references.ts';
export type { BlockTime } from './time-stamp.ts';
export type { Understanding } from './understanding.ts';
export type { ValueChange } from './value-diff.ts';
export type { VariableChange } from './variable-diff.ts';
