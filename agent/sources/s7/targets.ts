import { resolve } from 'node:path';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import { itemPath, type Kind } from '@witnessmark/shared/items';
import type { MemberMeta } from '@witnessmark/shared/values';
import type { DataBlockConfig, S7SourceConfig, VariableConfig } from './config.ts';
import {
  type Declarations,
  type Layout,
  type Leaf,
  leavesAt,
  memberMatcher,
  parseDeclarations,
  placeBlock,
} from './layout/index.ts';
import { readLayoutFile } from './layout-file.ts';
import { type Range, rangesOf } from './variables/index.ts';

/** One item of variables: where its values lie, or why that cannot be said. */
export type Target = { readonly path: string; readonly kind: Kind } & (
  | {
      readonly failure: null;
      readonly leaves: readonly (Leaf & MemberMeta)[];
      readonly ranges: readonly Range[];
      /** For each leaf the index of its range. */
      readonly rangeOf: readonly number[];
      /** Two bytes that must not exist where the layout declares the block whole. */
      readonly beyond: Range | null;
    }
  | { readonly failure: WitnessError }
);

const folders = { setpoint: 'setpoints', recipe: 'recipes', config: 'config' } as const;

function pathOf(kind: keyof typeof folders, name: string, source: string): string {
  const names = kind === 'config' ? [source, `${name}.txt`] : [`${name}.txt`];
  return itemPath(folders[kind], ...names);
}

/**
 * The items that the configuration asks for, layout files read from `baseDir`. A layout that cannot be used
 * makes its own item a failure (`s7.layout-invalid`, file and line named) and leaves the others alone.
 */
export async function loadTargets(
  config: S7SourceConfig,
  source: string,
  baseDir: string,
): Promise<Target[]> {
  const blocks = config.dataBlocks.map(async (block): Promise<Target> => {
    const path = pathOf(block.kind, block.name, source);
    try {
      const layout = await layoutOf(block, baseDir);
      return target(path, block.kind, keptLeaves(block, layout), layout.blockBytes);
    } catch (error) {
      if (!isWitnessError(error)) throw error;
      return { path, kind: block.kind, failure: error };
    }
  });
  const groups = config.variables.map((group): Target => {
    const path = pathOf(group.kind, group.name, source);
    try {
      return target(path, group.kind, listLeaves(group.members, group.name), null);
    } catch (error) {
      if (!isWitnessError(error)) throw error;
      return { path, kind: group.kind, failure: error };
    }
  });
  return [...(await Promise.all(blocks)), ...groups];
}

function target(
  path: string,
  kind: Kind,
  leaves: readonly (Leaf & MemberMeta)[],
  blockBytes: number | null,
): Target {
  const db = leaves[0]?.db ?? 0;
  if (blockBytes === null) return { path, kind, failure: null, leaves, ...rangesOf(leaves), beyond: null };
  // The block's last word is read even where no member of the item lies there: a shorter block must be noticed.
  const end: Leaf = { name: '', type: 'Word', area: 'DB', db, byte: blockBytes - 2, bit: 0, bytes: 2 };
  const beyond: Range | null = blockBytes > 65_534 ? null : { area: 'DB', db, start: blockBytes, length: 2 };
  return { path, kind, failure: null, leaves, ...rangesOf([...leaves, end]), beyond };
}

async function layoutOf(block: DataBlockConfig, baseDir: string): Promise<Layout> {
  if ('list' in block.layout) {
    const leaves = listLeaves(block.layout.list, block.name);
    const other = leaves.find(leaf => leaf.db !== block.db);
    if (other !== undefined) {
      throw new WitnessError('s7.layout-invalid', `${block.name}/${other.name}`, `not in DB ${block.db}`);
    }
    return { leaves, blockBytes: null };
  }
  const names = [block.layout.file].flat();
  const files = await Promise.all(
    names.map(async name => ({ name, text: await readLayoutFile(resolve(baseDir, name), name) })),
  );
  const declarations = parseDeclarations(files);
  return placeBlock(chosenBlock(block, declarations, names.join(', ')), declarations, block.db);
}

function chosenBlock({ db, layout }: DataBlockConfig, { blocks }: Declarations, files: string) {
  const wanted = 'block' in layout ? layout.block : undefined;
  const plain = (name: string) => name.replaceAll(/[\s"]/g, '').toUpperCase();
  const fitting = blocks.filter(({ name }) => wanted === undefined || plain(name) === plain(wanted));
  const numbered = fitting.filter(({ name }) => plain(name) === `DB${db}`);
  const [only, second] = numbered.length === 1 ? numbered : fitting;
  if (only !== undefined && second === undefined) return only;
  const found = blocks.map(({ name }) => name).join(', ') || 'none';
  throw new WitnessError(
    's7.layout-invalid',
    files,
    `one data block ${wanted ?? ''} expected, declared are: ${found}`,
  );
}

function keptLeaves(block: DataBlockConfig, layout: Layout): (Leaf & MemberMeta)[] {
  const included = memberMatcher(block.include);
  const excluded = memberMatcher(block.exclude);
  const engineering = block.engineering.map(({ members, unit, range }) => ({
    matches: memberMatcher([members]),
    meta: meta(unit, range),
  }));
  const kept = layout.leaves
    .filter(({ name }) => included(name) && !excluded(name))
    .map(leaf => ({ ...leaf, ...engineering.find(({ matches }) => matches(leaf.name))?.meta }));
  if (kept.length > 0) return kept;
  throw new WitnessError('s7.layout-invalid', block.name, 'no member is left after include and exclude');
}

function listLeaves(list: Readonly<Record<string, VariableConfig>>, place: string): (Leaf & MemberMeta)[] {
  return Object.entries(list).flatMap(([name, variable]) => {
    const { address, unit, range } =
      typeof variable === 'string' ? { address: variable, unit: undefined, range: undefined } : variable;
    return leavesAt(name, address, `${place}/${name}`).map(leaf => ({ ...leaf, ...meta(unit, range) }));
  });
}

function meta(unit: string | undefined, range: readonly [number, number] | undefined): MemberMeta {
  return { ...(unit === undefined ? {} : { unit }), ...(range === undefined ? {} : { range }) };
}
