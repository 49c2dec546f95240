import canonicalize from 'canonicalize';

/**
 * RFC 8785 canonical JSON. Throws a TypeError for what JSON cannot hold exactly: undefined at the
 * top, NaN, infinities, and integers beyond 2^53 (those are written as strings by their schemas).
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}
