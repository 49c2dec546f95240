/** PLC languages: which file is of which, what it says, and how two versions of it differ. */

export {
  type CodeChange,
  type CodeDiff,
  type CodeFinding,
  type CodeLine,
  type CodeNetwork,
  type CodeValue,
  changePhrase,
  codeDiffSchema,
  codeLimits,
  compare,
  type Picture,
  type PictureBox,
  type PicturePart,
  type PicturePin,
} from './diff/index.ts';
export { type Compared, compareFiles, compareWithNothing, readerOf, type SourceFile } from './files.ts';
export { type Finding, rules as findingRules } from './findings/index.ts';
export { type Mention, mentions } from './mentions/index.ts';
export type { Parsed, Source } from './model/index.ts';
export {
  type Reference,
  type ReferenceAccess,
  referenceAccesses,
  referenceKey,
  references,
} from './references/index.ts';
export { type LanguageReader, languageReaders } from './registry.ts';
