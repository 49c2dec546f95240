import { isItemPath } from '@witnessmark/shared/items';
import { type Git, GitFailure } from './git.ts';
import type { History } from './history.ts';
import { mainRef } from './layout.ts';
import { type Originals, parsePointer } from './original.ts';
import type { ReaderPool } from './reader-pool.ts';
import { readRef } from './repository.ts';
import type { CheckResult } from './store.ts';
import { treeLines } from './tree-lines.ts';
import { itemOfTreePath } from './tree-path.ts';

/** Refs a repository of the store may have; see `docs/format.md`. */
const ownRefs = /^refs\/(heads\/main|tags\/baseline\/.+|notes\/attribution)$/;

/** At most this many problems are told; more say no more. */
const told = 100;

export interface CheckParts {
  readonly git: Git;
  readonly repository: string;
  readonly history: History;
  readonly originals: Originals;
  readonly readers: ReaderPool;
}

/** See `Store.check`. Gathers what is wrong; throws only where git cannot be run at all. */
export async function checkAsset(
  asset: string,
  known: readonly string[],
  parts: CheckParts,
): Promise<CheckResult> {
  const problems: string[] = [];
  const { git, repository } = parts;
  let tip: string | null = null;
  try {
    tip = await readRef(asset, repository, mainRef);
    await git.run(repository, ['fsck', '--full', '--no-dangling', '--no-progress']);
    const refs = await git.run(repository, ['for-each-ref', '--format=%(refname)']);
    for (const ref of refs.split('\n').filter(Boolean)) {
      if (!ownRefs.test(ref)) problems.push(`a ref that the store did not make: ${ref}`);
    }
    const ids = new Set(tip === null ? [] : await parts.history.ids());
    for (const id of known) if (!ids.has(id)) problems.push(`commit ${id} is not on main`);
    if (tip !== null) problems.push(...(await checkFiles(asset, tip, parts)));
  } catch (error) {
    if (error instanceof GitFailure && /\bENOENT\b/.test(error.stderr)) throw error;
    const said = error instanceof GitFailure ? `${error.stdout}\n${error.stderr}` : String(error);
    problems.push(...said.split('\n').filter(line => line.trim() !== ''));
  }
  if (problems.length > 0) return { whole: false, problems: problems.slice(0, told) };
  return { whole: true, tip };
}

async function checkFiles(asset: string, tip: string, parts: CheckParts): Promise<string[]> {
  const problems: string[] = [];
  for (const { path, blob } of await treeLines(parts.git, asset, parts.repository, tip)) {
    const item = itemOfTreePath(path);
    if (!isItemPath(item.path)) problems.push(`not the path of an item: ${path}`);
    if (!item.original) continue;
    const text = (await parts.readers.ask(asset, blob))?.content.toString('utf8') ?? '';
    const pointer = parsePointer(text);
    if (pointer === null) problems.push(`${path} does not name an original`);
    else if (!(await parts.originals.whole(asset, pointer))) {
      problems.push(`the original ${pointer.sha256} of ${item.path} is gone or damaged`);
    }
  }
  return problems;
}
