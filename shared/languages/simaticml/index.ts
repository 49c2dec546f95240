import { readXml, xmlLimits } from '../../xml/index.ts';
import type { NoiseRule, Parsed } from '../model/index.ts';
import { Refusal, reading, siemensLimits, siemensNoise } from '../siemens/index.ts';
import { holdsBlocks, unitsOf, writtenBy } from './document.ts';
import { noiseRules as ownRules } from './noise.ts';

export { leaveOutExport, writtenBy } from './document.ts';
export { elementsOf, flat, multilingual, plainAttributes, verbatim } from './elements.ts';

export const noiseRules: readonly NoiseRule[] = [...ownRules, ...siemensNoise];

/**
 * Blocks and data types as TIA Portal exports them by Openness: LAD, FBD, SCL, STL and GRAPH, data blocks with their
 * start values. Never throws for what is in the file.
 */
export function parseSimaticMl(content: Uint8Array | string, _path: string): Parsed {
  return reading('simaticml', content, (text, findings) => {
    const document = readXml(text, { ...xmlLimits, nodes: siemensLimits.xmlNodes });
    if (document.state === 'refused') throw new Refusal(document.says);
    if (!holdsBlocks(document.root)) throw new Refusal('it is no export of blocks or data types');
    return { writtenBy: writtenBy(document.root), units: unitsOf(document.root, findings) };
  });
}

/** By what it holds; `text` is the file's beginning at least. Tag tables are documents of the same form. */
export function recogniseSimaticMl(path: string, text: string): boolean {
  return /\.xml$/i.test(path) && /<Document[\s>]/.test(text) && /<SW\.(?:Blocks|Types)\./.test(text);
}
