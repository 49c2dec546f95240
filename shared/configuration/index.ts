export { parseConfiguration } from './configuration.ts';
export { durationSchema, sizeSchema } from './units.ts';
