import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Core, openCore } from '@witnessmark/server/core';
import { TestStream, testAgent } from '@witnessmark/server/ingest/testing';
import { simpleGit } from 'simple-git';
import type { BenchRow } from './row.ts';

/** How much is measured. */
export interface IngestBenchSize {
  readonly assets: number;
  readonly changesPerAsset: number;
  readonly peerCommits: number;
}

export const quickSize: IngestBenchSize = { assets: 100, changesPerAsset: 6, peerCommits: 60 };
export const fullSize: IngestBenchSize = { assets: 100, changesPerAsset: 30, peerCommits: 300 };

const files = 20;
/** Agents that send at the same time, each for its share of the assets. */
const agents = 10;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Facts of one changed item over many assets, from the agent's batch to the acknowledgement: validated,
 * looked through for secrets, committed, logged with projections, all synced.
 */
export async function run(size: IngestBenchSize = quickSize): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-bench-'));
  try {
    const ours = await acknowledged(join(dir, 'core'), size);
    const theirs = await simpleGitCommits(join(dir, 'peer'), size);
    return [
      {
        what: `durable ingest, one-item changes over ${size.assets} assets`,
        against: 'simple-git add and commit of the same files in one repository, core.fsync=all',
        ratio: ours / theirs,
        aim: '≥ 10, and ≥ 100 changes/s on two cores',
        met: ours >= 10 * theirs && ours >= 100,
        detail: `${ours.toFixed(0)} changes/s acknowledged (git and log synced) against ${theirs.toFixed(1)} commits/s`,
      },
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A value text of about 7 KB that differs in one line per `n`. */
function content(asset: number, file: number, n: number): string {
  const lines = Array.from({ length: 200 }, (_, line) => {
    const value = line === n % 200 ? n : (asset * 31 + file * 7 + line) % 1000;
    return `Tank${line}.Level = ${value}.5  # Real, %, 0..1000\n`;
  });
  return lines.join('');
}

const path = (file: number) => `setpoints/DB${file}.txt`;
const all = Array.from({ length: files }, (_, file) => file);

async function acknowledged(dataDir: string, size: IngestBenchSize): Promise<number> {
  const core = await openCore({ dataDir, site: 'bench', logger: quiet });
  const senders = Array.from({ length: agents }, (_, index) => {
    const assets = Array.from({ length: size.assets }, (_, asset) => asset).filter(
      asset => asset % agents === index,
    );
    return {
      agent: testAgent(),
      streams: assets.map(asset => ({ asset, stream: new TestStream(`asset-${asset}/opc`) })),
    };
  });
  for (const { agent, streams } of senders) {
    await core.ingest.hello(
      agent,
      streams.map(({ stream }) => stream.declaration()),
    );
    const first = streams.map(({ asset, stream }) =>
      stream.observe(all.map(file => ({ path: path(file), content: content(asset, file, 0) }))),
    );
    await send(core, agent, first);
  }
  const rounds = senders.map(({ agent, streams }) => ({
    agent,
    batches: Array.from({ length: size.changesPerAsset }, (_, n) =>
      streams.map(({ asset, stream }) =>
        stream.observe([{ path: path((n + 1) % files), content: content(asset, (n + 1) % files, n + 1) }]),
      ),
    ),
  }));
  const begun = performance.now();
  await Promise.all(
    rounds.map(async ({ agent, batches }) => {
      for (const batch of batches) await send(core, agent, batch);
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const verified = await core.verify();
  if (!verified.holds) throw new Error(verified.says);
  await core.stop();
  return (size.assets * size.changesPerAsset) / seconds;
}

async function send(
  core: Core,
  agent: ReturnType<typeof testAgent>,
  facts: Parameters<Core['ingest']['accept']>[1],
): Promise<void> {
  const { acked, refused } = await core.ingest.accept(agent, facts);
  if (acked.length !== facts.length) throw new Error(JSON.stringify(refused.slice(0, 3)));
}

async function simpleGitCommits(dir: string, size: IngestBenchSize): Promise<number> {
  const file = (asset: number, each: number) => join(dir, `asset-${asset}`, path(each));
  for (let asset = 0; asset < size.assets; asset++) {
    await mkdir(join(dir, `asset-${asset}`, 'setpoints'), { recursive: true });
    for (const each of all) await writeFile(file(asset, each), content(asset, each, 0));
  }
  const config = [
    'core.fsync=all',
    'core.fsyncMethod=fsync',
    'gc.auto=0',
    'user.name=bench',
    'user.email=bench@example.com',
  ];
  const git = simpleGit({ baseDir: dir, config });
  await git.init();
  await git.add('.');
  await git.commit('first');
  const begun = performance.now();
  for (let n = 1; n <= size.peerCommits; n++) {
    const changed = file(n % size.assets, n % files);
    await writeFile(changed, content(n % size.assets, n % files, n));
    await git.add(changed);
    await git.commit(`change ${n}`);
  }
  return size.peerCommits / ((performance.now() - begun) / 1000);
}
