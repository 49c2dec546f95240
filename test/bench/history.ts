import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Core, openCore } from '@witnessmark/server/core';
import { TestStream, testAgent } from '@witnessmark/server/ingest/testing';
import { openPlant, type Plant } from '@witnessmark/server/plant';
import { formatValueText } from '@witnessmark/shared/values';
import type { BenchRow } from './row.ts';

export interface HistoryBenchSize {
  readonly assets: number;
  readonly changes: number;
  readonly questions: number;
}
export const quickSize: HistoryBenchSize = { assets: 30, changes: 100, questions: 150 };
export const fullSize: HistoryBenchSize = { assets: 1000, changes: 100, questions: 500 };

const asked = promisify(execFile);
const aimMs = 50;
const path = 'setpoints/Tank1.txt';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A value text of 40 members, of which change `n` moves one. */
function content(asset: number, n: number): string {
  return formatValueText(
    Array.from({ length: 40 }, (_, i) => ({
      name: `Tank1.Value${i}`,
      type: 'Real' as const,
      value: asset + (n + 40 - i - ((n - i + 4000) % 40)) / 2,
      unit: '%',
      range: [0, 10_000] as const,
    })),
  );
}

/** What the page asks when a history or a value's blame is opened, against git's own answer in the same repository. */
export async function run(size: HistoryBenchSize = quickSize): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-bench-history-'));
  const core = await openCore({ dataDir: dir, site: 'bench', logger: quiet });
  const plant = openPlant({
    core,
    invitations: {
      invite: () => Promise.reject(new Error('nobody is invited')),
      check: () => Promise.reject(new Error('nobody joins')),
    },
    dataDir: dir,
    timeZone: 'UTC',
    now: Date.now,
    failed: error => {
      throw error;
    },
  });
  try {
    const agent = testAgent();
    for (let asset = 0; asset < size.assets; asset += 1) {
      const stream = new TestStream(`asset-${asset}/opc`);
      await core.ingest.hello(agent, [stream.declaration()]);
      const facts = Array.from({ length: size.changes }, (_, n) =>
        stream.observe([{ path, content: content(asset, n) }]),
      );
      const { refused } = await core.ingest.accept(agent, facts);
      if (refused[0]) throw new Error(refused[0].says);
    }
    // Changes are worded as they arrive; wait until the last one is.
    await worded(core, size.assets * size.changes);
    return [
      await question(
        'a history page of an asset (50 changes, worded)',
        size,
        ['log', '-50', '--format=%H %aI %an %s', 'main'],
        core.dirs.store,
        asset => historyPage(plant, asset),
      ),
      await question(
        "every value's blame of an item (40 values)",
        size,
        ['blame', '--porcelain', 'main', '--', path],
        core.dirs.store,
        asset => blame(plant, asset),
      ),
    ];
  } finally {
    await plant.stop();
    await core.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function worded(core: Core, changes: number): Promise<void> {
  for (;;) {
    const { n } = await core.database.read
      .selectFrom('change_text')
      .select(e => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    if (Number(n) >= changes) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

async function historyPage(plant: Plant, asset: string): Promise<void> {
  const { rows } = await plant.changes({ asset, limit: 50 }, 'site');
  if (rows.length !== 50 || rows[0]?.sentence === '') throw new Error('a history page is not whole');
}

async function blame(plant: Plant, asset: string): Promise<void> {
  const answer = await plant.blame(asset, path, null);
  if (answer?.lines.length !== 40 || answer.lines.some(line => line.change === null))
    throw new Error('a blame is not whole');
}

/** Asks one asset after another in an order that no cache foresees, ours and git in turn. */
async function question(
  what: string,
  size: HistoryBenchSize,
  git: readonly string[],
  store: string,
  ours: (asset: string) => Promise<void>,
): Promise<BenchRow> {
  const took = { ours: [] as number[], git: [] as number[] };
  const timed = async (into: number[], work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    into.push(performance.now() - begun);
  };
  for (let n = 0; n < size.questions; n += 1) {
    const asset = `asset-${(n * 7919) % size.assets}`;
    await timed(took.ours, () => ours(asset));
    await timed(took.git, () =>
      asked('git', ['-C', join(store, `${asset}.git`), ...git], { maxBuffer: 16 * 1024 * 1024 }),
    );
  }
  const p = (times: number[], share: number) =>
    [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ??
    Number.NaN;
  const p99 = p(took.ours, 0.99);
  return {
    what: `${what}, ${size.assets} assets × ${size.changes} changes`,
    against: `git ${git[0]} in the same repository`,
    ratio: p(took.git, 0.99) / p99,
    aim: `p99 < ${aimMs} ms`,
    met: p99 < aimMs,
    detail: `p50 ${p(took.ours, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; git p50 ${p(took.git, 0.5).toFixed(1)} ms, p99 ${p(took.git, 0.99).toFixed(1)} ms`,
  };
}
