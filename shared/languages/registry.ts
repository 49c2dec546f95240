import { parseBr, recogniseBr } from './br/index.ts';
import { parseCodesysExp, recogniseCodesysExp } from './codesys-exp/index.ts';
import type { Language, Parsed } from './model/index.ts';
import { parsePlcopen, recognisePlcopen } from './plcopen/index.ts';
import { parseSt, recogniseSt } from './st/index.ts';
import { parseTwincat, recogniseTwincat } from './twincat/index.ts';

/** One language: whether a file is of it, and what it says. Neither throws for what is in the file. */
export interface LanguageReader {
  readonly language: Language;
  /** `text` is the file's beginning at least; `path` is as the plant names it, its case is not to be relied on. */
  readonly recognise: (path: string, text: string) => boolean;
  readonly parse: (content: Uint8Array | string, path: string) => Parsed;
}

/** In the order they are asked: what is told by its content stands before what is told by its name alone. */
export const languageReaders: readonly LanguageReader[] = [
  { language: 'twincat', recognise: recogniseTwincat, parse: parseTwincat },
  { language: 'plcopen', recognise: recognisePlcopen, parse: parsePlcopen },
  { language: 'codesys-exp', recognise: recogniseCodesysExp, parse: parseCodesysExp },
  { language: 'br', recognise: recogniseBr, parse: parseBr },
  { language: 'st', recognise: recogniseSt, parse: parseSt },
];
