import { decodeText } from '../encoding/index.ts';
import { readXml } from '../xml/index.ts';
import { readBlockSource } from './block-source.ts';
import { readSimaticMl } from './simatic-ml.ts';
import { type FoundNames, type NameSource, nameLimits } from './source.ts';
import { readSymbolDbf } from './symbol-dbf.ts';
import { readAsc, readSdf, readSeq } from './symbol-table.ts';
import { readTagTableCsv } from './tag-table-csv.ts';
import { readTagTableXml } from './tag-table-xml.ts';

export type NameResult =
  | { readonly state: 'read'; readonly source: NameSource }
  /** Another kind of file: it names nothing. */
  | { readonly state: 'none' }
  /** It may name something and could not be read; `says` is for people. */
  | { readonly state: 'unread'; readonly says: string };

/** Endings of files that can hold names; what stands in them decides. */
const endings: ReadonlyMap<string, (text: string) => FoundNames | null> = new Map([
  ['asc', readAsc],
  ['sdf', readSdf],
  ['seq', readSeq],
  ['csv', readTagTableCsv],
  ['awl', text => readBlockSource(text, 'AWL source')],
  ['stl', text => readBlockSource(text, 'AWL source')],
  ['scl', text => readBlockSource(text, 'SCL source')],
  ['db', text => readBlockSource(text, 'TIA source')],
  ['udt', text => readBlockSource(text, 'TIA source')],
]);

/** Whether a file of this name can hold names at all. */
export function mayHoldNames(path: string): boolean {
  return endings.has(endingOf(path)) || endingOf(path) === 'xml' || isSymbolDbf(path);
}

/** What a file of the engineering names. Any bytes are taken; the file's name tells only how to look at them. */
export function readNames(path: string, bytes: Uint8Array): NameResult {
  if (!mayHoldNames(path)) return { state: 'none' };
  if (bytes.length > nameLimits.bytes)
    return { state: 'unread', says: `it is larger than ${nameLimits.bytes} bytes` };
  const { text, encoding, certain } = decodeText(bytes);
  const found = isSymbolDbf(path)
    ? readSymbolDbf(bytes, field => new TextDecoder(encoding).decode(field))
    : endingOf(path) === 'xml'
      ? xmlNames(text)
      : (endings.get(endingOf(path))?.(text) ?? null);
  if (found === null) return { state: 'none' };
  if ('says' in found) return { state: 'unread', says: found.says };
  return { state: 'read', source: { ...found, encoding, encodingCertain: certain } };
}

function xmlNames(text: string): FoundNames | { readonly says: string } | null {
  const document = readXml(text);
  if (document.state === 'refused') return { says: document.says };
  return readTagTableXml(document.root) ?? readSimaticMl(document.root);
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

function isSymbolDbf(path: string): boolean {
  return /(?:^|\/)symlist\.dbf$/i.test(path);
}
