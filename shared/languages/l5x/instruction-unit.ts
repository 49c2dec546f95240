import { childNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { type Findings, unitOf } from '../iec/index.ts';
import type { Attribute, Unit } from '../model/index.ts';
import { attribute, elements, ownAttributes, proseOf } from './element.ts';
import { noise } from './noise.ts';
import { restOf } from './rest.ts';
import { routine } from './routine.ts';
import { tagMembers } from './tag.ts';

const read: ReadonlySet<string> = new Set([
  'Description',
  'RevisionNote',
  'AdditionalHelpText',
  'Parameters',
  'LocalTags',
  'Routines',
]);

/** An Add-On Instruction: its parameters, local tags and routines, as far as it is not encrypted. */
export function addOnInstruction(xml: XmlElement, findings: Findings): Unit {
  const name = attribute(xml, 'Name');
  const prose = ['Description', 'RevisionNote', 'AdditionalHelpText']
    .map(part => proseOf(childNamed(xml, part)))
    .filter(text => text !== null);
  return unitOf({
    kind: 'add-on-instruction',
    name,
    line: xml.line,
    comment: prose.length === 0 ? null : prose.join('\n'),
    attributes: [
      ...(xml.name === 'EncodedData' ? encrypted(xml, findings) : ownAttributes(xml, findings, new Set())),
      ...restOf(xml, read, findings),
    ],
    members: [
      ...tagMembers(childNamed(xml, 'Parameters'), 'Parameter', findings),
      ...tagMembers(childNamed(xml, 'LocalTags'), 'Local', findings),
    ],
    units: elements(childNamed(xml, 'Routines')).map(one => routine(one, findings, [name])),
  });
}

/**
 * What stands at a part that is encrypted. Its code differs in each export; whether it was edited is told by its date, and
 * where there is none by the code.
 */
export function encrypted(xml: XmlElement, findings: Findings): Attribute[] {
  const edited = attribute(xml, 'EditedDate');
  const code = textOf(xml).replace(/\s+/g, '');
  const plain = ownAttributes(xml, findings, new Set(['EditedDate']));
  if (edited === '') return [...plain, { name: 'encrypted code', value: code }];
  noise(findings.noise, 'encryption', code, xml.line);
  return [...plain, { name: 'EditedDate', value: edited }];
}
