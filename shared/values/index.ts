export { durationOf } from './duration.ts';
export { quote, unquote } from './escape.ts';
export {
  type Member,
  type MemberMeta,
  type ParsedValueText,
  type Scalar,
  type ValueType,
  valueTypes,
} from './member.ts';
export { compareMemberNames } from './order.ts';
export { formatScalar, parseScalar } from './scalar.ts';
export { type Step, sameValue, stepBetween } from './step.ts';
export {
  formatMember,
  formatName,
  formatRange,
  formatValueText,
  parseMember,
  parseValueText,
} from './value-text.ts';
