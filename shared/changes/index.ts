export { diffAsBytes, diffAsText, diffContents, isSourcePath } from './content-diff.ts';
export { exportPhrase, type ToldExport } from './export-phrase.ts';
export { headline } from './item-phrase.ts';
export { derivedListing, isBlockImage, listingPath } from './logic-diff.ts';
export { memberHeadline } from './member-phrase.ts';
export { type NamedLine, type NamedSide, namedListing, readImage, withNames } from './named-diff.ts';
export { type RecipeLoad, type RecipeMaster, type RecognisedLoad, recogniseLoad } from './recipe-load.ts';
export {
  type ByteDiff,
  type ChecksumMove,
  type CodeItemDiff,
  checksumMoveSchema,
  diffLimits,
  type ItemChangeSign,
  type ItemDiff,
  itemChangeSignSchema,
  itemDiffSchema,
  type LogicDiff,
  type MemberChange,
  memberChangeSchema,
  type TextDiff,
  type TextLine,
  textLineSchema,
  type ValueDiff,
  type Who,
  whoSchema,
} from './schema.ts';
export { sentence, whatSentence, withWho } from './sentence.ts';
export { diffTexts } from './text-diff.ts';
export type { ToldChange, ToldItem, ToldWho } from './told.ts';
export { diffValueTexts } from './value-diff.ts';
export { type DiffView, diffViews, viewsOf } from './views.ts';
export { whoSentence } from './who-phrase.ts';
export { itemName } from './words.ts';
