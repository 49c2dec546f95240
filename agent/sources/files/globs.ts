import type { Kind } from '@witnessmark/shared/items';
import picomatch from 'picomatch';
import { type CarriedChecksum, carriedIn } from './carried-checksum.ts';
import type { FilesSourceConfig } from './config.ts';

/** What a source's globs say about a path relative to its folder, written with `/`. */
export interface Globs {
  ignored(relative: string): boolean;
  kindOf(relative: string): Kind;
  /** Every kind a file here can have. */
  readonly kinds: ReadonlySet<Kind>;
  /** How an export at this path carries its program's checksum; null where no rule says. */
  carriedIn(relative: string): CarriedChecksum | null;
}

/** Windows and most shares do not tell case apart, so neither do the globs. */
function compile(glob: string): (relative: string) => boolean {
  return picomatch(glob, { dot: true, nocase: true, basename: !glob.includes('/') });
}

export function compileGlobs(config: FilesSourceConfig): Globs {
  const ignore = config.ignore.map(compile);
  const carried = config.checksumIn.map(({ path, text }) => carriedIn(compile(path), text));
  const rules = config.kinds.map(({ path, kind }) => ({ matches: compile(path), kind }));
  return {
    ignored: relative => relative === config.marker || ignore.some(matches => matches(relative)),
    kindOf: relative => rules.find(({ matches }) => matches(relative))?.kind ?? config.otherwise,
    carriedIn: relative => carried.find(({ matches }) => matches(relative)) ?? null,
    kinds: new Set([config.otherwise, ...config.kinds.map(({ kind }) => kind)]),
  };
}
