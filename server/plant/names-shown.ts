import type { NameFileInfo, NamesFrom } from '@witnessmark/shared/api';
import type { NamedSide } from '@witnessmark/shared/changes';
import type { ReadBlock } from '@witnessmark/shared/mc7';
import { NamedBlock } from '@witnessmark/shared/names';
import type { NamesAt } from './name-files.ts';

const verdictsAtMost = 100;

/** Names as they are shown beside one listing or difference, with one list of the files they come from. */
export class NamesShown {
  readonly #files: NameFileInfo[] = [];
  readonly #sides: NamedSide[] = [];
  #later = false;

  /** Whether no file of the asset names anything. */
  get empty(): boolean {
    return this.#files.length === 0;
  }

  /** A block with what `known` calls things; `later` where the files came to the asset after the block's content. */
  side(
    read: ReadBlock,
    known: NamesAt,
    later: boolean,
    dataBlocks: ReadonlyMap<number, ReadBlock>,
  ): NamedSide {
    const files = known.files.map(file => this.#indexOf(file));
    const side = { read, names: new NamedBlock(read, known.book, dataBlocks), files };
    this.#sides.push(side);
    this.#later ||= later;
    return side;
  }

  /** Where the names come from; asked last, since data blocks are matched when their members are named. */
  from(): NamesFrom {
    const verdicts = new Map<string, NamesFrom['verdicts'][number]>();
    for (const { names, files } of this.#sides) {
      for (const { file, ...verdict } of names.allVerdicts()) {
        const shown = { file: files[file] ?? 0, ...verdict };
        verdicts.set(JSON.stringify(shown), shown);
      }
    }
    return {
      files: this.#files,
      later: this.#later,
      verdicts: [...verdicts.values()].slice(0, verdictsAtMost),
    };
  }

  /** Both sides of a difference share a file of the same content. */
  #indexOf(file: NameFileInfo): number {
    const known = this.#files.findIndex(({ path, sha256 }) => path === file.path && sha256 === file.sha256);
    return known >= 0 ? known : this.#files.push(file) - 1;
  }
}
