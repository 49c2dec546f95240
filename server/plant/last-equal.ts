import type { Beats } from '../fleet/index.ts';

/**
 * The oldest of the last equal readings of all that agents watch of an asset, UTC text; null where nothing is watched
 * or one of it was never read equal.
 */
export function lastEqualOf(beats: Beats, asset: string): string | null {
  const marks = [...beats.all().values()]
    .flatMap(({ beat }) => beat.watermarks)
    .filter(({ stream }) => stream.startsWith(`${asset}/`));
  let oldest: string | null = null;
  for (const { lastEqual } of marks) {
    if (!lastEqual) return null;
    if (oldest === null || lastEqual.wall < oldest) oldest = lastEqual.wall;
  }
  return oldest;
}
