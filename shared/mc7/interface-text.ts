import type { BlockType } from './block.ts';
import type { DataType, Section } from './data-type.ts';
import type { Declaration } from './declaration.ts';
import { elementOf } from './initial.ts';
import { addressText, type PlacedMember, placeMembers } from './layout.ts';
import type { ParameterUse } from './operand.ts';
import { valueText } from './value-text.ts';

const headings: Readonly<Record<Section, string>> = {
  IN: 'VAR_INPUT',
  OUT: 'VAR_OUTPUT',
  IN_OUT: 'VAR_IN_OUT',
  STAT: 'VAR',
  TEMP: 'VAR_TEMP',
  RETURN: 'VAR_RETURN',
};

/** One line of an interface; address and type say which variable it is, since names are not in the controller. */
export interface InterfaceLine {
  readonly section: Section;
  /** `12.0`, or the parameter’s name where it has no address. */
  readonly place: string;
  readonly depth: number;
  /** `INT`, `ARRAY [0..7] OF STRUCT`. */
  readonly type: string;
  readonly initial: string | null;
  readonly mark: number | null;
}

/** The variables of a declaration in order, each with its place. */
export function interfaceLines(declaration: Declaration, block: BlockType | null): InterfaceLine[] {
  let section: Section = 'STAT';
  return placeMembers(declaration.members, block).map(placed => {
    if (placed.depth === 0) section = placed.member.section;
    const initial = declaration.initials.get(placed.member);
    return {
      section,
      place: placeText(placed),
      depth: placed.depth,
      type: typeText(placed.member.type),
      initial: initial === undefined ? null : valueText(elementOf(placed.member.type), initial),
      mark: placed.member.mark,
    };
  });
}

/** The interface as text, a variable (by its index among `lines`) a line; that of a shared data block is one structure. */
export function interfaceText(
  lines: readonly InterfaceLine[],
  isShared: boolean,
): { readonly text: string; readonly variable: number | null }[] {
  const text: { text: string; variable: number | null }[] = [];
  let open: Section | null = null;
  const put = (frame: string) => text.push({ text: frame, variable: null });
  const close = () => put(isShared ? 'END_STRUCT' : 'END_VAR');
  for (const [variable, line] of lines.entries()) {
    if (line.depth === 0 && line.section !== open) {
      if (open !== null) close();
      put(isShared ? 'STRUCT' : headings[line.section]);
      open = line.section;
    }
    const initial = line.initial === null ? '' : ` := ${line.initial}`;
    text.push({ text: `${'  '.repeat(line.depth + 1)}${line.place} : ${line.type}${initial};`, variable });
  }
  if (open !== null) close();
  return text;
}

function placeText({ at, name }: PlacedMember): string {
  if (name !== null) return name;
  return at === null ? '-' : addressText(at);
}

export function typeText(type: DataType): string {
  switch (type.kind) {
    case 'simple':
      return type.name;
    case 'string':
      return `STRING [${type.capacity}]`;
    case 'struct':
      return 'STRUCT';
    case 'instance':
      return `${type.block} ${type.number}`;
    case 'array':
      return `ARRAY [${type.bounds.map(({ low, high }) => `${low}..${high}`).join(', ')}] OF ${typeText(type.element)}`;
  }
}

/** A parameter of an FC as its code names and uses it. */
export interface Parameter {
  readonly name: string;
  readonly use: ParameterUse | undefined;
}

/**
 * An FC’s parameter by its place in MC7: 2 is the first, in the order of the declaration. An FB’s parameters
 * are in its instance and have addresses.
 */
export function parametersOf(
  declaration: Declaration | null,
  block: BlockType | null,
): (at: number) => Parameter | undefined {
  if (declaration === null || block === 'FB' || block === 'SFB') return () => undefined;
  const parameters = placeMembers(declaration.members, block).flatMap(({ depth, name, member }) =>
    depth === 0 && name !== null ? [{ name: `#${name}`, use: useOf(member.type) }] : [],
  );
  return at => (at % 2 === 0 ? parameters[at / 2 - 1] : undefined);
}

function useOf(type: DataType): ParameterUse | undefined {
  if (type.kind !== 'simple') return undefined;
  const block = /^BLOCK_(FC|FB|DB)$/.exec(type.name)?.[1];
  if (block === 'FC' || block === 'FB' || block === 'DB') return block;
  const uses: Readonly<Record<number, ParameterUse>> = { 1: 0, 8: 1, 16: 2, 32: 4 };
  return uses[type.bits];
}
