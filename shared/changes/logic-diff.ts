import { isWitnessError } from '../errors/index.ts';
import {
  type BlockDiff,
  blockName,
  diffBlocks,
  listBlock,
  type Mc7Block,
  type Place,
  parseBlock,
  readBlock,
  type StatementChange,
} from '../mc7/index.ts';
import { clip } from './clip.ts';
import type { ItemDiff, LogicDiff } from './schema.ts';
import { diffTexts } from './text-diff.ts';

/** Statements, variables and values listed of one difference; the listing shows the rest. */
const listedAtMost = 500;
/** As listings in git and differences write instructions. */
export const mnemonics = 'international';

/** Whether an item is a program block as a controller gave it. */
export function isBlockImage(path: string): boolean {
  return path.startsWith('raw/') && path.endsWith('.mc7');
}

/**
 * How two images of a program block differ: instruction by instruction, with the listing. A block that was
 * not there before, or is gone, is its listing. Null where a side is no block image: then its bytes are compared.
 */
export function diffBlockImages(
  path: string,
  old: Uint8Array | null,
  now: Uint8Array | null,
): ItemDiff | null {
  const [before, after] = [old === null ? null : block(old, path), now === null ? null : block(now, path)];
  if (before === 'none' || after === 'none') return null;
  const listing = diffTexts(before === null ? '' : listingOf(before), after === null ? '' : listingOf(after));
  if (listing.form !== 'text' || before === null || after === null) return listing;
  const diff = diffBlocks(before, after, mnemonics);
  return { ...logicOf(diff), block: blockName(after), listing };
}

function logicOf(diff: BlockDiff): Omit<LogicDiff, 'block' | 'listing'> {
  const { verdict, sentence, fields, variables, code, actualValues } = diff;
  return {
    form: 'logic',
    verdict,
    sentence,
    statements: code.statements.slice(0, listedAtMost).map(statement),
    networks: code.networks
      .slice(0, listedAtMost)
      .map(({ kind, old, now }) => ({ sign: kind, old, new: now })),
    variables: variables
      .slice(0, listedAtMost)
      .map(({ section, place, old, now }) => ({ section, place, old: textOf(old), new: textOf(now) })),
    fields: fields.map(({ field, old, now }) => ({ field, old: clip(old), new: clip(now) })),
    values: actualValues
      .slice(0, listedAtMost)
      .map(({ address, type, old, now }) => ({ address, type, old: clip(old), new: clip(now) })),
    opaqueChanged: diff.opaqueChanged || diff.moreActualValues,
    truncated:
      Math.max(code.statements.length, code.networks.length, variables.length, actualValues.length) >
      listedAtMost,
  };
}

function statement(change: StatementChange): LogicDiff['statements'][number] {
  switch (change.kind) {
    case 'added':
      return { sign: 'added', ...at(change.now), was: null, old: null, new: textOfStatement(change.now) };
    case 'removed':
      return {
        sign: 'removed',
        ...at(change.old),
        was: at(change.old),
        old: textOfStatement(change.old),
        new: null,
      };
    case 'changed':
      return {
        sign: 'changed',
        ...at(change.now),
        was: at(change.old),
        old: textOfStatement(change.old),
        new: textOfStatement(change.now),
      };
    case 'moved': {
      const [first] = change.now;
      const [was] = change.old;
      const lines = change.now.length;
      return {
        sign: 'moved',
        network: first?.network ?? 0,
        line: first?.line ?? 0,
        was: was ? at(was) : null,
        old: was ? `network ${was.network}, line ${was.line}` : null,
        new: `${lines} statement${lines === 1 ? '' : 's'}, unchanged`,
      };
    }
  }
}

function at({ network, line }: Place): { network: number; line: number } {
  return { network, line };
}

/** As it is written in a sentence: the operation is not padded to a column. */
function textOfStatement({ text }: Place): string {
  return clip(text.replace(/^(\S+) +/, '$1 '));
}

function textOf(text: string | null): string | null {
  return text === null ? null : clip(text);
}

function block(image: Uint8Array, path: string): Mc7Block | 'none' {
  try {
    return parseBlock(image, path);
  } catch (error) {
    if (isWitnessError(error)) return 'none';
    throw error;
  }
}

function listingOf(image: Mc7Block): string {
  return listBlock(readBlock(image), mnemonics).text;
}

/** The listing that stands beside a block image in git, `logic/FC1.awl` for `raw/FC1.mc7`; null where the image is none. */
export function derivedListing(
  path: string,
  image: Uint8Array,
): { readonly path: string; readonly text: string } | null {
  const parsed = block(image, path);
  return parsed === 'none' ? null : { path: listingPath(path), text: listingOf(parsed) };
}

/** Where the listing of a block image stands. */
export function listingPath(path: string): string {
  return `logic/${path.slice('raw/'.length, -'.mc7'.length)}.awl`;
}
