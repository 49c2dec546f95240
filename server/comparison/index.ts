/** Compares contents that strangers wrote away from everything else: in a thread of its own, bounded and killed on time-out. */
export { type Comparing, type Comparison, type ComparisonLimits, ComparisonThread } from './thread.ts';
