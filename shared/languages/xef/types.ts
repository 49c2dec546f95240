import type { XmlElement } from '../../xml/index.ts';
import { type Findings, unitOf } from '../iec/index.ts';
import type { Attribute, Member, Network, Unit } from '../model/index.ts';
import { bodyNetworks } from './body.ts';
import { attribute, commentOf, elements, keep, leaveOut } from './element.ts';
import { said, variables } from './variables.ts';

const sections: Readonly<Record<string, string>> = {
  inputParameters: 'Input',
  outputParameters: 'Output',
  inOutParameters: 'InOut',
  publicLocalVariables: 'Public',
  privateLocalVariables: 'Private',
};

const names: Readonly<Record<string, string>> = {
  FBSource: 'nameOfFBType',
  EFBSource: 'nameOfEFBType',
  EFSource: 'nameOfEFType',
  DDTSource: 'DDTName',
};

/** Sums of what stands in the file. Of a type without its code they are all that is told of it. */
const stamps: Readonly<Record<string, string>> = {
  TypeCodeCheckSumString: 'content-stamp',
  TypeSignatureCheckSumString: 'content-stamp',
};

/** A block, a function or a data type that the project brings along. */
export function typeUnit(xml: XmlElement, findings: Findings): Unit {
  const key = names[xml.name] ?? '';
  const name = attribute(xml, key);
  const where = [name];
  const members: Member[] = [];
  const networks: Network[] = [];
  let prose = commentOf(xml);
  for (const part of elements(xml)) {
    if (part.name === 'FBProgram') networks.push(...section(part, findings, where));
    else if (part.name === 'structure') members.push(...variables(part, 'structure', findings, where));
    else if (part.name === 'ExternalToolsOnly')
      for (const list of elements(part)) members.push(...interfaceList(list, findings, where));
    else if (part.name !== 'comment' && part.name !== 'attribute')
      members.push(...interfaceList(part, findings, where));
  }
  const isWhole =
    xml.name === 'DDTSource' ||
    elements(xml).some(part => part.name === 'FBProgram' && elements(part).length > 0);
  const attributes: Attribute[] = [];
  for (const each of said(xml, new Set(), findings, isWhole ? stamps : {}))
    if (each.name !== 'TypeDescriptiveForm') attributes.push(each);
    else if (each.value.trim() !== '') prose = [prose, each.value].filter(text => text !== null).join('\n');
  for (const [written, value] of xml.attributes) {
    if (written === key) continue;
    // The version of a library says which code runs, which the file does not hold.
    if (written === 'dateTime' || (written === 'version' && isWhole))
      leaveOut(findings, 'edit-record', `${written} ${value}`, xml.line);
    else attributes.push({ name: written, value });
  }
  return unitOf({
    kind: xml.name === 'DDTSource' ? 'data-type' : xml.name === 'EFSource' ? 'function' : 'function-block',
    name,
    line: xml.line,
    comment: prose,
    attributes,
    members,
    networks,
  });
}

function interfaceList(list: XmlElement, findings: Findings, where: readonly string[]): Member[] {
  const name = sections[list.name];
  if (name !== undefined) return variables(list, name, findings, where);
  keep(findings, where, list);
  return [];
}

/** A section of a block's code; its name is the title of what it holds. */
function section(xml: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  const title = attribute(xml, 'name');
  return elements(xml).flatMap(part =>
    bodyNetworks(part, findings, where).map(network => ({
      ...network,
      title: [title, network.title].filter(text => text !== null && text !== '').join(': ') || null,
    })),
  );
}
