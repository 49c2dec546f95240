import { WitnessError } from '../errors/index.ts';
import { joinSegments, pathNames } from './path.ts';
import { encodeTwin, foldCase } from './segment.ts';

/** The segments taken in one folder. */
interface Folder {
  readonly byName: Map<string, string>;
  readonly folded: Set<string>;
}

/**
 * Gives names their paths where some may differ only by case, which Windows and macOS cannot check out
 * side by side: the later of two twins has its first letter percent-encoded (`Tank`, `%74ank`), more
 * letters where that is still taken. The same names always get the same path again.
 *
 * DO begin with the paths already known (the last manifest), or a restart may swap twins.
 */
export class PathNamer {
  readonly #folders = new Map<string, Folder>();

  /** Throws `items.path-invalid` where `taken` holds something that is no item path. */
  constructor(taken: Iterable<string> = []) {
    for (const path of taken) this.#take(path);
  }

  /** Throws as `itemPath` does. */
  path(top: string, ...names: readonly string[]): string {
    const segments: string[] = [];
    for (const name of names) segments.push(this.#segment([top, ...segments].join('/'), name));
    return joinSegments(top, segments);
  }

  #segment(folderPath: string, name: string): string {
    const folder = this.#folder(folderPath);
    const known = folder.byName.get(name);
    if (known !== undefined) return known;
    for (let letters = 0; ; letters++) {
      const segment = encodeTwin(name, letters);
      const folded = foldCase(segment);
      if (folder.folded.has(folded)) continue;
      folder.folded.add(folded);
      folder.byName.set(name, segment);
      return segment;
    }
  }

  #take(path: string): void {
    const names = pathNames(path);
    if (names === null) throw new WitnessError('items.path-invalid', JSON.stringify(path.slice(0, 200)));
    const segments = path.split('/');
    for (const [index, name] of names.entries()) {
      const segment = segments[index];
      if (index === 0 || segment === undefined) continue;
      const folder = this.#folder(segments.slice(0, index).join('/'));
      folder.byName.set(name, segment);
      folder.folded.add(foldCase(segment));
    }
  }

  #folder(path: string): Folder {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      folder = { byName: new Map(), folded: new Set() };
      this.#folders.set(path, folder);
    }
    return folder;
  }
}
