export { leavesAt } from './address.ts';
export type { Declarations } from './declaration.ts';
export { decode } from './decode.ts';
export { memberMatcher } from './glob.ts';
export type { Area, Layout, Leaf } from './leaf.ts';
export { parseDeclarations } from './parse-declarations.ts';
export { placeBlock } from './place.ts';
