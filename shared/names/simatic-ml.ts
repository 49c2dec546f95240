import type { Section } from '../mc7/index.ts';
import { childNamed, childrenNamed, textOf, type XmlElement } from '../xml/index.ts';
import { DeclarationReader, NotUnderstood } from './declarations.ts';
import { attributesOf, multilingual } from './openness.ts';
import { Scanner } from './scanner.ts';
import {
  clipped,
  type DeclaredMember,
  type DeclaredType,
  type FoundNames,
  nameLimits,
  type SourceBlock,
  type SourceBlockType,
} from './source.ts';

const blockElements: Readonly<Record<string, SourceBlockType>> = {
  'SW.Blocks.OB': 'OB',
  'SW.Blocks.FC': 'FC',
  'SW.Blocks.FB': 'FB',
  'SW.Blocks.GlobalDB': 'DB',
  'SW.Blocks.InstanceDB': 'DB',
  'SW.Blocks.ArrayDB': 'DB',
  'SW.Types.PlcStruct': 'UDT',
};
const sections: Readonly<Record<string, Section>> = {
  Input: 'IN',
  Output: 'OUT',
  InOut: 'IN_OUT',
  Static: 'STAT',
  Temp: 'TEMP',
  Return: 'RETURN',
  None: 'STAT',
};

/** Blocks of a SimaticML document: name, number, members, titles and comments of networks. Never throws. */
export function readSimaticMl(root: XmlElement): FoundNames | null {
  if (root.name !== 'Document') return null;
  const found = root.children.flatMap(element => {
    const type = typeof element === 'string' ? undefined : blockElements[element.name];
    return typeof element === 'string' || type === undefined ? [] : [{ element, type }];
  });
  if (found.length === 0) return null;
  let unread = 0;
  const blocks = found.slice(0, nameLimits.blocks).map(({ element, type }) => {
    const { block, understood } = readBlock(element, type);
    if (!understood) unread++;
    return block;
  });
  return {
    form: 'SimaticML',
    symbols: [],
    blocks,
    unread,
    truncated: found.length > blocks.length,
  };
}

function readBlock(element: XmlElement, type: SourceBlockType): { block: SourceBlock; understood: boolean } {
  const attributes = attributesOf(element);
  const list = childNamed(element, 'AttributeList');
  const declared = list && childNamed(list, 'Interface');
  const number = attributes.get('Number') ?? '';
  const instanceOf = attributes.get('InstanceOfName') ?? '';
  const members = membersOf(declared && childNamed(declared, 'Sections'));
  const objects = childNamed(element, 'ObjectList');
  const units = objects === undefined ? [] : childrenNamed(objects, 'SW.Blocks.CompileUnit');
  const block: SourceBlock = {
    type,
    number: /^\d{1,5}$/.test(number) ? Number(number) : null,
    name: clipped(attributes.get('Name'), nameLimits.name),
    title: clipped(multilingual(element, 'Title'), nameLimits.comment),
    members: members ?? [],
    instanceOf: instanceOf === '' ? null : `"${instanceOf.slice(0, nameLimits.name)}"`,
    networks: units.slice(0, nameLimits.networks).map(unit => ({
      title: clipped(multilingual(unit, 'Title'), nameLimits.comment),
      comment: clipped(multilingual(unit, 'Comment'), nameLimits.comment),
    })),
  };
  return { block, understood: members !== null };
}

/** Null where a declaration is not understood. */
function membersOf(declared: XmlElement | undefined): DeclaredMember[] | null {
  try {
    return declared === undefined ? [] : membersOfSections(declared, 0);
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

function membersOfSections(list: XmlElement, depth: number): DeclaredMember[] {
  return childrenNamed(list, 'Section').flatMap(element => {
    const section = sections[element.attributes.get('Name') ?? ''];
    // Constants and what a block inherits take no place in it.
    return section === undefined ? [] : membersBelow(element, section, depth);
  });
}

function membersBelow(parent: XmlElement, section: Section, depth: number): DeclaredMember[] {
  if (depth > nameLimits.depth) throw new NotUnderstood();
  return childrenNamed(parent, 'Member').flatMap(element => {
    const name = clipped(element.attributes.get('Name'), nameLimits.name);
    if (name === null) throw new NotUnderstood();
    const type = typeOf(element, depth);
    if (section === 'RETURN' && type.kind === 'named' && type.name.toUpperCase() === 'VOID') return [];
    return [{ name, section, type, comment: commentOf(element) }];
  });
}

/** The type is text; what a structure holds stands below it, a data type's members in sections of their own. */
function typeOf(element: XmlElement, depth: number): DeclaredType {
  const text = element.attributes.get('Datatype') ?? '';
  const inner = childrenNamed(element, 'Member').length > 0 ? membersBelow(element, 'STAT', depth + 1) : null;
  const shown = childNamed(element, 'Sections');
  const below = inner ?? (shown === undefined ? null : membersOfSections(shown, depth + 1));
  return withMembers(typeOfText(text), below);
}

function withMembers(type: DeclaredType, members: readonly DeclaredMember[] | null): DeclaredType {
  if (type.kind === 'array') return { ...type, element: withMembers(type.element, members) };
  if (type.kind === 'struct') return { kind: 'struct', members: members ?? [] };
  // A data type's members are written out where it is used.
  return type.kind === 'named' && members !== null && type.name.startsWith('"')
    ? { kind: 'struct', members }
    : type;
}

/** `Array[0..7] of "Motor"`, `String[20]`, `Struct`: a structure's members stand elsewhere. */
function typeOfText(text: string): DeclaredType {
  const closed = text.replace(/\bStruct\s*$/i, 'STRUCT END_STRUCT');
  return new DeclarationReader(new Scanner(closed)).type(0);
}

function commentOf(element: XmlElement): string | null {
  const comment = childNamed(element, 'Comment');
  const texts = comment === undefined ? [] : childrenNamed(comment, 'MultiLanguageText').map(textOf);
  return clipped(
    texts.find(text => text.trim() !== ''),
    nameLimits.comment,
  );
}
