import { isWitnessError } from '@witnessmark/shared/errors';
import { derivedTrailer, readFactTrailers, type Store } from '../store/index.ts';
import type { CheckTools, Finding } from './finding.ts';
import type { SeenEntry } from './log-check.ts';

/** A commit the log vouches for. */
export interface VouchedCommit {
  readonly pos: number;
  readonly asset: string;
  readonly id: string;
  readonly key: string;
  readonly manifest: string | null;
}

export function vouchedCommits({ pos, event }: SeenEntry): VouchedCommit[] {
  return (event.commits ?? []).map(({ asset, id }) => {
    return { pos, asset, id, key: event.key, manifest: event.manifest ?? null };
  });
}

const page = 200;

/**
 * Holds one asset's git against the log: every vouched commit on `main`, in the log's order, with the
 * manifest and the fact the log names, and nothing beside them; then git's own consistency and the originals.
 */
export async function checkAsset(
  store: Store,
  asset: string,
  vouched: readonly VouchedCommit[],
  { step, signal }: CheckTools,
): Promise<Finding | null> {
  const expected = [...vouched];
  let after: string | null = null;
  let done = 0;
  for (;;) {
    signal?.throwIfAborted();
    const next = expected[0];
    let commits: Awaited<ReturnType<Store['commitsAfter']>>;
    try {
      commits = await store.commitsAfter(asset, after, page);
    } catch (error) {
      if (!isWitnessError(error)) throw error;
      if (error.code === 'store.asset-unknown' && next === undefined) return null;
      return { pos: next?.pos ?? null, what: `${asset}: ${error.message}` };
    }
    for (const commit of commits) {
      after = commit.id;
      if (commit.trailers.some(([name]) => name === derivedTrailer)) continue;
      const entry = expected.shift();
      if (entry === undefined)
        return { pos: null, what: `${asset}: commit ${commit.id} is in git and not in the log` };
      const bad = await checkCommit(store, asset, entry, commit);
      if (bad !== null) return { pos: entry.pos, what: `${asset}: ${bad}` };
      step(++done);
    }
    if (commits.length < page) break;
  }
  const [missing] = expected;
  if (missing)
    return { pos: missing.pos, what: `${asset}: commit ${missing.id} is in the log and not in git` };
  const result = await store.check(
    asset,
    vouched.map(each => each.id),
  );
  if (result.whole) return null;
  return { pos: vouched.at(-1)?.pos ?? null, what: `${asset}: ${result.problems[0] ?? 'git is damaged'}` };
}

async function checkCommit(
  store: Store,
  asset: string,
  entry: VouchedCommit,
  commit: Awaited<ReturnType<Store['commitsAfter']>>[number],
): Promise<string | null> {
  if (commit.id !== entry.id) return `commit ${entry.id} should stand where git has ${commit.id}`;
  if (readFactTrailers(commit.trailers)?.fact !== entry.key)
    return `commit ${commit.id} records another fact`;
  if (entry.manifest === null) return null;
  try {
    const manifest = await store.manifest(asset, commit.id);
    return manifest === entry.manifest
      ? null
      : `the files of commit ${commit.id} are not those that were logged`;
  } catch (error) {
    if (!isWitnessError(error)) throw error;
    return `commit ${commit.id} cannot be read (${error.message})`;
  }
}
