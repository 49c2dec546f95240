import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Unit } from '../model/index.ts';
import {
  type Findings,
  MemberCount,
  type MemberDraft,
  memberAttributes,
  newMember,
  tagAddress,
  typeText,
  valueOfText,
} from '../siemens/index.ts';
import {
  elementsOf,
  flat,
  leaveOutExport,
  multilingual,
  plainAttributes,
  verbatim,
} from '../simaticml/index.ts';
import { baseName, tableUnit } from './table.ts';

/** Tag tables of a document of Openness, or the one that the menu of the tag editor exports; null for any other. */
export function xmlTables(root: XmlElement, path: string, findings: Findings): Unit[] | null {
  if (root.name === 'Tagtable') return [menuTable(root, path, findings)];
  const tables = root.name === 'Document' ? childrenNamed(root, 'SW.Tags.PlcTagTable') : [];
  if (tables.length === 0) return null;
  leaveOutExport(root, findings);
  for (const element of elementsOf(root))
    if (!['Engineering', 'DocumentInfo', 'SW.Tags.PlcTagTable'].includes(element.name))
      findings.keep([], verbatim(element), element.line);
  const count = new MemberCount();
  return tables.map(table => exportedTable(table, findings, count));
}

function exportedTable(table: XmlElement, findings: Findings, count: MemberCount): Unit {
  const name = textOf(plainAttributes(table).get('Name'));
  const members: MemberDraft[] = [];
  for (const entry of elementsOf(childNamed(table, 'ObjectList'))) {
    const isTag = entry.name === 'SW.Tags.PlcTag';
    if (!isTag && !/^SW\.Tags\.Plc(?:User|System)Constant$/.test(entry.name)) {
      if (entry.name !== 'MultilingualText') findings.keep([name], verbatim(entry), entry.line);
      continue;
    }
    count.another();
    members.push(exportedTag(entry, isTag ? 'Tags' : 'Constants'));
  }
  const about = elementsOf(childNamed(table, 'AttributeList')).filter(said => said.name !== 'Name');
  return {
    ...tableUnit(name, members, table.line),
    comment: multilingual(table, 'Comment'),
    attributes: about.flatMap(flat),
  };
}

const parts = new Set(['Name', 'DataTypeName', 'LogicalAddress', 'Value']);

function exportedTag(entry: XmlElement, section: string): MemberDraft {
  const attributes = plainAttributes(entry);
  const said = (name: string) => textOf(attributes.get(name)).trim();
  const type = typeText(said('DataTypeName'));
  const further = new Map<string, string>();
  for (const [name, element] of attributes) if (!parts.has(name)) further.set(name, textOf(element).trim());
  const value = said('Value');
  return newMember(section, said('Name'), type, entry.line, {
    address: tagAddress(said('LogicalAddress')),
    value: value === '' ? null : valueOfText(value, type),
    comment: multilingual(entry, 'Comment'),
    attributes: memberAttributes(further, type),
  });
}

/** `<Tag type="Bool" addr="%I0.0" remark="…">Name</Tag>`, and `<Constant type="Int" value="5">`. */
function menuTable(root: XmlElement, path: string, findings: Findings): Unit {
  const count = new MemberCount();
  const members: MemberDraft[] = [];
  const names: Readonly<Record<string, string>> = {
    hmiVisible: 'ExternalVisible',
    hmiWriteable: 'ExternalWritable',
    hmiAccessible: 'ExternalAccessible',
    retain: 'Retain',
  };
  for (const entry of elementsOf(root)) {
    if (entry.name !== 'Tag' && entry.name !== 'Constant') {
      findings.keep([], verbatim(entry), entry.line);
      continue;
    }
    count.another();
    const type = typeText(entry.attributes.get('type') ?? '');
    const further = new Map<string, string>();
    for (const [name, value] of entry.attributes)
      if (!['type', 'addr', 'remark', 'value', 'name'].includes(name)) {
        const called = names[name] ?? name;
        const isDefault = called === 'Retain' && /^false$/i.test(value);
        if (!isDefault) further.set(called, value);
      }
    const value = entry.attributes.get('value') ?? '';
    const remark = entry.attributes.get('remark') ?? '';
    members.push(
      newMember(
        entry.name === 'Tag' ? 'Tags' : 'Constants',
        textOf(entry).trim() || (entry.attributes.get('name') ?? ''),
        type,
        entry.line,
        {
          address: tagAddress(entry.attributes.get('addr') ?? ''),
          value: value === '' ? null : valueOfText(value, type),
          comment: remark === '' ? null : remark,
          attributes: memberAttributes(further, type),
        },
      ),
    );
  }
  return tableUnit(root.attributes.get('name') ?? baseName(path), members, root.line);
}
