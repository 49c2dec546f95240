import type { Attribute, Unit, UnitKind } from '../model/index.ts';
import {
  type Findings,
  MemberCount,
  type MemberDraft,
  nameKey,
  newMember,
  Refusal,
  siemensLimits,
  typeText,
} from '../siemens/index.ts';
import { NetworkLines } from './body.ts';
import { mnemonicsOf } from './mnemonics.ts';

const kinds: Readonly<Record<string, UnitKind>> = {
  OB: 'organisation-block',
  FC: 'function',
  SFC: 'function',
  FB: 'function-block',
  SFB: 'function-block',
  DB: 'data-block',
};
const sections: Readonly<Record<string, string>> = {
  IN: 'Input',
  OUT: 'Output',
  IN_OUT: 'InOut',
  STATIC: 'Static',
  TEMP: 'Temp',
  RET_VAL: 'Return',
};
const member = /^(\d+)\.(\d):\s?(\t*)([^:]+):\s*(\S.*?)\s*$/;
const beginning = /^\s*(?:(?:OB|FC|FB|DB|SFC|SFB)\d+\s*:?[^\n]*\n|\d{3,}\.\d:\s)/;

/** Whether a text is a listing of one compiled block, as tools print that read blocks out of a controller. */
export function isListing(text: string): boolean {
  const head = text.slice(0, 4_000);
  return beginning.test(head) && /^\d{3,}\.\d:\s+\S+: STRUCT\s*$/m.test(head);
}

/** A listing: the block's name, its declaration with addresses, its networks. A data block's name is its file's. */
export function listedBlock(text: string, path: string, findings: Findings): Unit[] {
  const lines = text.split(/\r\n|\r|\n/);
  const [, letters, digits, title = ''] =
    /^\s*(OB|FC|FB|DB|SFC|SFB)(\d+)\s*(?::\s*(.*))?$/.exec(lines[0] ?? '') ?? named(path);
  const name = letters === undefined ? '' : `${letters} ${digits}`;
  const declared = new Declaration();
  const networks = new NetworkLines();
  let isCode = false;
  lines.forEach((line, at) => {
    if (at === 0 && !member.test(line)) return;
    if (/^\s*AWL-Code\s*$/.test(line)) isCode = true;
    else if (!isCode) declared.take(line, at + 1, findings);
    else takeCode(networks, line, at + 1);
  });
  const kind = kinds[letters ?? 'DB'] ?? 'other';
  const { members, returns } = declared.sections();
  const context = { findings, where: [name], locals: new Set(members.map(each => each.key)), members };
  const attributes: Attribute[] = kind === 'data-block' ? [] : [{ name: 'Language', value: 'STL' }];
  if (returns !== null) attributes.push({ name: 'Return', value: returns });
  return [
    {
      kind,
      name,
      key: `${kind}:${nameKey(name)}`,
      id: null,
      number: digits === undefined ? null : Number(digits),
      title: title.trim() === '' ? null : title.trim(),
      comment: null,
      attributes,
      members,
      networks: networks.read(mnemonicsOf(text), context),
      units: [],
      line: 1,
    },
  ];
}

function named(path: string): string[] {
  const [, letters = '', digits = ''] = /(OB|FC|FB|DB)(\d{1,5})\.[^./\\]*$/i.exec(path) ?? [];
  return letters === '' ? [] : ['', letters.toUpperCase(), digits];
}

function takeCode(networks: NetworkLines, line: string, at: number): void {
  const [, title] = /^\s*(?:Netzwerk|Network)\s+\d+\s*:\s*(.*)$/i.exec(line) ?? [];
  if (title !== undefined) networks.begin(title.trim() === '' ? null : title.trim(), at);
  // Parameters of a call stand below it, further to the right than any operation.
  else if (/^ {12,}\S/.test(line)) networks.append(line.trim(), at);
  else networks.take(line, at);
}

/** Members by how far they are indented. */
class Declaration {
  readonly #root = newMember('', 'ROOTNODE', 'Struct', 1);
  readonly #path: MemberDraft[] = [];
  readonly #count = new MemberCount();

  take(line: string, at: number, findings: Findings): void {
    if (line.trim() === '' || /^\s*Parameter\s*$/.test(line)) return;
    const [, byte = '', bit = '', tabs = '', name = '', type = ''] = member.exec(line) ?? [];
    if (byte === '') {
      findings.say(at, 'no declaration');
      findings.keep([], line.trim(), at);
      return;
    }
    if (tabs.length > siemensLimits.depth)
      throw new Refusal(`members nested more than ${siemensLimits.depth} deep`);
    this.#count.another();
    const made = newMember('', name.trim(), typeText(type), at, { address: `${Number(byte)}.${bit}` });
    this.#path.length = Math.min(this.#path.length, tabs.length);
    (this.#path.at(-1) ?? this.#root).members.push(made);
    this.#path.push(made);
  }

  sections(): { members: MemberDraft[]; returns: string | null } {
    const [first] = this.#root.members;
    const parts = first?.name === 'ROOTNODE' ? first.members : this.#root.members;
    let returns: string | null = null;
    const members: MemberDraft[] = [];
    for (const part of parts) {
      const section = sections[part.name] ?? 'Static';
      if (section === 'Return') returns = part.members[0]?.type ?? null;
      else for (const each of part.members) members.push(inSection(each, section));
    }
    return { members, returns };
  }
}

function inSection(each: MemberDraft, section: string): MemberDraft {
  return { ...each, section, members: each.members.map(inner => inSection(inner, section)) };
}
