import { readFileSync } from 'node:fs';
import type { Capability } from '@witnessmark/shared/facts';

const page = new URL('../../docs/controllers.md', import.meta.url);

/**
 * A column of the page's tables: what it says of one controller, by the capability's word. Throws where no
 * table has the column.
 */
function controllerColumn(title: string): Readonly<Record<string, string>> {
  for (const table of readFileSync(page, 'utf8').matchAll(/(?:^\|.*\n)+/gm)) {
    const [head = [], , ...rows] = table[0].trim().split('\n').map(cells);
    const at = head.indexOf(title);
    if (at < 1) continue;
    return Object.fromEntries(rows.map(row => [/`([^`]+)`/.exec(row[0] ?? '')?.[1] ?? '', row[at] ?? '']));
  }
  throw new Error(`docs/controllers.md has no column ${title}`);
}

/** A finding as the page's cells say it: the state, with the code of a refusal where one was given. */
export function cellOf({ state, found }: Pick<Capability, 'state' | 'found'>): string {
  const code = state === 'yes' ? undefined : /error word ([0-9A-F]{4})/.exec(found)?.[1];
  return code === undefined ? state : `${state} (${code})`;
}

/** The column that findings give. */
export function columnOf(found: readonly Capability[]): Readonly<Record<string, string>> {
  return Object.fromEntries(found.map(each => [each.id, cellOf(each)]));
}

/** The page's cells for the words that were found; a word the page leaves out is an empty cell. */
export function pageCells(title: string, found: Readonly<Record<string, string>>): Record<string, string> {
  const column = controllerColumn(title);
  return Object.fromEntries(Object.keys(found).map(id => [id, column[id] ?? '']));
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}
