import type { Token } from '../model/index.ts';

interface Written {
  readonly kind: Token['kind'] | 'pragma';
  readonly text: string;
  readonly key: string;
}

const tightBefore = new Set([',', ';', ')', ']', '^', '.', '..', '(', '[']);
const tightAfter = new Set(['(', '[', '.', '..']);

/** One way to write a row of tokens, as it is shown. */
export function writeLexemes(tokens: readonly Written[]): string {
  return joined(tokens, token => token.text);
}

/** The same as it is compared. */
export function writeKeys(tokens: readonly Written[]): string {
  return joined(tokens, token => token.key);
}

function joined(tokens: readonly Written[], of: (token: Written) => string): string {
  const parts: string[] = [];
  let previous: Written | undefined;
  let sign = false;
  for (const token of tokens) {
    if (previous !== undefined && !sign && isApart(previous, token)) parts.push(' ');
    parts.push(of(token));
    sign = (token.key === '-' || token.key === '+') && !(previous !== undefined && isOperandEnd(previous));
    previous = token;
  }
  return parts.join('');
}

function isApart(previous: Written, token: Written): boolean {
  if (previous.kind === 'operator' && tightAfter.has(previous.key)) return false;
  if (token.kind !== 'operator') return true;
  // `STRING(80)` and `a[1]`, but `a AND (b)` and `x := (a := 1)`.
  if (token.key === '(' || token.key === '[')
    return !(
      previous.kind === 'name' ||
      previous.kind === 'number' ||
      isCloser(previous) ||
      previous.key === 'ARRAY'
    );
  return !tightBefore.has(token.key);
}

function isCloser(token: Written): boolean {
  return token.key === ')' || token.key === ']' || token.key === '^';
}

/** Whether a sign behind it is between two operands, and not before one. */
function isOperandEnd(token: Written): boolean {
  return token.kind === 'operator' ? isCloser(token) : token.kind !== 'keyword';
}
