import { parseAwl, recogniseAwl } from './awl/index.ts';
import { parseBr, recogniseBr } from './br/index.ts';
import { parseCodesysExp, recogniseCodesysExp } from './codesys-exp/index.ts';
import { parseL5x, recogniseL5x } from './l5x/index.ts';
import type { Language, Parsed } from './model/index.ts';
import { parseNodeSet, recogniseNodeSet } from './nodeset/index.ts';
import { parsePlcopen, recognisePlcopen } from './plcopen/index.ts';
import { parseRecipe, recogniseRecipe } from './recipe/index.ts';
import { parseS7dcl, recogniseS7dcl } from './s7dcl/index.ts';
import { parseScl, recogniseScl } from './scl/index.ts';
import { parseSimaticMl, recogniseSimaticMl } from './simaticml/index.ts';
import { parseSt, recogniseSt } from './st/index.ts';
import { parseTiaSource, recogniseTiaSource } from './tia-source/index.ts';
import { parseTiaTags, recogniseTiaTags } from './tia-tags/index.ts';
import { parseTwincat, recogniseTwincat } from './twincat/index.ts';
import { parseXef, recogniseXef } from './xef/index.ts';

/** One language: whether a file is of it, and what it says. Neither throws for what is in the file. */
export interface LanguageReader {
  readonly language: Language;
  /** `text` is the file's beginning at least; `path` is as the plant names it, its case is not to be relied on. */
  readonly recognise: (path: string, text: string) => boolean;
  readonly parse: (content: Uint8Array | string, path: string) => Parsed;
}

/** In the order they are asked: what is told by its content stands before what is told by its name alone. */
export const languageReaders: readonly LanguageReader[] = [
  { language: 'simaticml', recognise: recogniseSimaticMl, parse: parseSimaticMl },
  { language: 'tia-tags', recognise: recogniseTiaTags, parse: parseTiaTags },
  { language: 's7dcl', recognise: recogniseS7dcl, parse: parseS7dcl },
  { language: 'tia-source', recognise: recogniseTiaSource, parse: parseTiaSource },
  { language: 'scl', recognise: recogniseScl, parse: parseScl },
  { language: 'awl', recognise: recogniseAwl, parse: parseAwl },
  // Before TwinCAT, whose documents have the same outermost element.
  { language: 'recipe', recognise: recogniseRecipe, parse: parseRecipe },
  { language: 'nodeset', recognise: recogniseNodeSet, parse: parseNodeSet },
  { language: 'xef', recognise: recogniseXef, parse: parseXef },
  { language: 'l5x', recognise: recogniseL5x, parse: parseL5x },
  { language: 'twincat', recognise: recogniseTwincat, parse: parseTwincat },
  { language: 'plcopen', recognise: recognisePlcopen, parse: parsePlcopen },
  { language: 'codesys-exp', recognise: recogniseCodesysExp, parse: parseCodesysExp },
  { language: 'br', recognise: recogniseBr, parse: parseBr },
  { language: 'st', recognise: recogniseSt, parse: parseSt },
];
