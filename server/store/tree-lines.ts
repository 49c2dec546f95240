import { WitnessError } from '@witnessmark/shared/errors';
import { explainFailure, type Git } from './git.ts';

/** One file of a commit's tree. */
export interface TreeLine {
  readonly path: string;
  readonly blob: string;
  readonly bytes: number;
}

/** Every file of a commit, as git orders them: by path bytes. From `git ls-tree -r -z -l`. */
export async function treeLines(
  git: Git,
  asset: string,
  repository: string,
  commit: string,
): Promise<readonly TreeLine[]> {
  const text = await git
    .run(repository, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit])
    .catch((error: unknown) => {
      throw explainFailure(asset, error);
    });
  const lines: TreeLine[] = [];
  for (const line of text.split('\0')) {
    const match = /^100644 blob ([0-9a-f]{40}) +(\d+)\t(.+)$/s.exec(line);
    if (match?.[1] && match[2] && match[3]) {
      lines.push({ blob: match[1], bytes: Number(match[2]), path: match[3] });
    } else if (line !== '') throw new WitnessError('store.damaged', asset, `foreign tree entry ${line}`);
  }
  return lines;
}
