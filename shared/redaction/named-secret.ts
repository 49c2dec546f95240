import { type SecretSpan, secretLength, withheldMark } from './span.ts';

/**
 * Words that name a secret when a name ends in them. Not `token`, `key`, `code` or `pin` alone: controller
 * programs are full of them, and a program withheld without need is a change nobody sees.
 */
const secretWord = new RegExp(
  [
    '(?<!by|com)pass[-_ ]?(?:word|phrase|wort|code|key)',
    'passwd',
    'kennwort',
    'wachtwoord',
    'mot[-_ ]?de[-_ ]?passe',
    'contrase(?:ñ|n)a',
    'senha',
    'пароль',
    '密码',
    '密碼',
    'パスワード',
    'pwd',
    'psk',
    'secret(?:[-_ ]?key)?',
    '(?:pre)?[-_ ]?shared[-_ ]?key',
    'private[-_ ]?key',
    'api[-_ ]?key',
    '(?:access|auth|api|bearer)[-_ ]?token',
  ].join('|'),
  'giu',
);
/** Behind the word the name must end: `Password2` and `PasswordHash` are secrets, `PasswordOk` is none. */
const nameEnd = /(?:[-_ ]?(?:hash|encrypted|value|text))?_?\d{0,3}(?![\p{L}\d_])/iuy;

/** Values after a name that says they are secret, in the forms of program exports, XML, JSON and ini files. */
export function namedSecrets(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  secretWord.lastIndex = 0;
  for (let word = secretWord.exec(text); word !== null; word = secretWord.exec(text)) {
    const behind = isNameStart(text, word.index) ? matchAt(nameEnd, text, secretWord.lastIndex) : null;
    const at = secretWord.lastIndex + (behind?.[0].length ?? 0);
    const span = behind === null ? null : spanBehind(text, word.index, at);
    if (span === null) continue;
    secretWord.lastIndex = span.end;
    if (isSecret(text.slice(span.start, Math.min(span.end, span.start + 40)))) {
      spans.push({ ...span, sort: 'password' });
    }
  }
  return spans;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const shortWord = /^(?:pwd|psk|secret|senha)/i;

/** A short word begins a name or a part of one (`UserPwd`, `user_pwd`); `QPSK` and `desenha` only end in it. */
function isNameStart(text: string, at: number): boolean {
  const [before = '', first = ''] = [text[at - 1], text[at]];
  const partOfName = /\p{Lu}/u.test(first) && /\p{Ll}/u.test(before);
  return partOfName || !/\p{L}/u.test(before) || !shortWord.test(text.slice(at, at + 6));
}

function spanBehind(text: string, wordAt: number, at: number): Range | null {
  return (
    assigned(text, at) ??
    element(text, wordAt, at) ??
    named(text, wordAt, at) ??
    inConnection(text, wordAt, at) ??
    onLine(text, wordAt, at)
  );
}

/** `Password := 'x'`, `Password : STRING[20] := 'x'`, `password="x"`, `"password": "x"`, `"password": 1234` */
const assignment =
  /["'\]]?[ \t]{0,16}(?::[ \t]{0,16}W?STRING(?:[ \t]?[[(][ \t]?\d{1,5}[ \t]?[\])])?[ \t]{0,16}:=|:=|=>|==?|<>|!=|:)[ \t]{0,16}(?=(["'])|(\d))/iy;

function assigned(text: string, at: number): Range | null {
  const match = matchAt(assignment, text, at);
  if (match === null) return null;
  const start = at + match[0].length;
  if (match[1] !== undefined) return quoted(text, start);
  // A bare number is a secret in JSON only; elsewhere it stands in a line of its own or not at all.
  const number = /^["']/.test(match[0]) ? matchAt(/\d{1,40}(?=\s{0,16}[,}\]])/y, text, start) : null;
  return number === null ? null : { start, end: start + number[0].length };
}

/** What stands between the quotes at `at`, on one line; backslash and `$` (Structured Text) escape. */
function quoted(text: string, at: number): Range | null {
  const quote = text[at];
  const last = Math.min(text.length, at + 1 + secretLength);
  for (let end = at + 1; end < last; end++) {
    const character = text[end];
    if (character === quote) return { start: at + 1, end };
    if (character === '\n') return null;
    if (character === '\\' || (character === '$' && quote === "'")) end++;
  }
  return null;
}

/** `<Password>x</Password>`, `<ns:Password type="plain">x</ns:Password>` */
function element(text: string, wordAt: number, at: number): Range | null {
  if (!/<(?!\/)[\w:.-]{0,60}$/.test(text.slice(Math.max(0, wordAt - 62), wordAt))) return null;
  const tag = matchAt(/(?:\s[^<>]{0,500})?>/y, text, at);
  if (tag === null || tag[0].endsWith('/>')) return null;
  return content(text, at + tag[0].length);
}

/** An element's text, where nothing but text stands in it. Looks no further than the next tag. */
function content(text: string, start: number): Range | null {
  const length = text.slice(start, start + secretLength).indexOf('<');
  const inner = text.slice(start, start + Math.max(0, length));
  return text[start + length + 1] !== '/' || inner.trim() === '' ? null : { start, end: start + length };
}

/** `<add key="Password" value="x"/>`, `<Property Name="Password">x</Property>` */
function named(text: string, wordAt: number, at: number): Range | null {
  if (
    !/\b(?:name|key|id)\s{0,4}=\s{0,4}["'][\w :.-]{0,40}$/i.test(text.slice(Math.max(0, wordAt - 60), wordAt))
  ) {
    return null;
  }
  const value = matchAt(valueAttribute, text, at);
  if (value !== null) return quoted(text, at + value[0].length);
  const tag = matchAt(/["'][^<>]{0,300}>/y, text, at);
  if (tag === null || tag[0].endsWith('/>')) return null;
  return content(text, at + tag[0].length) ?? startValue(text, at + tag[0].length);
}

const valueAttribute = /["'][^<>]{0,300}?\s(?:value|default)\s{0,4}=\s{0,4}(?=["'])/iy;

/** `<StartValue>'x'</StartValue>` (TIA) or `<simpleValue value="x"/>` (PLCopen) a few tags into a declaration. */
function startValue(text: string, from: number): Range | null {
  let at = from;
  for (let tags = 0; tags < 8; tags++) {
    const tag = matchAt(/\s{0,100}<([\w:]{1,60}|\/)[^<>]{0,300}>/y, text, at);
    if (tag === null) return null;
    const valueAt = /^\s*<simpleValue\s{1,4}value\s{0,4}=\s{0,4}(?=["'])/i.exec(tag[0]);
    if (valueAt !== null) return quoted(text, at + valueAt[0].length);
    at += tag[0].length;
    if (tag[1]?.toLowerCase() === 'startvalue') return content(text, at);
  }
  return null;
}

/** `Server=db;User Id=sa;Password=x;`, `?user=a&password=x` */
function inConnection(text: string, wordAt: number, at: number): Range | null {
  if (text[at] !== '=' || !/[;"'?&][ \t]?[\w ]{0,30}$/.test(text.slice(Math.max(0, wordAt - 32), wordAt)))
    return null;
  const value = matchAt(/[^\s;"'<>=&]{1,512}(?=[;"'<&]|$)/y, text, at + 1);
  return value === null ? null : { start: at + 1, end: at + 1 + value[0].length };
}

/** `password = x` or `password: x` on a line of its own, with a comment behind it at most. */
const lineStart = /(?:^|\n)[ \t]{0,40}[\w.[\]-]{0,80}$/;
// Behind a colon a semicolon ends a declaration; behind an equals sign, after a blank, it begins a comment.
const lineValue =
  /[ \t]{0,16}(?:=(?![=>])[ \t]{0,16}([^\s"'(){},;]{1,512})(?:[ \t]+[#;][^\n]{0,200})?|:(?![=:])[ \t]{0,16}([^\s"'(){},;]{1,512})(?:[ \t]+#[^\n]{0,200})?)[ \t]*\r?(?=\n|$)/y;
/** Type names and words that stand behind a name in a declaration or say that there is no secret. */
const noValue =
  /^(?:w?string|w?char|bool|byte|d?word|u?s?int|u?d?int|u?l?int|l?real|array|true|false|yes|no|on|off|null|none|nil|\$\{.*|%\w+%|![a-z].*)$/i;

function onLine(text: string, wordAt: number, at: number): Range | null {
  if (!lineStart.test(text.slice(Math.max(0, wordAt - 122), wordAt))) return null;
  const match = matchAt(lineValue, text, at);
  const value = match?.[1] ?? match?.[2];
  if (match === null || value === undefined || noValue.test(value)) return null;
  const start = text.indexOf(value, at);
  return { start, end: start + value.length };
}

/** What is empty, masked, nought or withheld already hides nothing. */
function isSecret(value: string): boolean {
  return !/^(?:[*•.\s]*|x+|0+|''|\$'\$'|&apos;&apos;)$/i.test(value) && !withheldMark.test(value);
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
