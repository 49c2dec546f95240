import { type SecretSpan, secretLength, withheldMark } from './span.ts';

const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const dashes = '-----';

/** Bodies of private keys between PEM lines (RFC 7468, OpenSSH, PGP), also on one line with `\n` written out. */
export function privateKeys(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const from = match.index + match[0].length;
    const dashed = text.indexOf(dashes, from);
    // A key cut off has no end line: what follows is withheld up to the bound all the same.
    const to = Math.min(dashed < 0 ? text.length : dashed, from + secretLength);
    const body = text.slice(from, to).trim();
    const start = text.indexOf(body, from);
    if (body !== '' && !withheldMark.test(body)) {
      spans.push({ start, end: start + body.length, sort: 'private-key' });
    }
    begin.lastIndex = to;
  }
  return spans;
}
