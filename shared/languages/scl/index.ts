import type { Parsed } from '../model/index.ts';
import { endingOf, Lexer, reading, sclBody, siemensNoise, sourceBlocks } from '../siemens/index.ts';

export const noiseRules = siemensNoise;

/** A source of SCL, classic or of TIA Portal: blocks, data blocks and data types. Never throws for what is in it. */
export function parseScl(content: Uint8Array | string, _path: string): Parsed {
  return reading('scl', content, (text, findings) => {
    const lexer = new Lexer(text);
    const units = sourceBlocks(lexer, findings, { language: 'SCL', body: sclBody });
    return { writtenBy: null, units, remarks: lexer.remarks() };
  });
}

/** By its ending and by declaring a block at all; `text` is the file's beginning at least. */
export function recogniseScl(path: string, text: string): boolean {
  return (
    endingOf(path) === 'scl' &&
    /\b(?:FUNCTION|FUNCTION_BLOCK|ORGANIZATION_BLOCK|DATA_BLOCK|TYPE)\b/i.test(text)
  );
}
