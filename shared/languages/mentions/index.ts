/** Which names of tags, blocks and types the difference of two versions of a source is about. */
export { type Mention, mentions } from './mentions.ts';
