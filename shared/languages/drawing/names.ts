import { literalKind } from '../compare/index.ts';

/** The name that a text is; null where it is a constant, an expression, a sign or nothing. */
export function nameIn(text: string): string | null {
  const bare = text.trim();
  if (literalKind(bare) !== null || !/[\p{L}_%"]/u.test(bare)) return null;
  // A blank or an operator outside of quotes and brackets makes an expression of it.
  const outside = bare.replace(/"[^"]*"|'[^']*'|\[[^\]]*\]/g, 'x');
  return /[\s+*/=<>&,;()]/.test(outside) ? null : bare;
}
