/** How two sequences of lines, or of anything that is equal or not, become each other; and what of long ones is shown. */
export { clip, clipLines, clipPair } from './clip.ts';
export { editsBetween, editsOfIds } from './edits.ts';
export type { Edit } from './myers.ts';
