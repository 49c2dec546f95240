/** Encodings that files of engineering tools come in, by how a text is written in each; null where it cannot be. */
export const encodings: Readonly<Record<string, (text: string) => Uint8Array | null>> = {
  'utf-8': text => Buffer.from(text, 'utf8'),
  'utf-8 with a mark': text => Buffer.from(`\uFEFF${text}`, 'utf8'),
  'utf-16le': text => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'utf-16be': text => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  'windows-1250': text => inCodePage(text, 'windows-1250'),
  'windows-1251': text => inCodePage(text, 'windows-1251'),
  'windows-1252': text => inCodePage(text, 'windows-1252'),
};

/** What a decoder makes of each byte, turned round. */
function inCodePage(text: string, page: string): Uint8Array | null {
  const letters = new TextDecoder(page).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const bytes = new Map(Array.from(letters, (letter, byte) => [letter, byte]));
  const written = Array.from(text, letter => bytes.get(letter));
  return written.every(byte => byte !== undefined) ? Uint8Array.from(written) : null;
}
