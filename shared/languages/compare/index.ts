/** How two versions of a source differ, in the words of the model; what is done with it is in `diff`. */
export { flatParallel, flatSeries, literalKind } from './body-nodes.ts';
export {
  type Difference,
  type DifferenceAspect,
  type DifferenceClass,
  type DifferenceSign,
  differenceAspects,
  differenceClasses,
  differenceSigns,
  type MemberAt,
  type Piece,
  type Sides,
  type UnitAt,
} from './difference.ts';
export { type Differences, differences } from './differences.ts';
export type { Node, NodeKind } from './node.ts';
export { apart, type BodyLine, bodyLines, nodeText, tokensText } from './text.ts';
export { nameOf, unitName } from './units.ts';
