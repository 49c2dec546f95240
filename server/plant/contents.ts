import { readFile } from 'node:fs/promises';
import { isWitnessError } from '@witnessmark/shared/errors';
import type { Store } from '../store/index.ts';

/** Originals beyond this many bytes are compared by their hashes alone. */
const readAtMost = 64 * 1024 * 1024;

export type Content =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'absent' }
  /** Too large to compare here, or lost: the reason is the result. */
  | { readonly state: 'unread'; readonly reason: string };

/** One item as a commit holds it, from git or from beside it. */
export async function contentAt(
  store: Store,
  asset: string,
  commit: string | null,
  path: string,
): Promise<Content> {
  if (commit === null) return { state: 'absent' };
  try {
    const item = await store.read(asset, commit, path);
    if (item === null) return { state: 'absent' };
    if (item.at === 'git') return { state: 'read', bytes: item.content };
    if (item.bytes > readAtMost)
      return { state: 'unread', reason: `an original of ${item.bytes} bytes is compared by its hash alone` };
    return { state: 'read', bytes: await readFile(item.file) };
  } catch (error) {
    // A damaged history must not hide the rest of the plant: what is lost is said where it would stand.
    if (isWitnessError(error)) return { state: 'unread', reason: error.message };
    throw error;
  }
}
