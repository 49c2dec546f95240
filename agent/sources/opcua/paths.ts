import { createHash } from 'node:crypto';
import { isWitnessError } from '@witnessmark/shared/errors';
import { PathNamer } from '@witnessmark/shared/items';

/**
 * The item paths of one source, the same for the same names as long as it lives. A name comes from the
 * device and may be anything: one that makes no path as it stands is cut, and a digest of the whole tells
 * it from others that begin alike.
 */
export class ItemPaths {
  readonly #namer: PathNamer;

  /** `own`: the paths of the source's own items, which no other name may take. */
  constructor(own: readonly string[]) {
    this.#namer = new PathNamer(own);
  }

  group(top: string, name: string): string {
    return this.#path(top, [name], '.txt');
  }

  file(names: readonly string[]): string {
    return this.#path('files', names, '');
  }

  /** Source text of a program organisation unit. */
  body(names: readonly string[]): string {
    return this.#path('logic', names, '.xml');
  }

  #path(top: string, names: readonly string[], suffix: string): string {
    try {
      return this.#namer.path(top, ...names.slice(0, -1), `${names.at(-1) ?? ''}${suffix}`);
    } catch (error) {
      if (!isWitnessError(error) || !error.code.startsWith('items.')) throw error;
      const digest = createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16);
      const start = (names.at(-1) ?? '').replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 40);
      return this.#namer.path(top, `${start}~${digest}${suffix}`);
    }
  }
}
