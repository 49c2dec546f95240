import { writeFile } from 'node:fs/promises';
import type { BenchRow } from '../row.ts';
import { casesOfFamily, families } from './families.ts';
import { type FamilyScore, scoreFamily } from './score.ts';
import { judging } from './speed.ts';
import { precision, renderTable } from './table.ts';

/** Plants a family. */
export const quickSize = 200;
export const fullSize = 2000;
/** The seed of the published figures; another one is given with `--seed`. */
export const publishedSeed = 20_260;

export interface AttributionBench {
  readonly plants: number;
  readonly seed: number;
  /** Where the plants are written as JSON, one a line, to be played by others; null for nowhere. */
  readonly file: string | null;
}

/** Plays every family and prints its table. A wrong name where witnesses tell the truth fails the bench. */
export async function run({ plants, seed, file }: AttributionBench): Promise<BenchRow[]> {
  const scores = families.map(family => scoreFamily(family, plants, seed));
  process.stdout.write(`\n${renderTable(scores)}\n\nseed ${seed}\n\n`);
  if (file !== null) await writeFile(file, exported(plants, seed));
  return [...scores.map(score => row(score)), judging()];
}

/** Format of a line: docs/attribution-benchmark.md. */
function exported(plants: number, seed: number): string {
  return families
    .flatMap(family =>
      Array.from({ length: plants }, (_, n) =>
        JSON.stringify({
          version: 1,
          family: family.name,
          truthful: family.truthful,
          seed: seed + n,
          cases: casesOfFamily(family, seed + n),
        }),
      ),
    )
    .map(line => `${line}\n`)
    .join('');
}

const ours = 'Witnessmark';

function row({ family, plants, parts, leftOut, scores, wrongSeeds }: FamilyScore): BenchRow {
  const own = scores.get(ours);
  if (own === undefined) throw new Error('our own rules were not played');
  const naive = [...scores].filter(([name]) => name !== ours).map(([name, score]) => ({ name, score }));
  const best = naive.reduce((a, b) => (precision(b.score) > precision(a.score) ? b : a));
  const share = (count: number) => `${((count / parts) * 100).toFixed(1)} %`;
  const wrong = naive.map(({ name, score }) => `${name} ${share(score.wrong)}`).join(', ');
  const seeds =
    wrongSeeds.length > 0 && family.truthful ? `; wrong with seeds ${wrongSeeds.slice(0, 5).join(', ')}` : '';
  return {
    what: `attribution, ${family.name}: ${plants} plants, ${parts} changed values${leftOut > 0 ? `, ${leftOut} left out` : ''}`,
    against: `how often what it asserts is right: the best naive rule, ${best.name}`,
    ratio: precision(own) / Math.max(precision(best.score), 0.001),
    aim: family.truthful ? 'no wrong name' : 'stated: a witness lies or a way is unknown',
    met: !family.truthful || own.wrong === 0,
    must: family.truthful,
    detail: `wrong ${share(own.wrong)}, right ${share(own.right)}, to the account or way ${share(own.partly)}, ambiguous ${share(own.ambiguous)}, nobody ${share(own.unattributed)}; wrong by the others: ${wrong}${seeds}`,
  };
}
