/** How two versions of a source differ, in the words of the model; what is done with it is in `diff`. */
export { flatParallel, flatSeries, literalKind } from './body-nodes.ts';
export {
  type Difference,
  type DifferenceClass,
  differenceAspects,
  differenceClasses,
  differenceSigns,
  type Piece,
  type Sides,
} from './difference.ts';
export { type Differences, differences } from './differences.ts';
export { namesIn } from './names.ts';
export type { Node } from './node.ts';
export { apart, type BodyLine, bodyLines, nodeText, tokensText } from './text.ts';
export { nameOf, unitName } from './units.ts';
