import type { Parsed } from '../model/index.ts';
import { endingOf, Lexer, reading, siemensNoise, sourceBlocks } from '../siemens/index.ts';
import { stlBody } from './body.ts';
import { isListing, listedBlock } from './listing.ts';
import { mnemonicsOf } from './mnemonics.ts';

export { stlStatements, type Written } from './statements.ts';

/** White space and which mnemonics are used are no tokens, so nothing else is left out. */
export const noiseRules = siemensNoise;

/**
 * A source of STL (AWL), German or international mnemonics, or the listing of a compiled block. Never throws for
 * what is in it.
 */
export function parseAwl(content: Uint8Array | string, path: string): Parsed {
  return reading('awl', content, (text, findings) => {
    if (isListing(text)) return { writtenBy: null, units: listedBlock(text, path, findings) };
    const mnemonics = mnemonicsOf(text);
    const lexer = new Lexer(text);
    const units = sourceBlocks(lexer, findings, {
      language: 'STL',
      body: (inner, context) => stlBody(inner, context, mnemonics),
    });
    return { writtenBy: null, units, remarks: lexer.remarks() };
  });
}

/** By its ending and by declaring a block, or listing one. */
export function recogniseAwl(path: string, text: string): boolean {
  const ending = endingOf(path);
  if (ending !== 'awl' && ending !== 'stl') return false;
  return /\b(?:FUNCTION|FUNCTION_BLOCK|ORGANIZATION_BLOCK|DATA_BLOCK|TYPE)\b/i.test(text) || isListing(text);
}
