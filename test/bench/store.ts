import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore, type StoreCommit } from '@witnessmark/server/store';
import { simpleGit } from 'simple-git';
import { bareRepository, fastImport, importStream } from './fast-import-peer.ts';
import type { BenchRow } from './row.ts';

/** How much is measured; the full size takes minutes. */
export interface StoreBenchSize {
  readonly assets: number;
  readonly commitsPerAsset: number;
  readonly peerCommits: number;
  readonly burst: number;
  readonly historyAssets: number;
  readonly questions: number;
}

export const quickSize: StoreBenchSize = {
  assets: 100,
  commitsPerAsset: 4,
  peerCommits: 60,
  burst: 2000,
  historyAssets: 50,
  questions: 200,
};
export const fullSize: StoreBenchSize = {
  assets: 100,
  commitsPerAsset: 20,
  peerCommits: 300,
  burst: 10_000,
  historyAssets: 1000,
  questions: 1000,
};

const files = 20;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The store's share of the bench: durable commits, a burst, history and blame. */
export async function run(size: StoreBenchSize = quickSize): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-bench-'));
  try {
    return [
      ...(await durableCommits(join(dir, 'durable'), size)),
      await burst(join(dir, 'burst'), size),
      ...(await questions(join(dir, 'history'), size)),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A value text of about 10 KB that differs in one line per `n`. */
function content(asset: number, file: number, n: number): string {
  const lines = Array.from({ length: 280 }, (_, line) => {
    const value = line === n % 280 ? n : (asset * 31 + file * 7 + line) % 1000;
    return `Tank${line}.Level = ${value}.5  # Real, %, 0..1000\n`;
  });
  return lines.join('');
}

function commitOf(asset: number, n: number, changed: readonly number[]): StoreCommit {
  return {
    changes: changed.map(file => ({
      path: `setpoints/DB${file}.txt`,
      content: Buffer.from(content(asset, file, n)),
    })),
    author: { id: 'agent-0123456789abcdef', name: 'bench' },
    at: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    subject: `change ${n}`,
    trailers: [['Fact', `${asset}/${n}`]],
  };
}

const all = Array.from({ length: files }, (_, file) => file);
const assetId = (asset: number) => `asset-${asset}`;

async function durableCommits(dir: string, size: StoreBenchSize): Promise<BenchRow[]> {
  await mkdir(dir, { recursive: true });
  const store = await openStore({ dir: join(dir, 'store'), log: quiet });
  const assets = Array.from({ length: size.assets }, (_, asset) => asset);
  await Promise.all(assets.map(asset => store.commit(assetId(asset), [commitOf(asset, 0, all)])));
  const ours = await rate(size.assets * size.commitsPerAsset, async () => {
    await Promise.all(
      assets.map(async asset => {
        for (let n = 1; n <= size.commitsPerAsset; n++) {
          await store.commit(assetId(asset), [commitOf(asset, n, [n % files])]);
        }
      }),
    );
  });
  await store.close();
  const oneShot = await oneShotCommits(dir, assets, size);

  const path = (asset: number, file: number) => `${assetId(asset)}/setpoints/DB${file}.txt`;
  const one = await workTree(join(dir, 'one'), assets, path);
  const serial = await rate(size.peerCommits, async () => {
    for (let n = 1; n <= size.peerCommits; n++) await one(n % size.assets, n);
  });
  const four = await Promise.all(
    [0, 1, 2, 3].map(asset => workTree(join(dir, `own-${asset}`), [asset], path)),
  );
  const parallel = await rate(size.peerCommits, async () => {
    const each = Math.ceil(size.peerCommits / four.length);
    await Promise.all(
      four.map(async (commit, asset) => {
        for (let n = 1; n <= each; n++) await commit(asset, n);
      }),
    );
  });
  return [
    {
      what: `durable one-item commits over ${size.assets} assets (store alone)`,
      against: 'simple-git add and commit of the same files in one repository, core.fsync=all',
      ratio: ours / serial,
      aim: '≥ 10, and ≥ 100 commits/s',
      met: ours >= 10 * serial && ours >= 100,
      detail: `${ours.toFixed(0)} commits/s against ${serial.toFixed(1)}; ${parallel.toFixed(1)} where simple-git has a repository an asset, four at a time`,
    },
    {
      what: `long-lived writer, one-item commits over ${size.assets} assets (store alone)`,
      against: 'one fast-import a batch: spawned plainly, four at a time, folders not synced',
      ratio: ours / oneShot,
      aim: '≥ 1.5',
      met: ours >= 1.5 * oneShot,
      detail: `${ours.toFixed(0)} commits/s against ${oneShot.toFixed(0)}`,
    },
  ];
}

/** The same commits with a new fast-import for each, the least any store without living processes pays. */
async function oneShotCommits(dir: string, assets: readonly number[], size: StoreBenchSize): Promise<number> {
  const bares: string[] = [];
  for (const asset of assets) {
    const bare = await bareRepository(dir, assetId(asset));
    await fastImport(bare, importStream([commitOf(asset, 0, all)]));
    bares.push(bare);
  }
  const waiting = [...assets];
  const work = async () => {
    for (let asset = waiting.pop(); asset !== undefined; asset = waiting.pop()) {
      for (let n = 1; n <= size.commitsPerAsset; n++) {
        await fastImport(bares[asset] ?? '', importStream([commitOf(asset, n, [n % files])], true));
      }
    }
  };
  return await rate(size.assets * size.commitsPerAsset, async () => {
    await Promise.all([work(), work(), work(), work()]);
  });
}

/** A work tree with the files of some assets; gives the way to change and commit one of them. */
async function workTree(
  tree: string,
  assets: readonly number[],
  path: (asset: number, file: number) => string,
): Promise<(asset: number, n: number) => Promise<void>> {
  for (const asset of assets) {
    await mkdir(join(tree, assetId(asset), 'setpoints'), { recursive: true });
    for (const file of all) await writeFile(join(tree, path(asset, file)), content(asset, file, 0));
  }
  const config = ['core.fsync=all', 'gc.auto=0', 'user.name=b', 'user.email=b@b'];
  const git = simpleGit({ baseDir: tree, config });
  await git.init();
  await git.add('.');
  await git.commit('first');
  return async (asset, n) => {
    const changed = path(asset, n % files);
    await writeFile(join(tree, changed), content(asset, n % files, n));
    await git.add(changed);
    await git.commit(`change ${n}`);
  };
}

async function burst(dir: string, size: StoreBenchSize): Promise<BenchRow> {
  await mkdir(dir, { recursive: true });
  const store = await openStore({ dir: join(dir, 'store'), log: quiet });
  await store.commit(assetId(1), [commitOf(1, 0, all)]);
  const commits = Array.from({ length: size.burst }, (_, n) => commitOf(1, n + 1, [(n + 1) % files]));
  const ours = await rate(size.burst, async () => {
    await Promise.all(commits.map(commit => store.commit(assetId(1), [commit])));
  });
  await store.close();

  const bare = await bareRepository(dir, 'raw');
  const stream = importStream([commitOf(1, 0, all), ...commits]);
  const limit = await rate(size.burst, () => fastImport(bare, stream));
  return {
    what: `a burst of ${size.burst} commits on one asset (store alone)`,
    against: 'one raw git fast-import of the same commits, core.fsync=all',
    ratio: ours / limit,
    aim: '≥ 0.5',
    met: ours >= 0.5 * limit,
    detail: `${ours.toFixed(0)} commits/s against ${limit.toFixed(0)}`,
  };
}

async function questions(dir: string, size: StoreBenchSize): Promise<BenchRow[]> {
  const store = await openStore({ dir, log: quiet });
  const assets = Array.from({ length: size.historyAssets }, (_, asset) => asset);
  const fill = async () => {
    for (let asset = assets.pop(); asset !== undefined; asset = assets.pop()) {
      const commits = Array.from({ length: 101 }, (_, n) =>
        commitOf(asset ?? 0, n, n === 0 ? all : [n % files]),
      );
      await store.commit(assetId(asset), commits);
    }
  };
  await Promise.all([fill(), fill()]);
  const rows = [
    await question(dir, size, 'a history page of an asset (50 of 100 changes)', {
      ours: asset => store.history(asset, { limit: 50 }),
      theirs: () => ['log', '--max-count=50', '--format=%H %at %an %s', 'main'],
    }),
    await question(dir, size, 'a history page of one item', {
      ours: (asset, path) => store.history(asset, { path, limit: 50 }),
      theirs: path => ['log', '--max-count=50', '--format=%H %at %an %s', 'main', '--', path],
    }),
    await question(dir, size, "a value's blame", {
      ours: async (asset, path) => store.blame(asset, (await store.tip(asset)) ?? '', path),
      theirs: path => ['blame', '--porcelain', 'main', '--', path],
    }),
  ];
  await store.close();
  return rows;
}

interface Question {
  readonly ours: (asset: string, path: string) => Promise<readonly unknown[]>;
  readonly theirs: (path: string) => readonly string[];
}

async function question(dir: string, size: StoreBenchSize, what: string, ask: Question): Promise<BenchRow> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let n = 0; n < size.questions; n++) {
    // A fixed walk over assets and items: the same in every run, and each asset rarely twice in a row.
    const asset = assetId((n * 7919) % size.historyAssets);
    const path = `setpoints/DB${(n * 13) % files}.txt`;
    const before = performance.now();
    const answer = await ask.ours(asset, path);
    const between = performance.now();
    await promisify(execFile)('git', ['--git-dir', join(dir, `${asset}.git`), ...ask.theirs(path)]);
    theirs.push(performance.now() - between);
    ours.push(between - before);
    if (answer.length === 0) throw new Error(`${what}: nothing found`);
  }
  return {
    what: `${what}, ${size.historyAssets} assets × 100 changes`,
    against: 'the same question to git in the same repository',
    ratio: percentile(theirs, 0.99) / percentile(ours, 0.99),
    aim: 'p99 < 50 ms',
    met: percentile(ours, 0.99) < 50,
    detail: `p50 ${percentile(ours, 0.5).toFixed(1)} ms, p99 ${percentile(ours, 0.99).toFixed(1)} ms against p99 ${percentile(theirs, 0.99).toFixed(1)} ms`,
  };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Units a second. */
async function rate(units: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return units / ((performance.now() - started) / 1000);
}
