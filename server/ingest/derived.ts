import { derivedListing, isBlockImage, listingPath } from '@witnessmark/shared/changes';
import type { StoreChange, StoreContent } from '../store/index.ts';

/** A larger image is no program block of any controller we read; it stays without its listing. */
const imageBytes = 1024 * 1024;

/**
 * What is stored beside an item because it follows from it: the listing of a program block, for reading, blame
 * and diff with git alone. `stored` is the item's new content, null where it is gone.
 */
export function derivedChanges(path: string, stored: StoreContent | null): StoreChange[] {
  if (!isBlockImage(path)) return [];
  const gone = { path: listingPath(path), content: null };
  if (stored === null || !(stored instanceof Uint8Array) || stored.byteLength > imageBytes) return [gone];
  const listing = derivedListing(path, stored);
  // An image that cannot be listed must not stand beside the listing of the one before.
  return [listing === null ? gone : { path: listing.path, content: Buffer.from(listing.text, 'utf8') }];
}

/** Whether a path of the tree holds derived text and is no item. */
export function isDerivedPath(path: string): boolean {
  return path.startsWith('logic/') && path.endsWith('.awl');
}
