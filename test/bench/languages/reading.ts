import { decodeText } from '@witnessmark/shared/encoding';
import { compare, type Parsed, type SourceFile } from '@witnessmark/shared/languages';
import { readXml } from '@witnessmark/shared/xml';
import type { BenchRow } from '../row.ts';
import { rate } from './rate.ts';
import { bytesOf, type Samples } from './samples.ts';

/** Bytes that are read in one round: small files are read several times. */
const round = 500_000;

/** How fast one language is read, against what its text costs without a grammar, and how fast two versions are compared. */
export async function readingRow({ reader, files, pairs }: Samples): Promise<BenchRow> {
  const bytes = bytesOf(files);
  const times = Math.ceil(round / bytes);
  const texts = files.map(({ content }) => decodeText(content).text);
  const isXml = texts.every(text => text.trimStart().startsWith('<'));
  const plainly = isXml
    ? () => texts.map(text => readXml(text))
    : () => texts.map(text => text.match(/\w+|[^\s\w]/g));
  const repeated = (work: () => unknown) => () => {
    for (let time = 0; time < times; time++) work();
  };
  const parsed = ({ content, path }: SourceFile): Extract<Parsed, { state: 'read' }> => {
    const source = reader.parse(content, path);
    if (source.state === 'refused') throw new Error(`${path}: ${source.says}`);
    return source;
  };
  const readRate = await rate(
    bytes * times,
    repeated(() => files.map(parsed)),
  );
  const plainRate = await rate(bytes * times, repeated(plainly));
  // Where there are no two versions, what is read twice: all of it has to be looked at.
  const versions = pairs.length > 0 ? pairs : files.map(file => [file, file] as const);
  const sources = versions.map(pair => pair.map(parsed));
  const comparedBytes = versions.reduce((sum, pair) => sum + bytesOf(pair), 0);
  const compareTimes = Math.ceil(round / comparedBytes);
  const compareRate = await rate(comparedBytes * compareTimes, () => {
    for (let time = 0; time < compareTimes; time++)
      for (const [old, now] of sources) if (old !== undefined && now !== undefined) compare(old, now);
  });
  const figures = `${readRate.toFixed(1)} MB/s read, ${compareRate.toFixed(1)} MB/s compared`;
  return {
    what: `${reader.language} read: ${files.length} real files, ${(bytes / 1000).toFixed(0)} kB`,
    against: isXml
      ? 'their XML read into a tree and no more'
      : 'one regular expression that cuts them into words and signs',
    ratio: readRate / plainRate,
    aim: '≥ 2 MB/s read and compared',
    met: readRate >= 2 && compareRate >= 2,
    detail: `${figures} (${pairs.length > 0 ? `${pairs.length} consecutive versions` : 'with themselves'}); ${plainRate.toFixed(0)} MB/s ${isXml ? 'of XML' : 'cut'}`,
  };
}
