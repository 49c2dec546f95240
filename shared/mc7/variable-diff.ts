import type { ReadBlock } from './code.ts';
import { type InterfaceLine, interfaceLines } from './interface-text.ts';

/** A variable of the interface, by its place; null where it was not there. */
export interface VariableChange {
  readonly section: string;
  readonly place: string;
  readonly old: string | null;
  readonly now: string | null;
  /** The declaration is the same and only its initial value is another. */
  readonly onlyInitial: boolean;
}

/** Variables that differ, and whether a byte beside any of the others does. */
export function diffInterfaces(
  old: ReadBlock,
  now: ReadBlock,
): { variables: VariableChange[]; marks: boolean } {
  const before = linesByPlace(old);
  const after = linesByPlace(now);
  const variables: VariableChange[] = [];
  let marks = false;
  for (const [key, line] of before) {
    const other = after.get(key);
    if (other !== undefined && other.mark !== line.mark) marks = true;
    if (other !== undefined && variableText(line) === variableText(other)) continue;
    variables.push(change(line, other, line));
  }
  for (const [key, line] of after) {
    if (!before.has(key)) variables.push(change(line, line, undefined));
  }
  return { variables, marks };
}

function change(
  place: InterfaceLine,
  now: InterfaceLine | undefined,
  old: InterfaceLine | undefined,
): VariableChange {
  return {
    section: place.section,
    place: place.place,
    old: old === undefined ? null : variableText(old),
    now: now === undefined ? null : variableText(now),
    onlyInitial: old !== undefined && old.type === now?.type,
  };
}

/** Lines by section, place and depth; an array and its first element have the same place. */
function linesByPlace({ block, declaration }: ReadBlock): Map<string, InterfaceLine> {
  const lines = new Map<string, InterfaceLine>();
  if (declaration === null) return lines;
  const counts = new Map<string, number>();
  for (const line of interfaceLines(declaration, block.type)) {
    const key = `${line.section} ${line.place} ${line.depth}`;
    // Places repeat where they are not known, inside what is handed over by reference.
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    lines.set(`${key} ${count}`, line);
  }
  return lines;
}

function variableText({ type, initial }: InterfaceLine): string {
  return initial === null ? type : `${type} := ${initial}`;
}
