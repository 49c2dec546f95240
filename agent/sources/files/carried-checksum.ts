import { open } from 'node:fs/promises';
import { readChecksum } from '@witnessmark/shared/facts';

/** A checksum stands near the beginning of an export, in its header; what comes later is not searched. */
const searchedBytes = 4 * 1024 * 1024;
const placeholder = '$checksum';
const token = /[0-9A-Za-z#_]{1,100}/y;

/** Where exports carry the checksum of the program they are of. */
export interface CarriedChecksum {
  readonly matches: (relative: string) => boolean;
  readonly before: string;
  readonly after: string;
}

/** `text` holds `$checksum` once, in place of the checksum: `(* Checksum: $checksum *)`. */
export function carriedIn(matches: (relative: string) => boolean, text: string): CarriedChecksum {
  const at = text.indexOf(placeholder);
  return { matches, before: text.slice(0, at), after: text.slice(at + placeholder.length) };
}

/** The checksum that a content carries; null where it carries none. Its first one is taken. */
export function checksumIn(content: Uint8Array, { before, after }: CarriedChecksum): string | null {
  const bytes = content.subarray(0, searchedBytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  for (let at = text.indexOf(before); at >= 0; at = text.indexOf(before, at + 1)) {
    token.lastIndex = at + before.length;
    const found = token.exec(text)?.[0];
    if (found === undefined || !text.startsWith(after, at + before.length + found.length)) continue;
    const checksum = readChecksum(found);
    if (checksum !== null) return checksum;
  }
  return null;
}

/** The beginning of a large file, as far as it is searched. */
export async function beginningOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(searchedBytes);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}
