import { createHash } from 'node:crypto';
import type { Outcome, WebApiLink } from './link.ts';
import type { Call } from './reading-methods.ts';
import { type Browsed, browsedListSchema } from './variables.ts';

const blocksCall: Call = { method: 'PlcProgram.Browse', params: { mode: 'children', type: ['code_blocks'] } };
const dataCall: Call = {
  method: 'PlcProgram.Browse',
  params: { mode: 'children', type: ['data_blocks', 'tags'] },
};
/** Lines of the text at most; a program with more says that it was cut. */
const mostLines = 100_000;

/** The lists at the top of the program, or why the CPU does not give them. */
export type Lists =
  | { readonly blocks: readonly Browsed[]; readonly data: readonly Browsed[]; readonly failure: null }
  | { readonly failure: string };

/** Two calls: the code blocks, and the data blocks and tags. */
export async function readLists(link: WebApiLink, signal: AbortSignal): Promise<Lists> {
  const { outcomes } = await link.ask([blocksCall, dataCall], signal);
  const [blocks, data] = outcomes.map(listOf);
  if (blocks === undefined || data === undefined) throw new RangeError('fewer answers than calls');
  if (typeof blocks === 'string') return { failure: blocks };
  if (typeof data === 'string') return { failure: data };
  return { blocks, data, failure: null };
}

/** Moves when a block comes, goes or gets another name or number; not when one changes inside. */
export function listsHash(lists: Extract<Lists, { failure: null }>): string {
  const lines = [...lists.blocks, ...lists.data].map(line).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

/**
 * The program as far as it shows itself: code blocks by type and number, data blocks with the members they
 * are made of, down to `levels` of structures, and tags. Of what a block does nothing can be read.
 */
export async function readTree(
  link: Pick<WebApiLink, 'ask'>,
  lists: Extract<Lists, { failure: null }>,
  bounds: { readonly levels: number; readonly calls: number },
  signal: AbortSignal,
): Promise<string> {
  const children = new Map<Browsed, readonly Browsed[] | string>();
  let open = lists.data.filter(isStructured).map(node => ({ node, name: `"${escaped(node.name)}"` }));
  let left = bounds.calls;
  let cut = false;
  for (let level = 0; level <= bounds.levels && open.length > 0; level += 1) {
    cut ||= open.length > left;
    const asked = open.slice(0, left);
    left -= asked.length;
    const { outcomes } = await link.ask(
      asked.map(({ name }) => ({ method: 'PlcProgram.Browse', params: { var: name, mode: 'children' } })),
      signal,
    );
    open = asked.flatMap(({ node, name }, index) => {
      const found = listOf(outcomes[index]);
      children.set(node, found);
      if (typeof found === 'string') return [];
      return found.filter(isStructured).map(child => ({ node: child, name: `${name}.${step(child.name)}` }));
    });
  }
  const lines = [...lists.blocks].sort(byBlock).map(line);
  for (const node of [...lists.data].sort(byBlock)) print(node, 0, children, lines);
  if (lines.length > mostLines) cut = true;
  const shown = lines.slice(0, mostLines);
  return `${[...shown, ...(cut ? ['… cut: the program has more than is read'] : [])].join('\n')}\n`;
}

function print(
  node: Browsed,
  depth: number,
  children: ReadonlyMap<Browsed, readonly Browsed[] | string>,
  lines: string[],
): void {
  lines.push(`${'  '.repeat(depth)}${line(node)}`);
  const found = children.get(node) ?? [];
  // Members that are not told are not members that are gone.
  if (typeof found === 'string') lines.push(`${'  '.repeat(depth + 1)}… not listed: ${plain(found)}`);
  else for (const child of found) print(child, depth + 1, children, lines);
}

/** The list in an outcome, or why there is none. */
function listOf(outcome: Outcome | undefined): readonly Browsed[] | string {
  if (outcome === undefined) return 'no answer';
  if (outcome.refusal !== null) return outcome.refusal.says;
  const parsed = browsedListSchema.safeParse(outcome.result);
  return parsed.success ? parsed.data : 'its answer is no list of blocks';
}

function isStructured({ datatype, has_children: has, array_dimensions: array }: Browsed): boolean {
  // Elements of an array are of one type, which stands in its own line.
  return array === undefined && (has === true || datatype === 'datablock');
}

/** `OB1 Main`, `DB20 Recipe`, `Level : real`, `Steps : array[0..9] of struct` */
function line({
  name,
  block_type: block,
  block_number: number,
  db_number: db,
  datatype,
  array_dimensions: array,
}: Browsed): string {
  const shown = plain(name);
  if (block !== undefined) return `${block.toUpperCase()}${number ?? ''} ${shown}`;
  if (datatype === 'datablock') return `DB${db ?? ''} ${shown}`;
  const of = (array ?? [])
    .map(({ start_index: start, count }) => `${start}..${start + count - 1}`)
    .join(', ');
  return `${shown} : ${of === '' ? '' : `array[${of}] of `}${datatype ?? 'unknown'}`;
}

function byBlock(a: Browsed, b: Browsed): number {
  const key = ({ block_type: block, datatype }: Browsed) => block ?? datatype ?? '';
  const number = ({ block_number: block, db_number: db }: Browsed) => block ?? db ?? -1;
  return compare(key(a), key(b)) || number(a) - number(b) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function plain(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '�');
}

function escaped(name: string): string {
  return name.replaceAll('"', '""');
}

/** A member's name in an address: bare where it is a plain identifier, in quotes otherwise. */
function step(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `"${escaped(name)}"`;
}
