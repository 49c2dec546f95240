export { type FilesSourceConfig, filesSourceSchema } from './config.ts';
export { FilesSource } from './source.ts';
