export { rangesOf } from './merge.ts';
export { type Range, type RangeReading, rangeText } from './range.ts';
export { readRanges } from './read-ranges.ts';
