import {
  type InterfaceLine,
  interfaceLines,
  listBlock,
  parseBlock,
  type ReadBlock,
  readBlock,
} from '../mc7/index.ts';
import type { Named, NamedBlock, NamedText, NamesFrom } from '../names/index.ts';
import { mnemonics } from './logic-diff.ts';
import type { ItemDiff, LogicDiff, TextDiff, TextLine } from './schema.ts';

/** One side of a difference of a program block, with its names. */
export interface NamedSide {
  readonly read: ReadBlock;
  readonly names: NamedBlock;
  /** For each file of the side's book its index in the list that goes with the difference. */
  readonly files: readonly number[];
}

/** A line of a whole listing with what it refers to. */
export interface NamedLine {
  readonly text: string;
  readonly names: NamedText[];
}

/** A block image as the listing reads it; throws as `parseBlock` does. */
export function readImage(image: Uint8Array, path: string): ReadBlock {
  return readBlock(parseBlock(image, path));
}

/** The whole listing of a block, each line with its names. */
export function namedListing(side: NamedSide): NamedLine[] {
  return new SideNames(side).lines.map(({ text, names }) => ({ text, names: [...names] }));
}

/**
 * Lays names over the difference of a program block. The difference itself stays as it is: names follow from
 * other items of the asset and change without the block. A side that is not there is null; `from` is asked last.
 */
export function withNames(
  diff: ItemDiff,
  oldSide: NamedSide | null,
  newSide: NamedSide | null,
  from: () => NamesFrom,
): ItemDiff {
  if (diff.form !== 'text' && diff.form !== 'logic') return diff;
  const [old, now] = [oldSide && new SideNames(oldSide), newSide && new SideNames(newSide)];
  // What became of a file's declaration is known once every name was looked up.
  if (diff.form === 'text') return { ...namedText(diff, old, now), names: from() };
  const named = { ...namedLogic(diff, old, now), listing: namedText(diff.listing, old, now) };
  return { ...named, names: from() };
}

function namedLogic(diff: LogicDiff, old: SideNames | null, now: SideNames | null): LogicDiff {
  return {
    ...diff,
    statements: diff.statements.map(row =>
      row.sign === 'moved'
        ? row
        : {
            ...row,
            names: {
              old: row.was === null ? [] : (old?.statement(row.was) ?? []),
              new: row.sign === 'removed' ? [] : (now?.statement(row) ?? []),
            },
          },
    ),
    variables: diff.variables.map(row => ({
      ...row,
      names: row.new === null ? (old?.variable(row, row.old) ?? []) : (now?.variable(row, row.new) ?? []),
    })),
    values: diff.values.map(row => ({ ...row, names: now?.value(row) ?? [] })),
  };
}

function namedText(diff: TextDiff, old: SideNames | null, now: SideNames | null): TextDiff {
  const namesOf = (line: TextLine) =>
    line.new === null ? old?.lines[(line.old ?? 0) - 1]?.names : now?.lines[line.new - 1]?.names;
  return {
    ...diff,
    hunks: diff.hunks.map(hunk => hunk.map(line => ({ ...line, names: [...(namesOf(line) ?? [])] }))),
  };
}

/** The names of one side by the places a difference uses. */
class SideNames {
  readonly lines: readonly { readonly text: string; readonly names: readonly NamedText[] }[];
  readonly #side: NamedSide;
  readonly #interface: readonly InterfaceLine[];

  constructor(side: NamedSide) {
    const { read, names } = side;
    this.#side = side;
    this.#interface = read.declaration === null ? [] : interfaceLines(read.declaration, read.block.type);
    this.lines = listBlock(read, mnemonics).lines.map(({ text, about }) => {
      switch (about?.kind) {
        case 'statement':
          return { text, names: this.#of(names.statement(about.instruction)) };
        case 'network':
          return { text, names: this.#of(names.network(about.network)) };
        case 'variable':
          return { text, names: this.#of(names.variable(about.variable)) };
        default:
          return { text, names: [] };
      }
    });
  }

  statement({ network, line }: { readonly network: number; readonly line: number }): NamedText[] {
    const instruction = this.#side.read.networks[network - 1]?.[line - 1];
    return instruction === undefined ? [] : this.#of(this.#side.names.statement(instruction));
  }

  /** A structure and its first member have the same place: the type tells them apart. */
  variable(row: { readonly section: string; readonly place: string }, text: string | null): NamedText[] {
    const index = this.#interface.findIndex(
      ({ section, place, type }) =>
        section === row.section &&
        place === row.place &&
        (text === type || (text?.startsWith(`${type} := `) ?? false)),
    );
    return index < 0 ? [] : this.#of(this.#side.names.variable(index));
  }

  value({ address, type }: { readonly address: string; readonly type: string }): NamedText[] {
    return this.#of(this.#side.names.value(address, type));
  }

  #of(named: Named | null): NamedText[] {
    if (named === null) return [];
    const { operand, candidates } = named;
    return [
      {
        operand,
        candidates: candidates.map(({ files, ...rest }) => ({
          ...rest,
          files: files.flatMap(file => this.#side.files[file] ?? []),
        })),
      },
    ];
  }
}
