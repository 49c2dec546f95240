export {
  formatValueText,
  type Member,
  type MemberMeta,
  type ParsedValueText,
  parseValueText,
  type Scalar,
  type ValueType,
  valueTypes,
} from './value-text.ts';
