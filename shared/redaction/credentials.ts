import { type SecretSpan, withheldMark } from './span.ts';

const inUrl = /[a-z][a-z0-9+.-]{1,15}:\/\/[^\s:@/"'<>]{0,100}:([^\s@/"'<>]{1,200})@/gi;
const inHeader =
  /authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer|basic)\s{1,4}([A-Za-z0-9+/._~=-]{8,8192})/gi;

/** Passwords in URLs (`opc.tcp://user:x@host`) and in authorization headers. */
export function credentials(text: string): SecretSpan[] {
  return [inUrl, inHeader].flatMap(pattern =>
    Array.from(text.matchAll(pattern), match => {
      const secret = match[1] ?? '';
      const start = match.index + match[0].lastIndexOf(secret);
      return { start, end: start + secret.length, sort: 'credentials' as const };
    }).filter(({ start }) => !withheldMark.test(text.slice(start, start + 40))),
  );
}
