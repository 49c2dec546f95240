import type { Parsed } from '../model/index.ts';
import { endingOf, Lexer, reading, sclBody, siemensNoise, sourceBlocks } from '../siemens/index.ts';

export const noiseRules = siemensNoise;

/** An external source of TIA Portal with data blocks (`.db`) or data types (`.udt`). Never throws for what is in it. */
export function parseTiaSource(content: Uint8Array | string, _path: string): Parsed {
  return reading('tia-source', content, (text, findings) => {
    const lexer = new Lexer(text);
    const units = sourceBlocks(lexer, findings, { language: null, body: sclBody });
    return { writtenBy: null, units, remarks: lexer.remarks() };
  });
}

/** By its ending and what it declares: other programs have files called `.db` too. */
export function recogniseTiaSource(path: string, text: string): boolean {
  const ending = endingOf(path);
  return (
    (ending === 'db' || ending === 'udt') && /^\uFEFF?\s*(?:\/\/[^\n]*\s*)*(?:DATA_BLOCK|TYPE)\b/i.test(text)
  );
}
