import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { IsoTime } from '@witnessmark/shared/time';
import { explainFailure, type Git, GitFailure } from './git.ts';
import { mainRef } from './layout.ts';
import { derivedTrailer, parseMessage } from './message.ts';
import type { BlamedLine, CommitSummary, HistoryPage, PathDifference } from './store.ts';
import { authorId, serverMail } from './stream.ts';
import { itemOfTreePath, treePath } from './tree-path.ts';

const fields = ['%H', '%P', '%at', '%an', '%ae', '%B'].join('%x1f');
const derivedLine = `--grep=^${derivedTrailer}: `;

/** git's own id of a tree without files; every repository knows it. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Questions to one repository that git answers in one process each; see `Store` for their meaning. */
export class History {
  readonly #git: Git;
  readonly #asset: string;
  readonly #repository: string;

  constructor(git: Git, asset: string, repository: string) {
    this.#git = git;
    this.#asset = asset;
    this.#repository = repository;
  }

  async page(page: HistoryPage, from: string): Promise<readonly CommitSummary[]> {
    const limit = Math.min(Math.max(Math.floor(page.limit), 1), 1000);
    // The page's own start may be listed first: it is asked for and dropped.
    const args = [
      'log',
      '-z',
      `--format=${fields}`,
      `--max-count=${limit + 1}`,
      '--invert-grep',
      derivedLine,
    ];
    const paths = page.path === undefined ? [] : [treePath(page.path, false), treePath(page.path, true)];
    const text = await this.#run([...args, '--end-of-options', from, '--', ...paths], from);
    const commits = parseLog(text);
    return (commits[0]?.id === page.before ? commits.slice(1) : commits).slice(0, limit);
  }

  async after(commit: string | null, limit: number): Promise<readonly CommitSummary[]> {
    if (commit !== null && !(await this.#onMain(commit))) {
      throw new WitnessError('store.commit-missing', this.#asset, commit);
    }
    const range = commit === null ? [mainRef] : [mainRef, `^${commit}`];
    // --reverse is applied after --max-count, so the oldest are cut out here.
    const ids = await this.#run(['rev-list', '--reverse', '--end-of-options', ...range, '--'], mainRef);
    const wanted = ids.split('\n').filter(Boolean).slice(0, limit);
    if (wanted.length === 0) return [];
    const input = Buffer.from(`${wanted.join('\n')}\n`);
    return parseLog(
      await this.#run(['log', '-z', '--no-walk=unsorted', '--stdin', `--format=${fields}`], mainRef, input),
    );
  }

  /** Every commit of `main`, newest first. */
  async ids(): Promise<readonly string[]> {
    const text = await this.#run(['rev-list', '--end-of-options', mainRef, '--'], mainRef);
    return text.split('\n').filter(Boolean);
  }

  /** Commits that only renewed derived text, newest first. */
  async derived(from: string): Promise<readonly string[]> {
    const text = await this.#run(
      ['log', '--format=%H', '--max-count=1000', derivedLine, '--end-of-options', from, '--'],
      from,
    );
    return text.split('\n').filter(Boolean);
  }

  /** `derived`: a line is blamed on a commit that only renewed derived text. */
  async blame(
    commit: string,
    path: string,
    ignored: readonly string[],
  ): Promise<{ readonly lines: readonly BlamedLine[]; readonly derived: boolean }> {
    const passed = ignored.map(id => `--ignore-rev=${id}`);
    return parseBlame(
      await this.#run(['blame', '--porcelain', ...passed, commit, '--', treePath(path, false)], commit),
    );
  }

  async differences(from: string | null, to: string): Promise<readonly PathDifference[]> {
    const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-status', '--end-of-options'];
    const parts = (await this.#run([...args, from ?? emptyTree, to, '--'], to)).split('\0');
    const changes = new Map<string, PathDifference['change']>();
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const change = ({ A: 'added', D: 'removed' } as const)[parts[at] ?? ''] ?? 'changed';
      const { path } = itemOfTreePath(parts[at + 1] ?? '');
      // Both forms of one item: it grew out of git or back into it.
      changes.set(path, changes.has(path) ? 'changed' : change);
    }
    return [...changes].map(([path, change]) => ({ path, change }));
  }

  /** Whether the tree names one of these files, whether or not its content is there. */
  async names(commit: string, paths: readonly string[]): Promise<boolean> {
    const args = ['ls-tree', '-z', '--full-tree', '--name-only', commit, '--', ...paths];
    const text = await this.#run(args, commit);
    return text !== '';
  }

  async #onMain(commit: string): Promise<boolean> {
    try {
      // A count is printed either way; `merge-base --is-ancestor` would stay silent and cost 50 ms more.
      const beyond = await this.#run(
        ['rev-list', '--count', '--max-count=1', commit, `^${mainRef}`, '--'],
        commit,
      );
      return beyond.trim() === '0';
    } catch (error) {
      if (isWitnessError(error) && error.code === 'store.commit-missing') return false;
      throw error;
    }
  }

  async #run(args: readonly string[], commit: string, input?: Buffer): Promise<string> {
    try {
      return await this.#git.run(this.#repository, args, input);
    } catch (error) {
      if (error instanceof GitFailure && unknown.test(error.stderr)) {
        throw new WitnessError('store.commit-missing', this.#asset, commit, { cause: error });
      }
      throw explainFailure(this.#asset, error);
    }
  }
}

const unknown = /bad object|unknown revision|bad revision|not a valid (object|commit)|no such commit/i;

function parseLog(text: string): CommitSummary[] {
  const commits: CommitSummary[] = [];
  for (const record of text.split('\0')) {
    const [id, parents = '', seconds = '0', name = '', email = '', message = ''] = record.split('\u001f');
    if (!id) continue;
    commits.push({
      id,
      parent: parents.split(' ')[0] || null,
      at: isoTime(Number(seconds)),
      author: { id: authorId(email), name },
      ...parseMessage(message),
    });
  }
  return commits;
}

// git-blame(1), "The porcelain format": a header a line, details at a commit's first, then TAB and the text.
function parseBlame(text: string): { lines: BlamedLine[]; derived: boolean } {
  const times = new Map<string, IsoTime>();
  const lines: BlamedLine[] = [];
  let derived = false;
  let commit = '';
  for (const line of text.split('\n')) {
    const header = /^([0-9a-f]{40}) \d+ \d+/.exec(line);
    if (line.startsWith('\t')) {
      lines.push({ commit, at: times.get(commit) ?? isoTime(0), text: line.slice(1) });
    } else if (header?.[1]) commit = header[1];
    else if (line.startsWith('author-time ')) times.set(commit, isoTime(Number(line.slice(12))));
    else if (line === `author-mail <${serverMail}>`) derived = true;
  }
  return { lines, derived };
}

function isoTime(seconds: number): IsoTime {
  return new Date(seconds * 1000).toISOString();
}
