import { isWitnessError } from '@witnessmark/shared/errors';
import { itemPath, type Kind, PathNamer } from '@witnessmark/shared/items';
import type { Globs } from './globs.ts';
import type { Entry } from './walk.ts';

/** A listed file with its place in the history. */
export interface Listed {
  readonly path: string;
  readonly kind: Kind;
  readonly entry: Entry;
}

/**
 * Gives listed files their item paths. Of names that differ only by case, the one whose plain path is known
 * already keeps it, so that a restart does not swap twins. A path too long or too deep to be an item's is
 * told at the top, as a problem with the whole name in its reason.
 */
export function nameEntries(
  entries: readonly Entry[],
  globs: Globs,
  isKnown: (path: string) => boolean,
): Listed[] {
  const plain = new Map(entries.map(entry => [entry, plainPath(entry.names)]));
  const known = [...plain.values()].filter(path => path !== null).filter(isKnown);
  const namer = new PathNamer(withoutTwins(known));
  return entries.map(entry => {
    const kind = globs.kindOf(entry.relative);
    if (plain.get(entry) !== null) {
      const path = pathOrNull(() => namer.path('files', ...entry.names));
      if (path !== null) return { path, kind, entry };
    }
    const shown = JSON.stringify(entry.relative.slice(0, 500));
    const names = [`unnameable-${Buffer.from(entry.relative).toString('base64url').slice(-40)}`];
    const problem = { names, relative: entry.relative, problem: `its path cannot be an item's: ${shown}` };
    return { path: namer.path('files', ...names), kind, entry: problem };
  });
}

/** The path of a file whose twins, if any, are not looked at; null for what cannot be an item's. */
export function plainPath(names: readonly string[]): string | null {
  return pathOrNull(() => itemPath('files', ...names));
}

function pathOrNull(make: () => string): string | null {
  try {
    return make();
  } catch (error) {
    if (isWitnessError(error)) return null;
    throw error;
  }
}

/** Plain paths that differ only by case cannot both have been given out; neither then decides. */
function withoutTwins(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(path.toLowerCase(), (counts.get(path.toLowerCase()) ?? 0) + 1);
  return paths.filter(path => counts.get(path.toLowerCase()) === 1);
}
