import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ItemObservation } from '@witnessmark/shared/facts';
import type { StoreContent } from '../store/index.ts';
import type { Blobs } from './blobs.ts';

/** Takes secrets out of an item's content; null where there is none. Deterministic. */
export type Redact = (
  path: string,
  content: Uint8Array,
) => { readonly content: Uint8Array; readonly secrets: number } | null;

/** Larger content is not looked through for secrets: it is an archive, not a configuration. */
const redactBytes = 8 * 1024 * 1024;

export interface ItemContent {
  /** What goes into git. */
  readonly stored: StoreContent;
  readonly sha256: string;
  readonly bytes: number;
  /** The content as read, where secrets were taken out of it. */
  readonly withheld: { readonly original: Uint8Array; readonly secrets: number } | null;
}

export type FoundContent =
  | { readonly state: 'found'; readonly content: ItemContent }
  | { readonly state: 'missing' }
  | { readonly state: 'mismatch'; readonly says: string };

/** The content a present item names: inline in the fact, or a blob that came before it. */
export async function findContent(
  item: ItemObservation,
  blobs: Blobs,
  redact: Redact,
): Promise<FoundContent> {
  const named = item.sha256 ?? '';
  if (item.inline === undefined) {
    const bytes = await blobs.size(named);
    if (bytes === null) return { state: 'missing' };
    if (item.bytes !== undefined && item.bytes !== bytes) {
      return { state: 'mismatch', says: `${item.path}: ${bytes} bytes, not ${item.bytes}` };
    }
    const file = blobs.file(named);
    if (bytes > redactBytes) {
      return {
        state: 'found',
        content: { stored: { file, sha256: named, bytes }, sha256: named, bytes, withheld: null },
      };
    }
    const found = checked(item.path, named, await readFile(file), redact);
    // It had this hash when it arrived: the server's own disk lost it.
    if (found.state === 'mismatch') await blobs.remove(named);
    return found.state === 'mismatch' ? { state: 'missing' } : found;
  }
  return checked(item.path, named, Buffer.from(item.inline.data, item.inline.encoding), redact);
}

function checked(path: string, named: string, original: Uint8Array, redact: Redact): FoundContent {
  if (sha256Of(original) !== named)
    return { state: 'mismatch', says: `${path}: the content has another hash` };
  const redacted = redact(path, original);
  if (redacted === null) {
    const content = { stored: original, sha256: named, bytes: original.byteLength, withheld: null };
    return { state: 'found', content };
  }
  const { content, secrets } = redacted;
  return {
    state: 'found',
    content: {
      stored: content,
      sha256: sha256Of(content),
      bytes: content.byteLength,
      withheld: { original, secrets },
    },
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
