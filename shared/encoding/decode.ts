export type TextEncoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1252'
  | 'windows-1251'
  | 'windows-1250';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** False where nothing in the bytes says the encoding and it was taken from how letters stand together. */
  readonly certain: boolean;
}

/**
 * Text of a file whose encoding nobody names: by its byte order mark, else UTF-8 where it is that, else a code
 * page of Windows. Which one cannot be known: Cyrillic words are rows of high bytes, Western and Central European
 * ones have single accented letters between plain ones; where those would be signs in the midst of words, or the
 * letters of no Western language together, they are Central European. Any bytes are taken; the mark is not part of
 * the text.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = byMark(bytes);
  if (marked !== null)
    return { text: new TextDecoder(marked).decode(bytes), encoding: marked, certain: true };
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      encoding: 'utf-8',
      certain: true,
    };
  } catch {
    // Not UTF-8: a code page.
    const encoding = isCyrillic(bytes)
      ? 'windows-1251'
      : isCentralEuropean(bytes)
        ? 'windows-1250'
        : 'windows-1252';
    return { text: new TextDecoder(encoding).decode(bytes), encoding, certain: false };
  }
}

function byMark(bytes: Uint8Array): TextEncoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/** Whether most letters above ASCII stand beside another one. */
function isCyrillic(bytes: Uint8Array): boolean {
  let letters = 0;
  let inRows = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (!isHigh(bytes[at])) continue;
    letters++;
    if (isHigh(bytes[at - 1]) || isHigh(bytes[at + 1])) inRows++;
  }
  return inRows * 2 > letters;
}

/** Letters in windows-1250 that are signs in 1252: `Ť Ź ť ź Ł Ą Ż ł ą Ľ ľ ż` for `£ ¥ ¯ ³ ¹ ¼ ¾ ¿` and such. Not `ś`, which is `œ`. */
const signs = new Set([0x8d, 0x8f, 0x9d, 0x9f, 0xa3, 0xa5, 0xaf, 0xb3, 0xb9, 0xbc, 0xbe, 0xbf]);

/** A sign before a letter (`m³` and `£5` have none there), or `č ě ů` beside `š ž ř`: no Western language has their bytes together. */
function isCentralEuropean(bytes: Uint8Array): boolean {
  const found = new Set<number>();
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    // A Spanish question begins with what is `ż`.
    const within = isPlainLetter(bytes[at - 1]) && isLetter(bytes[at + 1]);
    const before = byte !== 0xbf && isPlainLetter(bytes[at + 1]);
    if (signs.has(byte) && (within || before)) return true;
    found.add(byte);
  }
  const together = (...letters: readonly number[]) => letters.filter(letter => found.has(letter)).length;
  const accented = together(0xe8, 0xec, 0xf9);
  const hooked = together(0x9a, 0x9e, 0xf8);
  return accented > 0 && hooked > 0 && accented + hooked > 2;
}

/** Of either page: `wyłączony` has two such letters in a row. */
function isLetter(byte: number | undefined): boolean {
  return isPlainLetter(byte) || isHigh(byte) || (byte !== undefined && signs.has(byte));
}

function isPlainLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/** Letters of windows-1251, and the accented ones of windows-1252. */
function isHigh(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0xc0;
}
