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
  const hidden = written.filter(member => isTrue(member, 'Hidden')).map(member => attribute(member, 'Name'));
  const seen = new Set(hidden.map(name => name.toUpperCase()));
  const members: Member[] = [];
  for (const member of written) {
    const name = attribute(member, 'Name');
    if (isTrue(member, 'Hidden') && hosts.has(name.toUpperCase()))
      noise(findings.noise, 'bit-host', [...member.attributes.values()].join(' '), member.line);
    else members.push(typeMember(member, seen, findings));
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

/** `hosts` are the hidden members whose bits follow from the order of what stands for them. */
function typeMember(member: XmlElement, hosts: ReadonlySet<string>, findings: Findings): Member {
  const base = attribute(member, 'DataType');
  const dimension = attribute(member, 'Dimension');
  const plain = base.toUpperCase() === 'BIT' ? 'BOOL' : base;
  const type = dimension === '' || dimension === '0' ? plain : `${plain}[${dimension}]`;
  const hidden = isTrue(member, 'Hidden') ? [{ name: 'Hidden', value: 'true' }] : [];
  const target = attribute(member, 'Target');
  const isOfHidden = hosts.has(target.toUpperCase());
  const bit = `${target}.${attribute(member, 'BitNumber')}`;
  if (isOfHidden) noise(findings.noise, 'bit-host', bit, member.line);
  return memberOf({
    section: '',
    name: attribute(member, 'Name'),
    type,
    typeKey: type.toUpperCase(),
    line: member.line,
    address: target === '' || isOfHidden ? null : bit,
    comment: descriptionOf(member),
    attributes: [...ownAttributes(member, findings, placed), ...hidden, ...restOf(member, read, findings)],
  });
}
