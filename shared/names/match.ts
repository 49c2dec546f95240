import type { DataType, Declaration, Member, Section } from '../mc7/index.ts';
import type { DeclaredMember, DeclaredType, SourceBlock } from './source.ts';

/** The names of a member and of those inside it, as the controller's declaration has them. */
export interface MemberNames {
  readonly name: string;
  readonly comment: string | null;
  readonly members: readonly MemberNames[];
}

export type Match =
  /** By index of the declaration's members; null for a section whose declarations differ. */
  | { readonly state: 'agrees'; readonly members: readonly (MemberNames | null)[] }
  | { readonly state: 'differs'; readonly why: string };

/** Looks up what a name in a declaration stands for, across all sources. */
export interface TypeLookup {
  /** Members of a data type or function block; null where no source declares it, or two declare it differently. */
  readonly membersOf: (name: string) => readonly DeclaredMember[] | null;
  /** `FB 10` for `"Motor"`; null where nothing, or more than one thing, is called so. */
  readonly blockOf: (name: string) => string | null;
}

class Difference extends Error {}

const deepest = 24;
const sections: readonly Section[] = ['IN', 'OUT', 'IN_OUT', 'STAT', 'RETURN', 'TEMP'];
const sectionWords: Readonly<Record<Section, string>> = {
  IN: 'inputs',
  OUT: 'outputs',
  IN_OUT: 'in-outs',
  STAT: 'static members',
  RETURN: 'return value',
  TEMP: 'temporary members',
};

/**
 * Puts a source's names to a controller's declaration. They agree where every section has the same types in the
 * same order. Temporary members are no part of the interface: where only they differ, they alone get no names.
 */
export function matchMembers(
  source: SourceBlock,
  declaration: Declaration,
  isInstance: boolean,
  lookup: TypeLookup,
): Match {
  if (declaration.unread !== '')
    return { state: 'differs', why: 'the declaration in the controller is not understood' };
  const names: (MemberNames | null)[] = declaration.members.map(() => null);
  try {
    const declared = ownMembers(source, lookup);
    for (const section of sections) {
      // An instance has no local data, though its function block has.
      if (section === 'TEMP' && isInstance) continue;
      const ours = declaration.members.flatMap((member, index) =>
        member.section === section ? [{ member, index }] : [],
      );
      const theirs = declared.filter(member => member.section === section);
      const found = sectionNames(
        theirs,
        ours.map(({ member }) => member),
        section,
        lookup,
      );
      for (const [at, { index }] of ours.entries()) names[index] = found?.[at] ?? null;
    }
  } catch (error) {
    if (error instanceof Difference) return { state: 'differs', why: error.message };
    throw error;
  }
  return { state: 'agrees', members: names };
}

function ownMembers(source: SourceBlock, lookup: TypeLookup): readonly DeclaredMember[] {
  if (source.instanceOf === null || source.members.length > 0) return source.members;
  const members = lookup.membersOf(source.instanceOf);
  if (members === null) throw new Difference(`no file declares ${source.instanceOf}`);
  return members;
}

/** Null for temporary members that differ. */
function sectionNames(
  theirs: readonly DeclaredMember[],
  ours: readonly Member[],
  section: Section,
  lookup: TypeLookup,
): MemberNames[] | null {
  try {
    return paired(theirs, ours, sectionWords[section], lookup, 0);
  } catch (error) {
    if (section === 'TEMP' && error instanceof Difference) return null;
    throw error;
  }
}

function paired(
  theirs: readonly DeclaredMember[],
  ours: readonly Member[],
  what: string,
  lookup: TypeLookup,
  depth: number,
): MemberNames[] {
  if (depth > deepest) throw new Difference('it nests too deep');
  if (theirs.length !== ours.length)
    throw new Difference(`${theirs.length} ${what} in the file, ${ours.length} in the controller`);
  return theirs.map(({ name, comment, type }, index) => ({
    name,
    comment,
    members: inside(type, ours[index]?.type, name, lookup, depth),
  }));
}

function inside(
  theirs: DeclaredType,
  ours: DataType | undefined,
  name: string,
  lookup: TypeLookup,
  depth: number,
): readonly MemberNames[] {
  const differs = () =>
    new Difference(`${name} is ${typeWord(theirs)} in the file and another type in the controller`);
  if (ours === undefined) throw differs();
  if (theirs.kind === 'array') {
    if (ours.kind !== 'array' || !sameBounds(theirs, ours)) throw differs();
    return inside(theirs.element, ours.element, name, lookup, depth + 1);
  }
  if (theirs.kind === 'string') {
    if (ours.kind !== 'string' || ours.capacity !== theirs.capacity) throw differs();
    return [];
  }
  if (theirs.kind === 'struct') {
    if (ours.kind !== 'struct') throw differs();
    return paired(theirs.members, ours.members, `members of ${name}`, lookup, depth + 1);
  }
  if (ours.kind === 'simple') {
    if (simpleName(theirs.name) !== ours.name) throw differs();
    return [];
  }
  if (ours.kind === 'instance') return insideInstance(theirs.name, ours, name, lookup, depth, differs);
  if (ours.kind !== 'struct') throw differs();
  const members = lookup.membersOf(theirs.name);
  if (members === null) throw new Difference(`${name} is ${theirs.name}, which no file declares`);
  return paired(members, ours.members, `members of ${name}`, lookup, depth + 1);
}

/** Function blocks that the system brings, by the names IEC gives them. */
const systemBlocks: Readonly<Record<string, string>> = {
  CTU: 'SFB 0',
  CTD: 'SFB 1',
  CTUD: 'SFB 2',
  TP: 'SFB 3',
  TON: 'SFB 4',
  TOF: 'SFB 5',
};

function insideInstance(
  written: string,
  ours: DataType & { kind: 'instance' },
  name: string,
  lookup: TypeLookup,
  depth: number,
  differs: () => Difference,
): readonly MemberNames[] {
  const block = systemBlocks[written.replaceAll('"', '').toUpperCase()] ?? lookup.blockOf(written);
  if (block === null) throw new Difference(`${name} is ${written}, whose number no file says`);
  if (block !== `${ours.block} ${ours.number}`) throw differs();
  const declared = lookup.membersOf(written);
  // The number says which block it is; without its source its own members stay without names.
  if (declared === null) return [];
  const kept = declared.filter(({ section }) => section !== 'TEMP');
  return paired(kept, ours.members, `members of ${name}`, lookup, depth + 1);
}

const synonyms: Readonly<Record<string, string>> = { TOD: 'TIME_OF_DAY', DT: 'DATE_AND_TIME' };

function simpleName(name: string): string {
  const upper = name.toUpperCase();
  return synonyms[upper] ?? upper;
}

function sameBounds(theirs: DeclaredType & { kind: 'array' }, ours: DataType & { kind: 'array' }): boolean {
  return (
    theirs.bounds.length === ours.bounds.length &&
    theirs.bounds.every(
      ({ low, high }, index) => low === ours.bounds[index]?.low && high === ours.bounds[index]?.high,
    )
  );
}

function typeWord(type: DeclaredType): string {
  if (type.kind === 'named') return type.name;
  return type.kind === 'array'
    ? `an array of ${typeWord(type.element)}`
    : type.kind === 'string'
      ? `STRING [${type.capacity}]`
      : 'a structure';
}
