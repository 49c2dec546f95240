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
  const held = [...entries].filter(entry => entry.state !== 'absent');
  held.sort((a, b) => comparePaths(a.path, b.path));
  const lines = held.map(({ path, kind, state, sha256 }) => `${path}\t${kind}\t${state}\t${sha256 ?? '-'}\n`);
  return createHash('sha256').update(lines.join(''), 'utf8').digest('hex');
}
