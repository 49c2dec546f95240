export { type WebApiSourceConfig, webapiSourceSchema } from './config.ts';
export { WebApiSource } from './source.ts';
