import { readXml, xmlLimits } from '../../xml/index.ts';
import type { Parsed } from '../model/index.ts';
import { Refusal, reading, siemensLimits } from '../siemens/index.ts';
import { writtenBy } from '../simaticml/index.ts';
import { csvTables, hasTagHeadings } from './csv.ts';
import { xmlTables } from './xml.ts';

export { noiseRules } from './noise.ts';

/**
 * Tag tables of TIA Portal: exported by Openness, by the menu of the tag editor, or as delimited text. Never throws
 * for what is in the file.
 */
export function parseTiaTags(content: Uint8Array | string, path: string): Parsed {
  return reading('tia-tags', content, (text, findings) => {
    if (!text.trimStart().startsWith('<')) {
      const units = csvTables(text, path, findings);
      if (units === null) throw new Refusal('its headings are not those of a tag table');
      return { writtenBy: null, units };
    }
    const document = readXml(text, { ...xmlLimits, nodes: siemensLimits.xmlNodes });
    if (document.state === 'refused') throw new Refusal(document.says);
    const units = xmlTables(document.root, path, findings);
    if (units === null) throw new Refusal('it is no export of a tag table');
    return { writtenBy: writtenBy(document.root), units };
  });
}

/** By what it holds; `text` is the file's beginning at least. */
export function recogniseTiaTags(path: string, text: string): boolean {
  if (/\.xml$/i.test(path)) return /<Tagtable[\s>]|<SW\.Tags\.PlcTagTable[\s>]/.test(text);
  return /\.(?:csv|txt|sdf)$/i.test(path) && hasTagHeadings(text);
}
