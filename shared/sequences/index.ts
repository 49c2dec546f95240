/** How two sequences of lines, or of anything that is equal or not, become each other. */
export { editsBetween, editsOfIds } from './edits.ts';
export type { Edit } from './myers.ts';
