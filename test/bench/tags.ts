import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openCore } from '@witnessmark/server/core';
import { openPlant } from '@witnessmark/server/plant';
import type { BenchRow } from './row.ts';
import { areas, everywhere, nameOf, names, putPlant, type TagsPlantSize } from './tags-plant.ts';

export interface TagsBenchSize extends TagsPlantSize {
  readonly questions: number;
}
export const quickSize: TagsBenchSize = { assets: 100, changes: 100, questions: 40 };
export const fullSize: TagsBenchSize = { assets: 1000, changes: 100, questions: 100 };

const ran = promisify(execFile);
const aimMs = 50;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const page = { limit: 50 };

/** One kind of question: how often-th it is asked decides about what; null where grep cannot answer it. */
interface Question {
  readonly about: string;
  readonly ours: (n: number) => Promise<unknown>;
  readonly grep: ((n: number) => string) | null;
}

/** What is asked when a tag is looked for, against GNU grep through the same names in one flat file. */
export async function run(size: TagsBenchSize = quickSize): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-bench-tags-'));
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
    const { flat, indexBytes } = await putPlant(core, plant, size, dir);
    // The first of a program's own names are those that changes are about.
    const changed = Math.min(size.changes, names.own);
    const rare = (n: number) => nameOf((n * 7919) % size.assets, names.common + ((n * 31) % changed));
    const uses = async (tag: string) => {
      const { rows } = await plant.references({ tag, ...page }, 'site');
      if (rows.length === 0) throw new Error(`${tag} stands nowhere`);
    };
    const past = async (tag: string, asset?: string) => {
      const query = { tag, ...page, ...(asset === undefined ? {} : { asset }) };
      const { rows } = await plant.referencesPast(query, 'site');
      if (rows.length === 0) throw new Error(`${tag} has no past`);
    };
    const where = `${size.assets} assets × ${size.changes} changes`;
    return [
      await measured(`where a tag stands now (50 files), ${where}`, flat.uses, size.questions, [
        { about: 'rare', ours: n => uses(rare(n)), grep: rare },
        { about: 'in every program', ours: () => uses(everywhere), grep: () => everywhere },
        {
          about: 'names that begin so',
          ours: n => plant.referenceNames({ begins: `L${n % size.assets}_V` }, 'site'),
          grep: null,
        },
      ]),
      await measured(
        `the past of a tag (50 changes, worded), ${where}; index of ${(indexBytes / 2 ** 20).toFixed(0)} MB`,
        flat.past,
        size.questions,
        [
          { about: 'rare', ours: n => past(rare(n)), grep: rare },
          { about: 'in every change', ours: () => past(everywhere), grep: () => everywhere },
          {
            about: 'in every change, of one asset',
            ours: n => past(everywhere, `asset-${n % size.assets}`),
            grep: null,
          },
          {
            about: 'in every change, within one area',
            ours: n =>
              plant.referencesPast(
                { tag: everywhere, ...page },
                { areas: [`area-${n % areas}`], assets: [] },
              ),
            grep: null,
          },
        ],
      ),
    ];
  } finally {
    await plant.tagIndexer.stop();
    await plant.stop();
    await core.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Asks each question as often as the others, ours and grep in turn. */
async function measured(
  what: string,
  file: string,
  questions: number,
  asked: readonly Question[],
): Promise<BenchRow> {
  const all = { ours: [] as number[], grep: [] as number[] };
  const details: string[] = [];
  for (const { about, ours, grep } of asked) {
    const took: number[] = [];
    for (let n = 0; n < questions; n += 1) {
      took.push(await timed(() => ours(n)));
      if (grep !== null) all.grep.push(await timed(() => grepped(grep(n), file)));
    }
    all.ours.push(...took);
    details.push(`${about}: p50 ${share(took, 0.5).toFixed(1)} ms, p99 ${share(took, 0.99).toFixed(1)} ms`);
  }
  const p99 = share(all.ours, 0.99);
  return {
    what,
    against: 'grep -m 50 through the same names in one flat file',
    ratio: share(all.grep, 0.99) / p99,
    aim: `p99 < ${aimMs} ms`,
    met: p99 < aimMs,
    detail: `${details.join('; ')}; grep p50 ${share(all.grep, 0.5).toFixed(1)} ms, p99 ${share(all.grep, 0.99).toFixed(1)} ms`,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function grepped(name: string, file: string): Promise<void> {
  await ran('grep', ['-F', '-i', '-m', '50', name, file], { maxBuffer: 64 * 1024 * 1024 });
}

function share(times: readonly number[], of: number): number {
  return (
    [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * of))] ?? Number.NaN
  );
}
