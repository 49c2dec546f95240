/** The difference of two versions of a source as it travels and is told. */
export { compare, namesIn, phrasesOf } from './compare.ts';
export type { Picture, PictureBox, PictureOperand, PicturePart, PicturePin } from './picture-schema.ts';
export { pictureOf } from './pictures.ts';
export {
  type CodeChange,
  type CodeDiff,
  type CodeFinding,
  type CodeLine,
  type CodeNetwork,
  type CodeValue,
  codeDiffSchema,
  codeLimits,
} from './schema.ts';
export { changePhrase } from './sentence.ts';
