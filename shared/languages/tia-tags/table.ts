import type { Unit } from '../model/index.ts';
import { type MemberDraft, nameKey } from '../siemens/index.ts';

export function tableUnit(name: string, members: readonly MemberDraft[], line: number): Unit {
  return {
    kind: 'tag-table',
    name,
    key: `tag-table:${nameKey(name)}`,
    id: null,
    number: null,
    title: null,
    comment: null,
    attributes: [],
    members,
    networks: [],
    units: [],
    line,
  };
}

/** The name of a file without its folders and its ending. */
export function baseName(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const point = file.lastIndexOf('.');
  return point > 0 ? file.slice(0, point) : file;
}
