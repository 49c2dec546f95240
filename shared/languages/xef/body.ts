import { textOf, type XmlElement } from '../../xml/index.ts';
import { bodyOf, bodyOfText, type Findings } from '../iec/index.ts';
import type { Network } from '../model/index.ts';
import { elements, keep } from './element.ts';
import { ladderNetworks } from './ladder.ts';
import { sheetNetworks } from './sheet.ts';

/** The code of a section in one of its languages; what is no code is kept whole. */
export function bodyNetworks(part: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  switch (part.name) {
    case 'STSource':
      return written(part, 'ST', findings, where);
    case 'ILSource':
      return written(part, 'IL', findings, where);
    case 'LDSource':
      return drawings(part, 'networkLD', findings, where, ladderNetworks);
    case 'FBDSource':
      return drawings(part, 'networkFBD', findings, where, sheetNetworks);
    default:
      keep(findings, where, part);
      return [];
  }
}

/** Comments of Unity Pro do not nest: the first `*)` ends one. */
function written(
  part: XmlElement,
  language: 'ST' | 'IL',
  findings: Findings,
  where: readonly string[],
): Network[] {
  for (const inner of elements(part)) keep(findings, where, inner);
  const { statements, comment } = bodyOfText(textOf(part), language, findings, where, part.line, false);
  return bodyOf(language, statements, comment, part.line);
}

function drawings(
  part: XmlElement,
  name: string,
  findings: Findings,
  where: readonly string[],
  read: (drawing: XmlElement, findings: Findings, where: readonly string[]) => Network[],
): Network[] {
  return elements(part).flatMap(drawing => {
    if (drawing.name === name) return read(drawing, findings, where);
    keep(findings, where, drawing);
    return [];
  });
}
