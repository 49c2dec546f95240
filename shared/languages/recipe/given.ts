/** What a file says, whatever form it is written in: a value with its name, or a group or list of further ones. */
export interface Given {
  /** As the file calls it; empty for an element of a list. */
  readonly name: string;
  /** `written` where the form knows no types, as XML and delimited text. */
  readonly kind: 'number' | 'text' | 'boolean' | 'null' | 'written' | 'group' | 'list';
  /** The value as it is written; null for a group or a list. */
  readonly text: string | null;
  readonly children: readonly Given[];
  readonly line: number;
}

/** A number in the one writing it is compared by, without loss of digits: `100`, `100.0` and `1e2` have one. Null for what is none. */
export function numberKey(text: string): string | null {
  const found = /^([-+]?)(\d{1,400})(?:\.(\d{0,400}))?(?:[eE]([-+]?\d{1,6}))?$/.exec(text.trim());
  if (found === null) return null;
  const [, sign = '', whole = '', part = '', power = '0'] = found;
  const digits = `${whole}${part}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const plain = digits.replace(/0+$/, '');
  const exponent = Number(power) - part.length + digits.length - plain.length;
  return `${sign === '-' ? '-' : ''}${plain}e${exponent}`;
}
