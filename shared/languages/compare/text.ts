import type { Body, Token } from '../model/index.ts';
import { bodyNodes } from './body-nodes.ts';
import { Interner, type Node } from './node.ts';

const noneBefore = new Set([',', ';', ')', ']', '.', '^', ':']);
const noneBehind = new Set(['(', '[', '.']);

/** Tokens as one writes them: blanks where they are read, none where they are not. */
export function tokensText(tokens: readonly Token[]): string {
  let text = '';
  let before: Token | undefined;
  for (const token of tokens) {
    if (before !== undefined && apart(before, token)) text += ' ';
    text += token.text;
    before = token;
  }
  return text;
}

/** Whether a blank stands between two tokens. */
export function apart(before: Token, token: Token): boolean {
  if (noneBefore.has(token.text) || noneBehind.has(before.text)) return false;
  const opens = token.text === '(' || token.text === '[';
  return !(opens && before.kind === 'name');
}

/** One piece as text: a statement's head, a contact, a box with its pins, a branch. Long ones are for the caller to cut. */
export function nodeText(node: Node): string {
  return textAfter(node, '');
}

/** `before`: what power came through on its way to the piece, which a NOT of the power inverts. */
function textAfter(node: Node, before: string): string {
  switch (node.kind) {
    case 'circuit':
    case 'branch':
      return node.holds.length === 0 ? 'through' : seriesText(node.holds, before);
    case 'parallel':
      return `(${node.holds.map(branch => textAfter(branch, before)).join(' OR ')})`;
    case 'coil':
      return `→ ${tokensText(node.tokens)}`;
    case 'box':
      return `${tokensText(node.tokens)}(${node.holds.map(nodeText).join(', ')})`;
    case 'pin':
      return node.holds.length === 0
        ? tokensText(node.tokens)
        : `${tokensText(node.tokens)} ${seriesText(node.holds, '')}`;
    default:
      return tokensText(node.tokens);
  }
}

/** `a AND NOT b AND (c OR d) → q`: outputs follow what leads to them. */
function seriesText(nodes: readonly Node[], before: string): string {
  let text = '';
  let power = before;
  for (const node of nodes) {
    if (isInversion(node)) {
      text = `NOT (${both(before, text) || 'TRUE'})`;
      power = shortened(text);
      continue;
    }
    const own = textAfter(node, power);
    text += `${text === '' ? '' : node.kind === 'coil' ? ' ' : ' AND '}${own}`;
    if (node.kind !== 'coil' && power.length <= saidAgain) power = shortened(both(power, own));
  }
  return text;
}

/** A NOT in a rung has no pins: it inverts what comes to it. */
function isInversion({ kind, tokens, holds }: Node): boolean {
  return kind === 'box' && holds.length === 0 && tokens.length === 1 && tokens[0]?.key === 'NOT';
}

/** Characters of what stands before a branch that are said again within it. */
const saidAgain = 200;

function shortened(text: string): string {
  return text.length > saidAgain ? `${text.slice(0, saidAgain).toWellFormed()}…` : text;
}

function both(before: string, behind: string): string {
  return before === '' || behind === '' ? before + behind : `${before} AND ${behind}`;
}

/** A line of a listing with where its piece stands in the network. */
export interface BodyLine {
  readonly text: string;
  readonly place: string;
}

/** A network as lines of text: what is held is indented by what holds it; a rung is one line. */
export function bodyLines(body: Body): BodyLine[] {
  const lines: BodyLine[] = [];
  for (const node of bodyNodes(body, new Interner())) write(node, '', lines);
  return lines;
}

function write(node: Node, indent: string, lines: BodyLine[]): void {
  if (node.comment !== null) lines.push({ text: `${indent}// ${node.comment}`, place: node.place });
  const label = node.kind === 'step' || node.kind === 'transition' ? `${node.kind} ` : '';
  lines.push({ text: `${indent}${label}${nodeText(node)}`, place: node.place });
  if (!isWritten(node)) for (const held of node.holds) write(held, `${indent}  `, lines);
}

/** Whether what a piece holds stands in its own text. */
function isWritten({ kind }: Node): boolean {
  return kind === 'circuit' || kind === 'box' || kind === 'branch' || kind === 'parallel' || kind === 'pin';
}
