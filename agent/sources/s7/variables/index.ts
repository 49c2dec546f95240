export { rangesOf } from './merge.ts';
export { packJobs, type Slice } from './packing.ts';
export { type Range, type RangeReading, rangeText } from './range.ts';
export { readRanges } from './read-ranges.ts';
