export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'windows-1251';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** False where nothing in the bytes says the encoding and it was taken from how letters stand together. */
  readonly certain: boolean;
}

/**
 * Text of a file whose encoding nobody names: by its byte order mark, else UTF-8 where it is that, else a code
 * page of Windows. Which one cannot be known: Cyrillic words are rows of high bytes, Western ones have single
 * accented letters between plain ones. Any bytes are taken; the mark is not part of the text.
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
    const encoding = isCyrillic(bytes) ? 'windows-1251' : 'windows-1252';
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

/** Letters of windows-1251, and the accented ones of windows-1252. */
function isHigh(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0xc0;
}
