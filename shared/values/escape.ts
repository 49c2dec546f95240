/**
 * The one string escape of value text: between quotes, `\"`, `\\`, `\#`, `\n`, `\r`, `\t` and `\u{HEX}`.
 * The set of escaped code points is a fixed list instead of a Unicode category, because a category
 * grows with each Unicode version and the same state would then give other bytes on a newer Node.
 */
const escapedRanges: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x22, 0x23],
  [0x5c, 0x5c],
  // DEL, C1 controls (with NEL, a line end for some tools) and the no-break space.
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  // Odd blanks, joiners, bidi marks.
  [0x2000, 0x200f],
  // Line and paragraph separator, bidi embeddings.
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  // Surrogates: reached only where unpaired.
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const escapedClass = escapedRanges
  .map(([low, high]) => `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`)
  .join('');
const escapedAll = new RegExp(`[${escapedClass}]`, 'gu');
const escapedAny = new RegExp(`[${escapedClass}]`, 'u');

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '#': '\\#',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const shortMeanings: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '#': '#',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** True where `text` holds a character that must not stand in a line as it is. */
export function needsEscape(text: string): boolean {
  return escapedAny.test(text);
}

/** `text` between quotes, on one line, with nothing invisible in it. */
export function quote(text: string): string {
  const inner = text.replace(
    escapedAll,
    character =>
      shortEscapes[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  return `"${inner}"`;
}

/** Index just behind the quoted string that begins at `from`; -1 where it does not end. No regex: it may be huge. */
export function quotedEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at++;
    else if (unit === 0x22) return at + 1;
  }
  return -1;
}

const escapeSequence = /\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\s\S]?))/g;

/** The inverse of `quote`; null where `quoted` is not one quoted string or an escape in it means nothing. */
export function unquote(quoted: string): string | null {
  if (!quoted.startsWith('"') || quotedEnd(quoted, 0) !== quoted.length) return null;
  let valid = true;
  const text = quoted
    .slice(1, -1)
    .replace(escapeSequence, (_all, hex: string | undefined, short: string | undefined) => {
      const codePoint = hex === undefined ? undefined : Number.parseInt(hex, 16);
      if (codePoint !== undefined && codePoint <= 0x10ffff) return String.fromCodePoint(codePoint);
      const meaning = Object.hasOwn(shortMeanings, short ?? '') ? shortMeanings[short ?? ''] : undefined;
      if (meaning === undefined) valid = false;
      return meaning ?? '';
    });
  return valid ? text : null;
}
