export { type S7SourceConfig, s7SourceSchema } from './config.ts';
export { S7Source } from './source.ts';
