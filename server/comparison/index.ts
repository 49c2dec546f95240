/** Compares contents that strangers wrote away from everything else: in a process of its own, bounded and killed on time-out. */
export { type Comparing, type Comparison, type ComparisonLimits, ComparisonProcess } from './process.ts';
