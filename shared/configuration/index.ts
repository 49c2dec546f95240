export { parseConfiguration } from './configuration.ts';
