export { type DecodedText, decodeText, type TextEncoding } from './decode.ts';
