import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Attribute, Unit, UnitKind } from '../model/index.ts';
import {
  type Findings,
  MemberCount,
  nameKey,
  Refusal,
  siemensLimits,
  unitAttributes,
} from '../siemens/index.ts';
import { elementsOf, flat, multilingual, plainAttributes, verbatim } from './elements.ts';
import { interfaceOf } from './interface.ts';
import { networksOf } from './networks.ts';
import { exportNoise } from './noise.ts';

const kinds: Readonly<Record<string, UnitKind>> = {
  'SW.Blocks.OB': 'organisation-block',
  'SW.Blocks.FC': 'function',
  'SW.Blocks.FB': 'function-block',
  'SW.Blocks.GlobalDB': 'data-block',
  'SW.Blocks.InstanceDB': 'data-block',
  'SW.Blocks.ArrayDB': 'data-block',
  'SW.Types.PlcStruct': 'data-type',
};
/** What makes a unit and not one of its attributes. */
const parts = new Set([
  'Name',
  'Number',
  'Interface',
  'InstanceOfName',
  'InstanceOfType',
  'InstanceOfNumber',
  'MemoryLayout',
]);
/** What a form without these means by leaving them out. */
const defaults: Readonly<Record<string, string>> = {
  DBAccessibleFromOPCUA: 'true',
  DBAccessibleFromWebserver: 'true',
  IsOnlyStoredInLoadMemory: 'false',
  IsWriteProtectedInAS: 'false',
  IsWriteProtected: 'false',
  IsRetainMemResEnabled: 'false',
  IsFailsafeCompliant: 'false',
  HandleErrorsWithinBlock: 'false',
  UDABlockProperties: '',
  UDAEnableTagReadback: 'false',
  OfSystemLibElement: '',
  OfSystemLibVersion: '',
  RetainMemoryReserve: '0',
  DownloadWithoutReinit: 'true',
};

/** What wrote a document, as a reader knows it. */
export function writtenBy(root: XmlElement): string | null {
  const version = childNamed(root, 'Engineering')?.attributes.get('version');
  return version === undefined ? null : `TIA Portal ${version}`;
}

/** What a document says of its own export is left out and counted. */
export function leaveOutExport(root: XmlElement, findings: Findings): void {
  for (const said of elementsOf(childNamed(root, 'DocumentInfo'))) {
    const rule = exportNoise[said.name];
    const text = textOf(said).trim();
    if (rule === undefined) findings.keep([], verbatim(said), said.line);
    else findings.leaveOut(rule, text === '' ? verbatim(said) : text, said.line);
  }
}

/** Blocks and data types of a document, in their order. */
export function unitsOf(root: XmlElement, findings: Findings): Unit[] {
  leaveOutExport(root, findings);
  const count = new MemberCount();
  const units: Unit[] = [];
  for (const element of elementsOf(root)) {
    const kind = kinds[element.name];
    if (kind !== undefined) units.push(unitOf(element, kind, findings, count));
    else if (!['Engineering', 'DocumentInfo'].includes(element.name))
      findings.keep([], verbatim(element), element.line);
    if (units.length > siemensLimits.units) throw new Refusal(`more than ${siemensLimits.units} blocks`);
  }
  return units;
}

function unitOf(element: XmlElement, kind: UnitKind, findings: Findings, count: MemberCount): Unit {
  const attributes = plainAttributes(element);
  const said = (name: string) => textOf(attributes.get(name)).trim();
  const name = said('Name');
  const list = childNamed(element, 'AttributeList');
  const { members, returns } = interfaceOf(list && childNamed(list, 'Interface'), findings, count);
  const locals = new Set(members.map(member => member.key));
  const number = said('Number');
  return {
    kind,
    name,
    key: `${kind}:${nameKey(name)}`,
    id: null,
    number: /^\d{1,5}$/.test(number) ? Number(number) : null,
    title: multilingual(element, 'Title'),
    comment: multilingual(element, 'Comment'),
    attributes: [
      ...attributesOf(attributes, kind, findings),
      ...ofOther(said, kind, returns),
      ...further(element, findings),
    ],
    members,
    networks: networksOf(element, { findings, where: [name], locals, members }),
    units: [],
    line: element.line,
  };
}

const texts: ReadonlySet<string | undefined> = new Set(['Title', 'Comment']);

/** What else a block holds: attributes with elements of their own are told by their paths, objects are kept. */
function further(element: XmlElement, findings: Findings): Attribute[] {
  const name = textOf(plainAttributes(element).get('Name')).trim();
  for (const object of elementsOf(childNamed(element, 'ObjectList'))) {
    const isText = object.name === 'MultilingualText' && texts.has(object.attributes.get('CompositionName'));
    if (!isText && object.name !== 'SW.Blocks.CompileUnit')
      findings.keep([name], verbatim(object), object.line);
  }
  return elementsOf(childNamed(element, 'AttributeList'))
    .filter(attribute => attribute.name !== 'Interface' && elementsOf(attribute).length > 0)
    .flatMap(flat);
}

function attributesOf(
  attributes: ReadonlyMap<string, XmlElement>,
  kind: UnitKind,
  findings: Findings,
): Attribute[] {
  const written = new Map<string, string>();
  for (const [name, element] of attributes) {
    const value = textOf(element).trim();
    const rule = exportNoise[name];
    if (rule !== undefined) findings.leaveOut(rule, `${name} ${value}`, element.line);
    else if (name === 'MemoryLayout') written.set('Optimized', String(value === 'Optimized'));
    else if (name === 'ProgrammingLanguage') {
      if (kind !== 'data-block' || value !== 'DB') written.set(name, value);
    } else if (!parts.has(name) && defaults[name] !== value) written.set(name, value);
  }
  return unitAttributes(written);
}

/** What a block has by another one: the value it gives, the block it is an instance of. */
function ofOther(said: (name: string) => string, kind: UnitKind, returns: string | null): Attribute[] {
  if (kind === 'function') return [{ name: 'Return', value: returns ?? 'Void' }];
  const of = said('InstanceOfName');
  return of === '' ? [] : [{ name: 'InstanceOf', value: `"${of}"` }];
}

/** Whether a document holds blocks or data types at all. */
export function holdsBlocks(root: XmlElement): boolean {
  return root.name === 'Document' && Object.keys(kinds).some(name => childrenNamed(root, name).length > 0);
}
