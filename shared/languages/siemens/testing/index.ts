/** What the tests of the languages of Siemens share. */
export { flgNetText, rungsText, s7dclBlock, simaticMlBlock } from './ladder.ts';
