import { decodeText } from '@witnessmark/shared/encoding';
import type { Signs } from './cut.ts';

export const encodings = [
  'auto',
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
] as const;
export type Encoding = (typeof encodings)[number];

/** How the text of a file is read. */
export interface FileText {
  readonly signs: Signs;
  /** Bytes of its mark, which are no text. */
  readonly mark: number;
  decode(record: Uint8Array): string;
}

/** Bytes a file has to have before its encoding is looked for. */
export const textHead = 64;

/**
 * By its mark; else as configured; else UTF-16 where every other byte is zero, and each record as UTF-8 or a code page
 * of Windows. Null where there are too few bytes to say.
 */
export function fileText(head: Uint8Array, configured: Encoding): FileText | null {
  if (head.length < 2) return null;
  if (head[0] === 0xff && head[1] === 0xfe) return wide('utf-16le', 2);
  if (head[0] === 0xfe && head[1] === 0xff) return wide('utf-16be', 2);
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  if (mark > 0) return narrow('utf-8', mark);
  if (configured === 'utf-16le' || configured === 'utf-16be') return wide(configured, 0);
  if (configured !== 'auto') return narrow(configured, 0);
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 4 && odd > even) return wide('utf-16le', 0);
  if (even > head.length / 4) return wide('utf-16be', 0);
  const signs: Signs = { unit: 1, littleEndian: true };
  return { signs, mark: 0, decode: record => decodeText(record).text };
}

function wide(encoding: 'utf-16le' | 'utf-16be', mark: number): FileText {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const signs: Signs = { unit: 2, littleEndian: encoding === 'utf-16le' };
  return { signs, mark, decode: record => decoder.decode(record) };
}

function narrow(encoding: Exclude<Encoding, 'auto'>, mark: number): FileText {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { signs: { unit: 1, littleEndian: true }, mark, decode: record => decoder.decode(record) };
}
