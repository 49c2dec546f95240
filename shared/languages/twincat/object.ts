import { childNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import { allStatements, bodyOf, type Findings, Reader, sourceUnits, unitOf } from '../iec/index.ts';
import type { Attribute, Member, Network, Unit, UnitKind } from '../model/index.ts';

const kinds: Readonly<Record<string, UnitKind>> = {
  POU: 'program',
  GVL: 'variable-list',
  ParameterList: 'variable-list',
  DUT: 'data-type',
  Itf: 'interface',
  Method: 'method',
  Property: 'property',
  Action: 'action',
  Transition: 'transition',
  Get: 'method',
  Set: 'method',
  Task: 'task',
};

/** Elements that say where and how the tool shows an object. */
const layout: Readonly<Record<string, string>> = { LineIds: 'line-ids', Folder: 'folder' };

/** One object of a file with what it holds; its declaration is a text of ST, and so is its body in most. */
export function objectUnit(
  xml: XmlElement,
  findings: Findings,
  fallback: string,
  where: readonly string[] = [],
): Unit {
  const name = xml.attributes.get('Name') ?? fallback;
  const inside = [...where, name];
  const declared = declaration(xml, findings, name, inside);
  const kind = declared?.kind ?? kinds[xml.name] ?? 'other';
  const attributes: Attribute[] = [...(declared?.attributes ?? []), ...objectAttributes(xml, findings)];
  const networks: Network[] = [...(declared?.networks ?? [])];
  const units: Unit[] = [...(declared?.units ?? [])];
  const members: Member[] = [...(declared?.members ?? [])];
  for (const child of xml.children) {
    if (typeof child === 'string') {
      findings.unknown.push({ where: inside, text: child.trim(), line: xml.line });
      continue;
    }
    const rule = layout[child.name];
    if (child.name === 'Declaration') continue;
    if (child.name === 'Implementation') networks.push(...implementation(child, findings, inside));
    else if (rule !== undefined) findings.noise.push({ rule, text: writeXml(child), line: child.line });
    else if (kinds[child.name] !== undefined) units.push(objectUnit(child, findings, child.name, inside));
    else if (xml.name === 'Task') attributes.push(...taskParts(child));
    else findings.unknown.push({ where: inside, text: writeXml(child), line: child.line });
  }
  return unitOf({
    kind,
    name,
    line: declared?.line ?? xml.line,
    id: xml.attributes.get('Id') ?? null,
    comment: declared?.comment ?? null,
    attributes,
    members,
    networks,
    units,
  });
}

/** Of a text that should declare one unit; what else it declares stands within that. */
function declaration(
  xml: XmlElement,
  findings: Findings,
  name: string,
  where: readonly string[],
): Unit | undefined {
  const found = childNamed(xml, 'Declaration');
  if (found === undefined) return undefined;
  const reader = new Reader(textOf(found), findings, where, { line: found.line });
  const units = sourceUnits(reader, { open: true, listName: name });
  const [first, ...rest] = units;
  if (first === undefined) {
    const comment = reader.remarksBefore();
    return comment === null
      ? undefined
      : unitOf({ kind: kinds[xml.name] ?? 'other', name, line: found.line, comment });
  }
  // What is said behind the last declaration is said of the whole.
  const comment = [first.comment, reader.remarksBefore()].filter(text => text !== null).join('\n');
  const said = { ...first, comment: comment === '' ? null : comment };
  const own = xml.name === 'Get' || xml.name === 'Set' ? { ...said, kind: 'method' as const } : said;
  if (own.name.toUpperCase() !== name.toUpperCase())
    findings.problems.push({ line: own.line, says: `declared as ${own.name}, named ${name}` });
  return rest.length === 0 ? own : { ...own, units: [...own.units, ...rest] };
}

function implementation(xml: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  const networks: Network[] = [];
  for (const child of xml.children) {
    if (typeof child === 'string') findings.unknown.push({ where, text: child.trim(), line: xml.line });
    else if (child.name === 'ST') {
      const reader = new Reader(textOf(child), findings, where, { line: child.line });
      const statements = allStatements(reader);
      networks.push(...bodyOf('ST', statements, reader.remarksBefore(), child.line));
    } else networks.push(drawn(child, findings, where));
  }
  return networks;
}

/** A drawn body is an archive of the editor's objects; it is kept whole and compared as text. */
function drawn(xml: XmlElement, findings: Findings, where: readonly string[]): Network {
  const text = writeXml(xml);
  findings.unknown.push({ where, text, line: xml.line });
  return {
    number: '',
    title: null,
    comment: null,
    language: xml.name === 'NWL' ? 'FBD' : xml.name,
    attributes: [],
    body: { form: 'circuits', circuits: [{ is: 'verbatim', text }] },
    line: xml.line,
  };
}

/** What stands at the element itself. Name and id are the unit's own. */
function objectAttributes(xml: XmlElement, findings: Findings): Attribute[] {
  const found: Attribute[] = [];
  for (const [name, value] of xml.attributes) {
    if (name === 'Id') findings.noise.push({ rule: 'object-id', text: value, line: xml.line });
    else if (name === 'FolderPath') findings.noise.push({ rule: 'folder', text: value, line: xml.line });
    else if (name !== 'Name' && !(name === 'SpecialFunc' && value === 'None')) found.push({ name, value });
  }
  return found;
}

/** `<CycleTime>10000</CycleTime>`, `<PouCall><Name>MAIN</Name></PouCall>` of a task. */
function taskParts(xml: XmlElement): Attribute[] {
  const own = textOf(xml).trim();
  const found: Attribute[] = own === '' ? [] : [{ name: xml.name, value: own }];
  for (const [name, value] of xml.attributes) found.push({ name: `${xml.name} ${name}`, value });
  for (const child of xml.children)
    if (typeof child !== 'string')
      found.push(...taskParts(child).map(part => ({ ...part, name: `${xml.name} ${part.name}` })));
  return found;
}
