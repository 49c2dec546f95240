/** What tests of the languages tell a difference with. */
export { inWords } from './pair.ts';
