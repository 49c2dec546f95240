import { ComparisonProcess } from '@witnessmark/server/comparison';
import { readXml } from '@witnessmark/shared/xml';
import type { BenchRow } from '../row.ts';
import { largePair } from './l5x-pair.ts';
import { milliseconds } from './rate.ts';

const sideBytes = 10_000_000;
const aimMs = 1000;

/** Two versions of a large controller: from the bytes of both sides to the difference that is told, in the server's process. */
export async function largePairRow(folder: string): Promise<BenchRow> {
  const { old, now, edits } = largePair(`${folder}/rockwell`, sideBytes);
  const process = new ComparisonProcess();
  const path = 'files/Line.L5X';
  const asked = async () => {
    const { diff } = await process.compare({ path, oldPath: path, old, now });
    if (diff.form !== 'code' || diff.changes.length < edits)
      throw new Error('the pair is not compared whole');
  };
  try {
    const start = performance.now();
    await asked();
    const first = performance.now() - start;
    const took = await milliseconds(asked);
    const [oldText, newText] = [old, now].map(content => new TextDecoder().decode(content));
    const xml = await milliseconds(() => [readXml(oldText ?? ''), readXml(newText ?? '')]);
    const megabytes = (old.length + now.length) / 1e6;
    return {
      what: `an L5X pair of ${(old.length / 1e6).toFixed(1)} MB a side with ${edits} edits: read, compared and told in the comparison process`,
      against: 'the aim of 1000 ms',
      ratio: aimMs / took,
      aim: '< 1 s',
      met: took < aimMs,
      detail: `${took.toFixed(0)} ms (${(megabytes / took) * 1000 >= 10 ? ((megabytes / took) * 1000).toFixed(0) : ((megabytes / took) * 1000).toFixed(1)} MB/s), ${first.toFixed(0)} ms in a new process; ${xml.toFixed(0)} ms for the XML of both sides alone`,
    };
  } finally {
    await process.stop();
  }
}
