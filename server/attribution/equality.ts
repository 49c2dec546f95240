import { parseScalar, type Scalar, sameValue, type ValueType } from '@witnessmark/shared/values';

/**
 * Whether a record's value is the value of a part. Where the type is known they are compared as values, so that
 * an audit trail's `55` is the reading's `55.0`, `1` is `true` and `255` is `16#FF`; nothing is rounded.
 */
export function sameText(type: ValueType | null, told: string, held: string): boolean {
  if (told === held) return true;
  if (type === null) return told.startsWith('sha256:') && told.toLowerCase() === held.toLowerCase();
  const [a, b] = [scalarOf(type, told.trim()), parseScalar(type, held)];
  return a !== undefined && b !== undefined && sameValue(type, a, b);
}

/** A value as records write it: as value text does, or in the spellings that lose nothing. */
function scalarOf(type: ValueType, told: string): Scalar | undefined {
  const plain = parseScalar(type, told);
  if (plain !== undefined) return plain;
  switch (type) {
    case 'Bool':
      return spelled(told);
    case 'Byte':
    case 'Word':
    case 'DWord':
    case 'LWord':
      return /^\d{1,20}$/.test(told) ? BigInt(told) : undefined;
    case 'SInt':
    case 'Int':
    case 'DInt':
    case 'LInt':
    case 'USInt':
    case 'UInt':
    case 'UDInt':
    case 'ULInt':
      return /^[+-]?\d{1,20}(\.0{1,9})?$/.test(told)
        ? parseScalar(type, told.replace(/^\+|\..*$/g, ''))
        : undefined;
    case 'Char':
    case 'WChar':
    case 'String':
    case 'WString':
      return told.startsWith('"') ? undefined : told;
    default:
      return undefined;
  }
}

function spelled(told: string): boolean | undefined {
  if (/^(true|1)$/i.test(told)) return true;
  return /^(false|0)$/i.test(told) ? false : undefined;
}
