import { childNamed, type XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf, unitOf } from '../iec/index.ts';
import type { Member, Unit } from '../model/index.ts';
import { attribute, descriptionOf, elements, isTrue, ownAttributes } from './element.ts';
import { noise } from './noise.ts';
import { restOf } from './rest.ts';

const placed: ReadonlySet<string> = new Set(['DataType', 'Dimension', 'Hidden', 'Target', 'BitNumber']);
const read: ReadonlySet<string> = new Set(['Description', 'Members', 'Dependencies']);

/** A user-defined type, its members as the tool shows them: BOOLs without the hidden members that hold their bits. */
export function dataType(xml: XmlElement, findings: Findings): Unit {
  const written = elements(childNamed(xml, 'Members'));
  const hosts = new Set(written.map(member => attribute(member, 'Target').toUpperCase()));
  const members: Member[] = [];
  for (const member of written) {
    const name = attribute(member, 'Name');
    if (isTrue(member, 'Hidden') && hosts.has(name.toUpperCase()))
      noise(findings.noise, 'bit-host', name, member.line);
    else members.push(typeMember(member, findings));
  }
  return unitOf({
    kind: 'data-type',
    name: attribute(xml, 'Name'),
    line: xml.line,
    comment: descriptionOf(xml),
    attributes: [...ownAttributes(xml, findings, new Set()), ...restOf(xml, read, findings)],
    members,
  });
}

function typeMember(member: XmlElement, findings: Findings): Member {
  const base = attribute(member, 'DataType');
  const dimension = attribute(member, 'Dimension');
  const plain = base.toUpperCase() === 'BIT' ? 'BOOL' : base;
  const type = dimension === '' || dimension === '0' ? plain : `${plain}[${dimension}]`;
  const hidden = isTrue(member, 'Hidden') ? [{ name: 'Hidden', value: 'true' }] : [];
  return memberOf({
    section: '',
    name: attribute(member, 'Name'),
    type,
    typeKey: type.toUpperCase(),
    line: member.line,
    comment: descriptionOf(member),
    attributes: [...ownAttributes(member, findings, placed), ...hidden, ...restOf(member, read, findings)],
  });
}
