import type { XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf } from '../iec/index.ts';
import type { Attribute, Member } from '../model/index.ts';
import { attribute, children, elements, isSet, local, remarkOf } from './element.ts';
import { keep, said } from './extensions.ts';
import { memberParts, typeParts } from './types.ts';

const sections: Readonly<Record<string, string>> = {
  inputVars: 'VAR_INPUT',
  outputVars: 'VAR_OUTPUT',
  inOutVars: 'VAR_IN_OUT',
  localVars: 'VAR',
  tempVars: 'VAR_TEMP',
  externalVars: 'VAR_EXTERNAL',
  globalVars: 'VAR_GLOBAL',
  accessVars: 'VAR_ACCESS',
  instVars: 'VAR_INST',
  statVars: 'VAR_STAT',
};

const qualifiers = ['constant', 'nonpersistent', 'nonretain', 'persistent', 'retain'];

export interface Interface {
  readonly members: readonly Member[];
  readonly attributes: readonly Attribute[];
  readonly comment: string | null;
}

/** What a block declares: its variables in their sections, what it returns, what it extends. */
export function interfaceParts(
  xml: XmlElement | undefined,
  findings: Findings,
  where: readonly string[],
): Interface {
  const members: Member[] = [];
  const attributes: Attribute[] = [];
  let comment: string | null = null;
  for (const part of elements(xml)) {
    const name = local(part);
    if (sections[name] !== undefined) members.push(...variables(part, findings, where));
    else if (name === 'returnType') {
      const { type, typeKey } = typeParts(part);
      attributes.push({ name: 'returns', value: type, key: typeKey });
    } else if (name === 'documentation') comment = remarkOf(part);
    else if (name !== 'addData') keep({ name, content: [part], line: part.line }, findings, where);
  }
  const extension = said(xml, findings);
  for (const other of extension.rest) keep(other, findings, where);
  return { members, attributes: [...attributes, ...extension.attributes], comment };
}

/** One list of variables; its section is the word of ST with its qualifiers in one order. */
export function variables(list: XmlElement, findings: Findings, where: readonly string[]): Member[] {
  const words = qualifiers
    .filter(name => isSet(list, name))
    .map(name => (name === 'nonretain' ? 'NON_RETAIN' : name.toUpperCase()));
  const section = [sections[local(list)] ?? local(list), ...words].join(' ');
  return children(list, 'variable').map(variable => variableParts(variable, section, findings, where));
}

export function variableParts(
  variable: XmlElement,
  section: string,
  findings: Findings,
  where: readonly string[],
): Member {
  const plain = memberParts(variable, section);
  const extension = said(variable, findings);
  for (const other of extension.rest) keep(other, findings, [...where, attribute(variable, 'name')]);
  if (variable.attributes.has('globalId'))
    findings.noise.push({ rule: 'object-id', text: attribute(variable, 'globalId'), line: variable.line });
  const members = memberExtensions(variable, plain, findings, where);
  const made = extension.made;
  const value = made === '' ? {} : madeValue(made, plain);
  return memberOf({
    ...plain,
    ...value,
    members,
    attributes: [...plain.attributes, ...extension.attributes],
  });
}

/** What an instance begins with stands before its initial value, as in the text of a declaration. */
function madeValue(made: string, plain: Member): { value: string; valueKey: string } {
  const value = plain.value === null ? made : `${made} ${plain.value}`;
  const key = plain.value === null ? made : `${made} ${plain.valueKey ?? plain.value}`;
  return { value, valueKey: key };
}

function memberExtensions(
  variable: XmlElement,
  plain: Member,
  findings: Findings,
  where: readonly string[],
): readonly Member[] {
  if (plain.members.length === 0) return plain.members;
  const struct = elements(elements(variable).find(part => local(part) === 'type'))[0];
  const section = plain.type;
  return children(struct, 'variable').map(inner => variableParts(inner, section, findings, where));
}
