import { readAnyXml } from './any-xml.ts';
import { type XmlLimits, type XmlResult, xmlLimits } from './element.ts';
import { readPlainXml } from './plain-xml.ts';

/**
 * Reads a document into a tree. It must be well-formed and declare no document type, so that there is nothing
 * to expand or to fetch; what exceeds the limits is refused before more of it is read. Blank text between
 * elements is left out. Never throws.
 */
export function readXml(text: string, limits: XmlLimits = xmlLimits): XmlResult {
  if (text.length > limits.characters)
    return { state: 'refused', says: `more than ${limits.characters} characters` };
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return readPlainXml(plain, limits) ?? readAnyXml(plain, limits);
}
