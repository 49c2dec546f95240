import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from '../row.ts';
import { largePairRow } from './large-pair.ts';
import { readingRow } from './reading.ts';
import { samplesOf } from './samples.ts';

const artefacts = fileURLToPath(new URL('../../../../shared/data/artefacts', import.meta.url));

/** Reading and comparing each language over real files, and a pair of large controllers; nothing where the files are not here. */
export async function run(): Promise<BenchRow[]> {
  if (!existsSync(artefacts)) {
    process.stderr.write('NOT MEASURED: languages, because the real files are not in this place\n');
    return [];
  }
  const rows = [await largePairRow(artefacts)];
  for (const samples of samplesOf(artefacts)) rows.push(await readingRow(samples));
  return rows;
}
