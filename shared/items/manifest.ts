import { createHash } from 'node:crypto';
import type { ItemState, Kind } from './kind.ts';
import { comparePaths } from './path.ts';

/** One line of a manifest: what is known of an item after a reading. */
export interface ManifestEntry {
  readonly path: string;
  readonly kind: Kind;
  readonly state: ItemState;
  /** SHA-256 of the item's content in hex; null where no content is known. */
  readonly sha256: string | null;
}

export type Manifest = readonly ManifestEntry[];

/**
 * SHA-256 (hex) over the lines `path TAB kind TAB state TAB sha256-or-hyphen LF`, sorted by the
 * bytes of `path`. Absent items are not part of a manifest. `docs/format.md` describes it.
 */
export function manifestHash(entries: Iterable<ManifestEntry>): string {
  const hash = createHash('sha256');
  for (const entry of [...entries].sort((a, b) => comparePaths(a.path, b.path))) {
    if (entry.state === 'absent') continue;
    hash.update(`${entry.path}\t${entry.kind}\t${entry.state}\t${entry.sha256 ?? '-'}\n`);
  }
  return hash.digest('hex');
}
