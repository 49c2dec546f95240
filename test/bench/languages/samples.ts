import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type LanguageReader,
  languageReaders,
  readerOf,
  type SourceFile,
} from '@witnessmark/shared/languages';

/** Real files that one language reads. */
export interface Samples {
  readonly reader: LanguageReader;
  readonly files: readonly SourceFile[];
  /** Consecutive versions of one file among them. */
  readonly pairs: readonly (readonly [old: SourceFile, now: SourceFile])[];
}

/** The files of a folder by the languages that read them, in the order in which languages are asked. */
export function samplesOf(folder: string): Samples[] {
  const files = globSync('*/*.*', { cwd: folder })
    .sort()
    .map(path => ({ path: path.replaceAll('\\', '/'), content: readFileSync(join(folder, path)) }));
  const readers = new Map(files.map(file => [file, readerOf(file)]));
  return languageReaders.flatMap(reader => {
    const own = files.filter(file => readers.get(file) === reader);
    const pairs = own.flatMap(old => {
      const now = own.find(({ path }) => path === old.path.replace(/\.v1(?=\.[^.]+$)/, '.v2'));
      return now === undefined || now === old ? [] : [[old, now] as const];
    });
    return own.length === 0 ? [] : [{ reader, files: own, pairs }];
  });
}

export function bytesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { content }) => sum + content.length, 0);
}
