/**
 * JSON with whole numbers kept exact: one beyond 2^53, such as a checksum of 64 bits, is a bigint. Throws a
 * SyntaxError for what is no JSON.
 */
export function parseExact(text: string): unknown {
  return JSON.parse(text, exact);
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d{1,40}$/.test(source) ? BigInt(source) : value;
}
