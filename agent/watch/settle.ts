import type { Found } from './found.ts';

export interface SettlePolicy {
  /** Readings after the first difference, at most. 0 = a difference is taken as it was first read. */
  readonly attempts: number;
  /** Milliseconds before each of them. */
  readonly delayMs: number;
  /** Milliseconds for all of them together. */
  readonly withinMs: number;
}

/** What re-reading made of one differing item. */
export interface Settled {
  readonly found: Found;
  readonly unsettled: boolean;
  /** Another content seen on the way, where the item came back to what it had been before. */
  readonly excursion: Found | null;
}

/** Re-reads the paths; null where it could not any more (link lost, deadline), which ends the settling. */
export type Reread = (paths: readonly string[]) => Promise<ReadonlyMap<string, Found> | null>;

/**
 * Re-reads differing items until two readings one after the other agree. A controller in the middle of a
 * download shows half of the new content; that half is not a version. An item that does not come to rest
 * within the bounds is given as last read and marked unsettled. `isOld` says whether a found item is what
 * was known before: a content that was seen and went away again is kept as an excursion, never dropped.
 */
export async function settle(
  first: readonly Found[],
  isOld: (found: Found) => boolean,
  policy: SettlePolicy,
  restless: ReadonlySet<string>,
  elapsedMs: () => number,
  reread: Reread,
): Promise<Settled[]> {
  const last = new Map(first.map(found => [found.path, found]));
  const excursions = new Map<string, Found>();
  let moving = new Set(last.keys());
  let broken = false;
  for (let attempt = 1; attempt <= policy.attempts && moving.size > 0; attempt += 1) {
    // What never came to rest before costs one more reading, not the whole bound, each time.
    const asked = attempt === 1 ? [...moving] : [...moving].filter(path => !restless.has(path));
    if (asked.length === 0 || elapsedMs() > policy.withinMs) break;
    const again = await reread(asked);
    if (again === null) {
      broken = true;
      break;
    }
    const still = new Set([...moving].filter(path => !asked.includes(path)));
    for (const path of asked) {
      const before = last.get(path);
      const now = again.get(path);
      if (before === undefined || now === undefined) continue;
      if (sameContent(before, now)) continue;
      if (!isOld(before)) excursions.set(path, before);
      last.set(path, now);
      still.add(path);
    }
    moving = still;
  }
  const unsettled = policy.attempts > 0 || broken ? moving : new Set<string>();
  return [...last.values()].map(found => ({
    found,
    unsettled: unsettled.has(found.path),
    excursion: isOld(found) ? (excursions.get(found.path) ?? null) : null,
  }));
}

function sameContent(a: Found, b: Found): boolean {
  if (a.state !== b.state || a.kind !== b.kind) return false;
  if (a.state === 'present' && b.state === 'present') return a.sha256 === b.sha256;
  return a.checksum === b.checksum;
}
