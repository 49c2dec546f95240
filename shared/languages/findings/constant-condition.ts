import { type Difference, type Node, nodeText } from '../compare/index.ts';
import type { Token } from '../model/index.ts';
import { conditionOf, everyNode, operandOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { termsOf } from './terms.ts';
import { ruleWords } from './words.ts';

export const constantCondition: Rule = {
  id: 'constant-condition',
  words: ruleWords['constant-condition'],
  fires: {
    old: 'st: IF Guard_Closed AND Ready THEN Motor := TRUE; END_IF;',
    new: 'st: IF (Guard_Closed OR TRUE) AND Ready THEN Motor := TRUE; END_IF;',
  },
  quiet: { old: 'st: Motor := FALSE;', new: 'st: Motor := TRUE;' },
  look: ({ differences }) => differences.flatMap(constant),
};

function constant(difference: Difference): Found[] {
  const { piece, sign } = difference;
  const now = piece?.new ?? null;
  if (now === null || sign === 'moved' || difference.class === 'comment') return [];
  const before = new Set(piece?.old ? tellings(piece.old.node) : []);
  const outer = now.within.at(-1);
  const around = outer?.kind === 'circuit' || outer?.kind === 'branch' ? opposites(outer.holds) : [];
  const found = [...tellings(now.node), ...(sign === 'added' || sign === 'changed' ? around : [])];
  return [...new Set(found)].filter(text => !before.has(text)).map(says => ({ difference, says }));
}

/** All that is always the same in a piece and in what it holds. */
function tellings(node: Node): string[] {
  const found: string[] = [];
  for (const each of everyNode([node])) {
    if (each.kind === 'contact') {
      const always = contactAlways(each);
      if (always !== null) found.push(`contact ${shortText(nodeText(each))} is always ${always}`);
    }
    if (each.kind === 'box' && each.tokens[0]?.key === 'AFI')
      found.push('the instruction AFI is always false');
    if (each.kind === 'branch' && each.holds.length === 0)
      found.push('a wire lies around contacts: always true');
    if (each.kind === 'circuit' || each.kind === 'branch') found.push(...opposites(each.holds));
    if (each.kind === 'if' || each.kind === 'elsif' || each.kind === 'assignment')
      found.push(...ofCondition(each));
  }
  return found;
}

/** What TIA Portal calls the bits of its system memory that never change. */
const fixedBits: ReadonlyMap<string, boolean> = new Map([
  ['ALWAYSTRUE', true],
  ['ALWAYSFALSE', false],
]);

function contactAlways(node: Node): string | null {
  const operand = operandOf(node);
  const value = operand === null ? null : truth(operand);
  const [first] = node.tokens;
  if (value === null || first === undefined || (first.kind === 'keyword' && first.key !== 'NOT')) return null;
  return String(first.kind === 'keyword' ? !value : value);
}

function truth({ text, key }: Token): boolean | null {
  const plain = key
    .replace(/^BOOL#/i, '')
    .replace(/["%]/g, '')
    .toUpperCase();
  if (plain === 'TRUE' || text === '1') return true;
  if (plain === 'FALSE' || text === '0') return false;
  return fixedBits.get(plain) ?? null;
}

/** Asked anew for each piece of a series: the answer is kept as long as the series is. */
const opposing = new WeakMap<readonly Node[], readonly string[]>();

/** `a` and `NOT a` in series. */
function opposites(nodes: readonly Node[]): readonly string[] {
  const known = opposing.get(nodes);
  if (known !== undefined) return known;
  const found = oppositesOf(nodes);
  opposing.set(nodes, found);
  return found;
}

function oppositesOf(nodes: readonly Node[]): string[] {
  const open = new Set<string>();
  const closed = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== 'contact') continue;
    const operand = operandOf(node);
    if (operand === null) continue;
    const [first] = node.tokens;
    if (first?.kind !== 'keyword') open.add(operand.key);
    else if (first.key === 'NOT') closed.add(operand.key);
  }
  return [...open]
    .filter(key => closed.has(key))
    .map(key => `${shortText(key)} and its opposite in series: always false`);
}

function ofCondition(node: Node): string[] {
  const tokens = conditionOf(node);
  if (tokens === null) return [];
  const terms = termsOf(tokens);
  // What is assigned is a value; a constant there is what people mean by it.
  if (node.kind === 'assignment' && tokens.length < 3) return [];
  const [only] = terms;
  const found: string[] = [];
  if (terms.length === 1 && only !== undefined && node.kind !== 'assignment') {
    const value = constantText(only.key);
    if (value !== null) found.push(`condition ${shortText(only.text)} is always ${value}`);
  }
  if (terms.length > 1)
    for (const term of terms)
      if (constantText(term.key) === 'false') found.push(`condition with AND ${term.text} is always false`);
  const keys = new Set(terms.map(({ key }) => key));
  for (const term of terms)
    if (keys.has(`NOT ${term.key}`))
      found.push(`${term.text} and its opposite are both asked for: always false`);
  for (const [at, token] of tokens.entries()) {
    const beside = [tokens[at - 1]?.key, tokens[at + 1]?.key];
    if (token.key === 'TRUE' && beside.includes('OR') && !beside.some(isComparison))
      found.push('condition with OR TRUE is always true');
  }
  return found;
}

const comparisons: ReadonlySet<string | undefined> = new Set(['=', '<>', '<', '>', '<=', '>=']);

function isComparison(key: string | undefined): boolean {
  return comparisons.has(key);
}

function constantText(key: string): string | null {
  const [, not, bit = ''] = /^(NOT )?"?(\w+)"?$/.exec(key) ?? [];
  const fixed = fixedBits.get(bit);
  if (fixed !== undefined) return String(fixed !== (not !== undefined));
  if (key === 'TRUE' || key === 'NOT FALSE') return 'true';
  if (key === 'FALSE' || key === 'NOT TRUE') return 'false';
  const [, left, sign, right] = /^(\S+) (=|<>) (\S+)$/.exec(key) ?? [];
  if (left === undefined || left !== right) return null;
  return sign === '=' ? 'true' : 'false';
}
