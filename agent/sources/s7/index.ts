export { type S7SourceConfig, s7SourceSchema } from './config.ts';
export { S7Source } from './source.ts';
export { remoteTsap, S7Transport, type S7TransportOptions } from './transport/index.ts';
export { type Range, type RangeReading, readRanges } from './variables/index.ts';
