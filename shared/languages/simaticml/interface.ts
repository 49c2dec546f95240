import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Attribute } from '../model/index.ts';
import {
  elementType,
  type Findings,
  type MemberCount,
  type MemberDraft,
  memberAttributes,
  newMember,
  Refusal,
  siemensLimits,
  typeText,
  valueOfText,
} from '../siemens/index.ts';
import { elementsOf, languageText, verbatim } from './elements.ts';

/** What a block declares; the value a function gives is told of the block and not as a member. */
export interface Interface {
  readonly members: MemberDraft[];
  readonly returns: string | null;
}

/** Members of the sections of an interface, those of structures below them. */
export function interfaceOf(
  element: XmlElement | undefined,
  findings: Findings,
  count: MemberCount,
): Interface {
  const found: { members: MemberDraft[]; returns: string | null } = { members: [], returns: null };
  const reader = new InterfaceReader(findings, count);
  for (const sections of element === undefined ? [] : childrenNamed(element, 'Sections'))
    for (const section of childrenNamed(sections, 'Section')) {
      const name = section.attributes.get('Name') ?? '';
      const members = reader.section(section, name === 'None' ? 'Static' : name);
      if (name === 'Return') found.returns = members[0]?.type ?? null;
      else for (const member of members) found.members.push(member);
    }
  return found;
}

/** Whether what is above can be written from outside; members below inherit it where they do not say. */
interface Inherited {
  readonly writable: boolean;
  readonly accessible: boolean;
}

const open: Inherited = { writable: true, accessible: true };
const readable = new Set(['AttributeList', 'Member', 'Sections', 'Comment', 'StartValue', 'Subelement']);

class InterfaceReader {
  readonly #findings: Findings;
  readonly #count: MemberCount;

  constructor(findings: Findings, count: MemberCount) {
    this.#findings = findings;
    this.#count = count;
  }

  section(section: XmlElement, name: string): MemberDraft[] {
    // What a block of the system brings along stands in sections within one; it is empty or the same in each.
    const inner = childrenNamed(section, 'Sections').flatMap(each => childrenNamed(each, 'Section'));
    return [
      ...childrenNamed(section, 'Member').map(member => this.#member(member, name, open, 0)),
      ...inner.flatMap(each => this.section(each, name)),
    ];
  }

  #member(element: XmlElement, section: string, above: Inherited, depth: number): MemberDraft {
    if (depth > siemensLimits.depth)
      throw new Refusal(`members nested more than ${siemensLimits.depth} deep`);
    this.#count.another();
    const type = typeText(element.attributes.get('Datatype') ?? '');
    const said = booleansOf(element);
    const own: Inherited = {
      writable: (said.get('ExternalWritable') ?? String(above.writable)) !== 'false',
      accessible: (said.get('ExternalAccessible') ?? String(above.accessible)) !== 'false',
    };
    const sections = childrenNamed(element, 'Sections').flatMap(each => childrenNamed(each, 'Section'));
    const below = [
      ...childrenNamed(element, 'Member'),
      ...sections.flatMap(each => childrenNamed(each, 'Member')),
    ].map(member => this.#member(member, section, own, depth + 1));
    const start = childNamed(element, 'StartValue');
    const value = start === undefined ? null : valueOfText(textOf(start), elementType(type));
    const member = newMember(section, element.attributes.get('Name') ?? '', type, element.line, {
      value: value === '' ? null : value,
      comment: languageText(childNamed(element, 'Comment')),
      attributes: this.#attributes(element, type, said, own),
      members: below,
    });
    for (const each of childrenNamed(element, 'Subelement')) this.#element(each, member);
    for (const each of elementsOf(element))
      if (!readable.has(each.name)) this.#findings.keep([member.name], verbatim(each), each.line);
    return member;
  }

  #attributes(
    element: XmlElement,
    type: string,
    said: ReadonlyMap<string, string>,
    own: Inherited,
  ): Attribute[] {
    const written = new Map(said);
    written.set('ExternalWritable', String(own.writable));
    written.set('ExternalAccessible', String(own.accessible));
    const version = element.attributes.get('Version');
    if (version !== undefined) written.set('LibVersion', version);
    const attributes = memberAttributes(written, type);
    const remanence = element.attributes.get('Remanence');
    const accessibility = element.attributes.get('Accessibility');
    if (remanence !== undefined && remanence !== 'NonRetain')
      attributes.unshift({ name: 'Remanence', value: remanence });
    if (accessibility !== undefined && accessibility !== 'Public')
      attributes.unshift({ name: 'Accessibility', value: accessibility });
    return attributes;
  }

  /** One element of an array: `Path` are its indices, through structures too. */
  #element(element: XmlElement, member: MemberDraft): void {
    this.#count.another();
    const start = childNamed(element, 'StartValue');
    const type = elementType(member.type);
    const path = element.attributes.get('Path') ?? '';
    member.members.push(
      newMember(member.section, `[${path.replaceAll(',', ', ')}]`, type, element.line, {
        value: start === undefined ? null : valueOfText(textOf(start), type),
        comment: languageText(childNamed(element, 'Comment')),
      }),
    );
  }
}

/** `BooleanAttribute` and its like below a member, by their names. */
function booleansOf(element: XmlElement): Map<string, string> {
  const said = new Map<string, string>();
  for (const attribute of elementsOf(childNamed(element, 'AttributeList')))
    said.set(attribute.attributes.get('Name') ?? attribute.name, textOf(attribute).trim());
  return said;
}
